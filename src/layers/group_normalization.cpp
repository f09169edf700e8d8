// Mean 0 and variance 1 over each group of channels of each sample. Wu and He (ECCV 2018); Keras 3.15.1,
// keras/src/layers/normalization/group_normalization.py.
#include <fmt/format.h>

#include "layers/axes.hpp"
#include "layers/registry.hpp"
#include "layers/sample_normalization.hpp"

namespace nnctl {

namespace {

constexpr const char* kName = "group_normalization";

struct GroupNormalizationConfig : GammaBetaConfig {
  std::int64_t groups = 32;
  std::int64_t axis = -1;
};

class GroupNormalization final : public SampleNormalization {
 public:
  explicit GroupNormalization(const GroupNormalizationConfig& config) : SampleNormalization(config), config_(config) {}

  LayerPlan plan(const TensorSpec& input) const override {
    const std::int64_t channels = input.shape[sample_axis(kName, config_.axis, input.shape)];
    if (config_.groups != -1 && channels % config_.groups != 0) {
      throw ShapeMismatch(fmt::format("{} cannot cut {} channels of {} into {} equal groups", kName, channels,
                                      to_string_with_batch(input.shape), config_.groups),
                          fmt::format("set 'groups' to a divisor of {}, or to -1 for one channel each", channels));
    }
    return plan_of(input, {channels});
  }

 private:
  GroupedSample sample(const Shape& shape) const override {
    const int axis = sample_axis(kName, config_.axis, shape);
    GroupedSample grouped;
    for (int i = 0; i < shape.rank(); ++i) {
      if (i != axis) {
        grouped.add_axis(shape[i], 0, false);
        continue;
      }
      const std::int64_t groups = config_.groups == -1 ? shape[i] : config_.groups;
      grouped.add_axis(groups, shape[i] / groups, true);
      grouped.add_axis(shape[i] / groups, 1, false);
    }
    return grouped;
  }

  std::int64_t num_weights(const Shape& shape) const override { return shape[sample_axis(kName, config_.axis, shape)]; }

  GroupNormalizationConfig config_;
};

schema::Check<std::int64_t> group_count() {
  return {">= 1, or -1 for groups of one channel", [](const std::int64_t& v) { return v >= 1 || v == -1; },
          schema::json_limit("minimum", std::int64_t{-1})};
}

}  // namespace

const schema::PartType<Layer>& group_normalization_layer() {
  using Config = GroupNormalizationConfig;
  static const auto type = schema::part_type<GroupNormalization, Layer>(
      kName, "GroupNormalization",
      "Gives each group of channels of a sample mean 0 and variance 1, then each channel a learned deviation and mean.",
      [] {
        schema::Schema<Config> fields("layer 'group_normalization'", "");
        fields
            .field("groups", &Config::groups, "How many groups the channels are cut into; -1: one for each channel.",
                   group_count())
            .field("axis", &Config::axis, "The axis of the channels; 0 is the batch, -1 the last.");
        return gamma_beta_fields(fields);
      }(),
      {{"{type: group_normalization, groups: 2}", {6}},
       {"{type: group_normalization, groups: 2, epsilon: 0.01}", {3, 4}},
       {"{type: group_normalization, groups: -1, axis: 1}", {3, 2, 4}},
       {"{type: group_normalization, groups: 2, axis: 2, center: false}", {2, 4, 3}},
       {"{type: group_normalization, groups: 1, scale: false}", {2, 4}},
       {"{type: group_normalization, groups: 3, scale: false, center: false}", {6}},
       {.yaml = "{type: group_normalization, groups: 1}", .input = {4, 3}, .has_mask = true}});
  return type;
}

}  // namespace nnctl
