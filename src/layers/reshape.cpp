// The same numbers under another shape. Keras 3.15.1, keras/src/layers/reshaping/reshape.py.
#include <algorithm>

#include <fmt/format.h>

#include "layers/registry.hpp"

namespace nnctl {

namespace {

using Sizes = std::vector<std::int64_t>;

struct ReshapeConfig {
  Sizes target_shape;
};

constexpr std::int64_t kTheRest = -1;
/// Far beyond any memory; the product of two stays within 64 bits.
constexpr std::int64_t kLargest = std::int64_t{1} << 31;

/// Product of the sizes but for a -1; cut off at kLargest.
std::int64_t product_of(const Sizes& sizes) {
  std::int64_t product = 1;
  for (const std::int64_t size : sizes) {
    if (size != kTheRest) product = std::min(product * std::min(size, kLargest), kLargest);
  }
  return product;
}

std::string printed(const Sizes& sizes) {
  return fmt::format("({}{})", fmt::join(sizes, ", "), sizes.size() == 1 ? "," : "");
}

class Reshape final : public Layer {
 public:
  explicit Reshape(const ReshapeConfig& config) : target_(config.target_shape) {}

  LayerPlan plan(const TensorSpec& input) const override {
    const std::int64_t values = input.num_elements();
    const std::int64_t product = product_of(target_);
    const bool has_rest = std::ranges::count(target_, kTheRest) > 0;
    const bool fits = has_rest ? values % product == 0 && values >= product : values == product;
    if (!fits) {
      throw ShapeMismatch(
          fmt::format("reshape to {} needs {} {} values, got {} with {}", printed(target_),
                      has_rest ? "a multiple of" : "exactly", product, to_string_with_batch(input.shape), values),
          fmt::format("choose a target_shape whose product is {}; one size may be -1, which takes what the others "
                      "leave",
                      values));
    }
    Sizes sizes = target_;
    std::ranges::replace(sizes, kTheRest, values / product);
    LayerPlan plan;
    plan.output.shape = Shape(std::span<const std::int64_t>(sizes));
    plan.aliases_input = true;
    return plan;
  }

  void forward(const ForwardCall& call) const override {
    std::copy_n(call.x, call.rows * call.input.num_elements(), call.y);
  }

  void backward(const BackwardCall& call) const override {
    if (call.dx != nullptr) std::copy_n(call.dy, call.rows * call.input.num_elements(), call.dx);
  }

 private:
  Sizes target_;
};

schema::Check<Sizes> target_sizes() {
  return {fmt::format("a list of 1 to {} sizes >= 1, at most one of them -1", Shape::kMaxRank),
          [](const Sizes& sizes) {
            const auto rests = std::ranges::count(sizes, kTheRest);
            const auto good = std::ranges::count_if(sizes, [](std::int64_t size) { return size >= 1; });
            return !sizes.empty() && sizes.size() <= Shape::kMaxRank && rests <= 1 &&
                   static_cast<std::size_t>(good + rests) == sizes.size();
          },
          schema::Node::map()};
}

}  // namespace

const schema::PartType<Layer>& reshape_layer() {
  static const auto type = schema::part_type<Reshape, Layer>(
      "reshape", "Reshape", "Gives the same numbers another shape, in row-major order.",
      schema::Schema<ReshapeConfig>("layer 'reshape'", "")
          .required("target_shape", &ReshapeConfig::target_shape,
                    "The new shape, without the batch; one size may be -1: what the others leave.", target_sizes()),
      {{"{type: reshape, target_shape: [2, 6]}", {3, 4}},
       {"{type: reshape, target_shape: [2, -1, 2]}", {12}},
       {"{type: reshape, target_shape: [-1]}", {2, 3}}});
  return type;
}

}  // namespace nnctl
