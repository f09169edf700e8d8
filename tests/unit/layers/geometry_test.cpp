#include "layers/geometry.hpp"

#include <catch2/catch.hpp>

namespace nnctl {

namespace {

using Triple = std::array<std::int64_t, 3>;

template <class AnyPadding>
Triple geometry(std::int64_t inputs, const AxisWindow& window, AnyPadding padding) {
  const AxisGeometry axis = axis_geometry(inputs, window, padding);
  return {axis.outputs, axis.before, axis.after};
}

}  // namespace

TEST_CASE("valid windows stand wholly inside") {
  CHECK(geometry(28, {.size = 3}, Padding::kValid) == Triple{26, 0, 0});
  CHECK(geometry(13, {.size = 2, .stride = 2}, Padding::kValid) == Triple{6, 0, 0});
  CHECK(geometry(7, {.size = 3, .stride = 1, .dilation = 3}, Padding::kValid) == Triple{1, 0, 0});
  CHECK(geometry(6, {.size = 3, .stride = 1, .dilation = 3}, Padding::kValid) == Triple{0, 0, 0});
}

// keras-semantics: the odd cell of the padding goes after
TEST_CASE("same windows cover every input") {
  CHECK(geometry(5, {.size = 3, .stride = 2}, Padding::kSame) == Triple{3, 1, 1});
  CHECK(geometry(4, {.size = 3, .stride = 2}, Padding::kSame) == Triple{2, 0, 1});
  CHECK(geometry(4, {.size = 2, .stride = 1}, Padding::kSame) == Triple{4, 0, 1});
  CHECK(geometry(4, {.size = 1, .stride = 3}, Padding::kSame) == Triple{2, 0, 0});
  CHECK(geometry(2, {.size = 5, .stride = 1}, Padding::kSame) == Triple{2, 2, 2});
}

TEST_CASE("causal windows end at their output's step") {
  CHECK(geometry(10, {.size = 3, .stride = 1, .dilation = 2}, TimePadding::kCausal) == Triple{10, 4, 0});
  CHECK(geometry(7, {.size = 3, .stride = 2}, TimePadding::kCausal) == Triple{4, 2, 0});
  CHECK(geometry(4, {.size = 3, .stride = 2}, TimePadding::kSame) == Triple{2, 0, 1});
  CHECK(geometry(4, {.size = 3, .stride = 2}, TimePadding::kValid) == Triple{1, 0, 0});
}

TEST_CASE("a padding is named in any case, as in Keras") {
  schema::Reader reader;
  Padding padding{};
  CHECK(schema::Codec<Padding>::read(reader, schema::Node::string("SAME"), "padding", padding));
  CHECK(padding == Padding::kSame);
  CHECK_FALSE(schema::Codec<Padding>::read(reader, schema::Node::string("causal"), "padding", padding));
  CHECK(reader.diagnostics().front().message == "'padding' must be 'valid' or 'same', got 'causal'");
  TimePadding time{};
  CHECK(schema::Codec<TimePadding>::read(reader, schema::Node::string("Causal"), "padding", time));
  CHECK(time == TimePadding::kCausal);
}

}  // namespace nnctl
