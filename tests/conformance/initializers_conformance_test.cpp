// Every initializer, every example, every rank: all of the shape is filled, twice alike; a call allocates nothing.
#include <catch2/catch.hpp>

#include "conformance/allocations.hpp"
#include "conformance/example.hpp"
#include "conformance/guarded_buffer.hpp"
#include "initializers/registry.hpp"

namespace nnctl::conformance {

TEST_CASE("every initializer fills its shape, element by element") {
  const RandomStream random(3, "initializer/dense/kernel");
  for (const auto* type : schema::registry<Initializer>().types) {
    REQUIRE_FALSE(type->examples.empty());
    for (const Initializer::Example& example : type->examples) {
      INFO(example.yaml);
      const auto initializer = part<Initializer>(example.yaml).make();
      for (const Shape& shape : {Shape{7}, Shape{3, 5}, Shape{2, 2, 3, 4}, Shape{}}) {
        GuardedBuffer values(shape.num_elements());
        const std::int64_t before = num_allocations();
        initializer->fill(shape, random, values.values());
        CHECK(num_allocations() == before);
        CHECK(values.is_intact());
        CHECK_FALSE(values.has_nan());
        GuardedBuffer again(shape.num_elements());
        initializer->fill(shape, random, again.values());
        CHECK(std::ranges::equal(values.values(), again.values()));
      }
    }
  }
}

}  // namespace nnctl::conformance
