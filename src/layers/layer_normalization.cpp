// Mean 0 and variance 1 over some axes of each sample. Ba, Kiros and Hinton (arXiv:1607.06450, 2016); Keras 3.15.1,
// keras/src/layers/normalization/layer_normalization.py.
#include <algorithm>

#include <fmt/format.h>

#include "layers/axes.hpp"
#include "layers/registry.hpp"
#include "layers/sample_normalization.hpp"
#include "schema/one_or_more.hpp"

namespace nnctl {

namespace {

constexpr const char* kName = "layer_normalization";

struct LayerNormalizationConfig : GammaBetaConfig {
  schema::OneOrMore<std::int64_t> axis = {{-1}};
};

class LayerNormalization final : public SampleNormalization {
 public:
  explicit LayerNormalization(const LayerNormalizationConfig& config) : SampleNormalization(config), config_(config) {
    std::ranges::sort(config_.axis.values);  // the order in which the weights' shape lists them
  }

  LayerPlan plan(const TensorSpec& input) const override {
    std::vector<std::int64_t> sizes;
    std::vector<int> seen;
    for (const std::int64_t axis : config_.axis.values) {
      seen.push_back(sample_axis(kName, axis, input.shape));
      sizes.push_back(input.shape[seen.back()]);
      if (std::ranges::count(seen, seen.back()) > 1) {
        throw ShapeMismatch(
            fmt::format("{} has axis {} of its input {} twice", kName, axis, to_string_with_batch(input.shape)),
            "name each axis once");
      }
    }
    return plan_of(input, Shape(sizes));
  }

 private:
  /// The normalized axes hold the members of a group, all others tell groups apart. Weights lie as the members do,
  /// whatever order of axes their shape names: so does Keras's reshape.
  GroupedSample sample(const Shape& shape) const override {
    const auto is_normalized = [&](int i) {
      return std::ranges::any_of(config_.axis.values,
                                 [&](std::int64_t axis) { return sample_axis(kName, axis, shape) == i; });
    };
    std::int64_t weight_stride = 1;
    for (int i = 0; i < shape.rank(); ++i) {
      if (is_normalized(i)) weight_stride *= shape[i];
    }
    GroupedSample grouped;
    for (int i = 0; i < shape.rank(); ++i) {
      const bool separates = !is_normalized(i);
      if (!separates) weight_stride /= shape[i];
      grouped.add_axis(shape[i], separates ? 0 : weight_stride, separates);
    }
    return grouped;
  }

  std::int64_t num_weights(const Shape& shape) const override { return sample(shape).group_size(); }

  LayerNormalizationConfig config_;
};

}  // namespace

const schema::PartType<Layer>& layer_normalization_layer() {
  using Config = LayerNormalizationConfig;
  static const auto type = schema::part_type<LayerNormalization, Layer>(
      kName, "LayerNormalization",
      "Gives the values along an axis of each sample mean 0 and variance 1, then a learned deviation and mean.",
      [] {
        schema::Schema<Config> fields("layer 'layer_normalization'", "");
        fields.field("axis", &Config::axis, "The axis or axes to normalize over; 0 is the batch, -1 the last.");
        return gamma_beta_fields(fields);
      }(),
      {{"layer_normalization", {6}},
       {"{type: layer_normalization, axis: 1, epsilon: 0.01}", {3, 4}},
       {"{type: layer_normalization, axis: [1, 3], gamma_regularizer: l2}", {2, 3, 4}},
       {"{type: layer_normalization, axis: [-1, -2], center: false}", {2, 3, 4}},
       {"{type: layer_normalization, scale: false}", {3, 5}},
       {"{type: layer_normalization, scale: false, center: false}", {5}},
       {.yaml = "layer_normalization", .input = {4, 3}, .has_mask = true}});
  return type;
}

}  // namespace nnctl
