// Every initializer, every example, every rank it takes: all of the shape is filled, twice alike.
#include <catch2/catch.hpp>

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
      int num_filled = 0;
      for (const Shape& shape : {Shape{7}, Shape{3, 5}, Shape{2, 2, 3, 4}, Shape{}}) {
        if (!initializer->mismatch(shape).empty()) continue;
        ++num_filled;
        GuardedBuffer values(shape.num_elements());
        initializer->fill(shape, random, values.values());
        CHECK(values.is_intact());
        CHECK_FALSE(values.has_nan());
        GuardedBuffer again(shape.num_elements());
        initializer->fill(shape, random, again.values());
        CHECK(std::ranges::equal(values.values(), again.values()));
      }
      CHECK(num_filled >= 1);
    }
  }
}

}  // namespace nnctl::conformance
