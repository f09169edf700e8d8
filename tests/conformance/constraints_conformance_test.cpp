// Every constraint, every example: a weight that keeps it stays, zeros stay finite, a call allocates nothing.
#include <catch2/catch.hpp>

#include "conformance/allocations.hpp"
#include "conformance/example.hpp"
#include "conformance/guarded_buffer.hpp"
#include "conformance/layer_run.hpp"
#include "constraints/registry.hpp"

namespace nnctl::conformance {

namespace {

void apply(const Constraint& constraint, const Shape& shape, GuardedBuffer& w) {
  const std::int64_t before = num_allocations();
  constraint.apply(shape, w.values());
  CHECK(num_allocations() == before);
  CHECK(w.is_intact());
  CHECK_FALSE(w.has_nan());
}

double largest_change(std::span<const Real> before, std::span<const Real> after) {
  double largest = 0;
  for (std::size_t i = 0; i < before.size(); ++i) {
    largest = std::max(largest, std::abs(static_cast<double>(after[i]) - static_cast<double>(before[i])));
  }
  return largest;
}

}  // namespace

TEST_CASE("every constraint changes less and less") {
  for (const auto* type : schema::registry<Constraint>().types) {
    REQUIRE_FALSE(type->examples.empty());
    for (const Constraint::Example& example : type->examples) {
      INFO(example.yaml);
      const auto constraint = part<Constraint>(example.yaml).make();
      for (const Shape& shape : {Shape{7}, Shape{3, 5}, Shape{2, 70}, Shape{2, 2, 3, 4}}) {
        if (!constraint->mismatch(shape).empty()) continue;
        INFO(to_string(shape));
        GuardedBuffer w(shape.num_elements());
        fill_normal(w.values(), "w", 3);
        const std::vector<Real> given(w.values().begin(), w.values().end());
        apply(*constraint, shape, w);
        const std::vector<Real> once(w.values().begin(), w.values().end());
        CHECK(largest_change(given, once) > 0);
        // a rate below 1 comes nearer by a share each time; the others are there, but for Keras's epsilon
        double last = largest_change(given, once);
        for (int i = 0; i < 100; ++i) {
          const std::vector<Real> before(w.values().begin(), w.values().end());
          apply(*constraint, shape, w);
          const double change = largest_change(before, w.values());
          CHECK(change <= std::max(last, 1e-6));
          last = change;
        }
        CHECK(last < 1e-6);
        if (example.yaml.find("rate") == std::string::npos) CHECK(largest_change(once, w.values()) < 2e-4);
      }
    }
  }
}

TEST_CASE("every constraint keeps zeros finite") {
  for (const auto* type : schema::registry<Constraint>().types) {
    for (const Constraint::Example& example : type->examples) {
      INFO(example.yaml);
      const Shape shape{3, 5};
      GuardedBuffer w(15);
      std::ranges::fill(w.values(), Real{0});
      apply(*part<Constraint>(example.yaml).make(), shape, w);
      CHECK(std::ranges::all_of(w.values(), [](Real value) { return value == 0; }));
    }
  }
}

}  // namespace nnctl::conformance
