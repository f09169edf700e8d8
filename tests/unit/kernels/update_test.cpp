#include "kernels/update.hpp"

#include "each_table.hpp"
#include "kernels/reference/update.hpp"

namespace nnctl::kernels {
namespace {

// Three steps each; each rounding is prescribed, so the bits are the plain loop's.

TEST_CASE("sgd_step gives the plain loop's bits") {
  with_each_table([] {
    for (std::int64_t n = 0; n <= 70; ++n) {
      const std::vector<Real> g = random_values(n, 1);
      std::vector<Real> w = random_values(n + 1, 2);
      std::vector<Real> expected = w;
      for (int step = 0; step < 3; ++step) {
        sgd_step(n, Real(0.1), g.data(), w.data());
        reference::sgd_step<Real>(n, Real(0.1), g.data(), expected.data());
      }
      REQUIRE(same_bits(w, expected));
    }
  });
}

TEST_CASE("momentum_step gives the plain loop's bits") {
  with_each_table([] {
    for (const bool nesterov : {false, true}) {
      for (std::int64_t n = 0; n <= 70; ++n) {
        const std::vector<Real> g = random_values(n, 1);
        std::vector<Real> velocity = random_values(n + 1, 3);
        std::vector<Real> w = random_values(n + 1, 2);
        std::vector<Real> expected_velocity = velocity;
        std::vector<Real> expected = w;
        for (int step = 0; step < 3; ++step) {
          momentum_step(n, Real(0.1), Real(0.9), nesterov, g.data(), velocity.data(), w.data());
          reference::momentum_step<Real>(n, Real(0.1), Real(0.9), nesterov, g.data(), expected_velocity.data(),
                                         expected.data());
        }
        REQUIRE(same_bits(velocity, expected_velocity));
        REQUIRE(same_bits(w, expected));
      }
    }
  });
}

TEST_CASE("adam_step gives the plain loop's bits") {
  const AdamStep step{.alpha = Real(0.001), .beta_1 = 0.9, .beta_2 = 0.999, .epsilon = Real(1e-7)};
  const AdamConstants constants{
      .alpha = Real(0.001), .one_minus_beta_1 = Real(0.1), .one_minus_beta_2 = Real(0.001), .epsilon = Real(1e-7)};
  with_each_table([&] {
    for (const bool amsgrad : {false, true}) {
      for (std::int64_t n = 0; n <= 70; ++n) {
        std::vector<Real> m(static_cast<std::size_t>(n));
        std::vector<Real> v = m;
        std::vector<Real> v_max = m;
        std::vector<Real> w = random_values(n + 1, 2);
        std::vector<Real> expected_m = m;
        std::vector<Real> expected_v = m;
        std::vector<Real> expected_v_max = m;
        std::vector<Real> expected = w;
        for (unsigned i = 0; i < 3; ++i) {
          const std::vector<Real> g = random_values(n, 10 + i);
          adam_step(n, step, g.data(), m.data(), v.data(), amsgrad ? v_max.data() : nullptr, w.data());
          reference::adam_step<Real>(n, constants, g.data(), expected_m.data(), expected_v.data(),
                                     amsgrad ? expected_v_max.data() : nullptr, expected.data());
        }
        REQUIRE(same_bits(m, expected_m));
        REQUIRE(same_bits(v, expected_v));
        REQUIRE(same_bits(v_max, expected_v_max));
        REQUIRE(same_bits(w, expected));
      }
    }
  });
}

}  // namespace
}  // namespace nnctl::kernels
