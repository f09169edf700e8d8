#include "tensor/shape.hpp"

#include <catch2/catch.hpp>

#include <array>

#include "base/assert.hpp"

namespace nnctl {
namespace {

TEST_CASE("a shape knows its axes") {
  const Shape image{28, 24, 3};
  CHECK(image.rank() == 3);
  CHECK(image[0] == 28);
  CHECK(image[1] == 24);
  CHECK(image[-1] == 3);
  CHECK(image[-3] == 28);
  CHECK(image.num_elements() == 28 * 24 * 3);
  const std::array<std::int64_t, 2> dims{4, 5};
  CHECK(Shape(dims) == Shape{4, 5});
}

TEST_CASE("the scalar shape has one element, an empty axis none") {
  CHECK(Shape{}.rank() == 0);
  CHECK(Shape{}.num_elements() == 1);
  CHECK(Shape{3, 0}.num_elements() == 0);
}

TEST_CASE("shapes are equal axis by axis") {
  CHECK(Shape{2, 3} == Shape{2, 3});
  CHECK_FALSE(Shape{2, 3} == Shape{3, 2});
  CHECK_FALSE(Shape{2} == Shape{2, 1});
  CHECK(Shape{} == Shape{});
}

TEST_CASE("the last axis can be replaced") {
  CHECK(Shape{28, 64}.with_last(10) == Shape{28, 10});
  CHECK_THROWS_AS(Shape{}.with_last(10), InternalError);
}

TEST_CASE("a shape has up to eight axes") {
  CHECK((Shape{1, 2, 3, 4, 5, 6, 7, 8}.rank() == 8));
  CHECK_THROWS_AS((Shape{1, 2, 3, 4, 5, 6, 7, 8, 9}), InternalError);
}

TEST_CASE("shapes are printed as Python prints tuples") {
  CHECK(to_string(Shape{}) == "()");
  CHECK(to_string(Shape{64}) == "(64,)");
  CHECK(to_string(Shape{128, 10}) == "(128, 10)");
  CHECK(to_string_with_batch(Shape{}) == "(None,)");
  CHECK(to_string_with_batch(Shape{64}) == "(None, 64)");
  CHECK(to_string_with_batch(Shape{28, 28, 1}) == "(None, 28, 28, 1)");
}

}  // namespace
}  // namespace nnctl
