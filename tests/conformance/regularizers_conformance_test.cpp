// Every regularizer, every example: the gradient is the derivative, is added and scaled; a call allocates nothing.
#include <catch2/catch.hpp>

#include "conformance/allocations.hpp"
#include "conformance/example.hpp"
#include "conformance/gradient_check.hpp"
#include "conformance/layer_run.hpp"
#include "regularizers/registry.hpp"

namespace nnctl::conformance {

TEST_CASE("every regularizer's gradient is its penalty's") {
  for (const auto* type : schema::registry<Regularizer>().types) {
    REQUIRE_FALSE(type->examples.empty());
    for (const Regularizer::Example& example : type->examples) {
      INFO(example.yaml);
      const auto regularizer = part<Regularizer>(example.yaml).make();
      const Shape shape{4, 5};
      GuardedBuffer w(20);
      GuardedBuffer gradient(20);
      fill_normal(w.values(), "w", 1);
      std::ranges::fill(gradient.values(), Real{0});
      const std::int64_t before = num_allocations();
      regularizer->add_gradient(shape, w.values(), 1, gradient.values());
      double remembered = regularizer->penalty(shape, w.values());
      CHECK(num_allocations() == before);
      CHECK(remembered >= 0);
      CHECK(gradient.is_intact());
      const ScalarFunction penalty{[&] { remembered = regularizer->penalty(shape, w.values()); },
                                   [&] { return regularizer->penalty(shape, w.values()) - remembered; }};
      CHECK(check_gradient(penalty, w.values(), gradient.values()) == "");

      std::vector<Real> once(gradient.values().begin(), gradient.values().end());
      regularizer->add_gradient(shape, w.values(), 2, gradient.values());  // adds, and scales
      for (std::size_t i = 0; i < once.size(); ++i) CHECK(gradient.data()[i] == Approx(3 * once[i]));
    }
  }
}

}  // namespace nnctl::conformance
