// (x - mean) / deviation with given statistics, or with those of the training rows. Keras 3.15.1,
// keras/src/layers/preprocessing/normalization.py: the variance is divided by the count, and the deviation is at least
// 1e-7.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "layers/axes.hpp"
#include "layers/registry.hpp"
#include "layers/strided_axes.hpp"
#include "schema/one_or_more.hpp"

namespace nnctl {

namespace {

constexpr const char* kName = "normalization";

struct NormalizationConfig {
  std::optional<schema::OneOrMore<std::int64_t>> axis = schema::OneOrMore<std::int64_t>{{-1}};
  std::optional<schema::OneOrMore<double>> mean;
  std::optional<schema::OneOrMore<double>> variance;
  bool invert = false;
};

class Normalization final : public Layer {
 public:
  explicit Normalization(const NormalizationConfig& config) : config_(config) {}

  LayerPlan plan(const TensorSpec& input) const override {
    check_statistics(input.shape);
    LayerPlan plan;
    plan.output = input;
    plan.scratch = 2 * num_statistics(input.shape);
    plan.flops = 2 * input.num_elements();
    if (config_.mean) return plan;
    const Shape kept = statistics_shape(input.shape);
    plan.parameters.push_back({"mean", kept, InitializerConfig::named("zeros"), {}, {}, false});
    plan.parameters.push_back({"variance", kept, InitializerConfig::named("ones"), {}, {}, false});
    plan.parameters.push_back({"count", {}, InitializerConfig::named("zeros"), {}, {}, false});  // Keras's, unused
    plan.adapt_sums = 3 * num_statistics(input.shape);
    return plan;
  }

  void forward(const ForwardCall& call) const override {
    const Statistics s = fill_statistics(call.input.shape, call.parameters, call.scratch);
    const StridedAxes axes = walk(call.input.shape);
    for (std::int64_t row = 0; row < call.rows; ++row) {
      axes.for_each(row * call.input.num_elements(), 0, [&](std::int64_t i, std::int64_t k) {
        call.y[i] = config_.invert ? s.mean[k] + call.x[i] * s.deviation[k] : (call.x[i] - s.mean[k]) / s.deviation[k];
      });
    }
  }

  void backward(const BackwardCall& call) const override {
    if (call.dx == nullptr) return;
    const Statistics s = fill_statistics(call.input.shape, call.parameters, call.scratch);
    const StridedAxes axes = walk(call.input.shape);
    for (std::int64_t row = 0; row < call.rows; ++row) {
      axes.for_each(row * call.input.num_elements(), 0, [&](std::int64_t i, std::int64_t k) {
        call.dx[i] = config_.invert ? call.dy[i] * s.deviation[k] : call.dy[i] / s.deviation[k];
      });
    }
  }

  // count, sum and sum of squares of each statistic; doubles hold the squares of floats exactly
  void sum_adapt(const ForwardCall& call, double* sums) const override {
    const std::int64_t K = num_statistics(call.input.shape);
    const StridedAxes axes = walk(call.input.shape);
    for (std::int64_t row = 0; row < call.rows; ++row) {
      axes.for_each(row * call.input.num_elements(), 0, [&](std::int64_t i, std::int64_t k) {
        const auto value = static_cast<double>(call.x[i]);
        sums[k] += 1;
        sums[K + k] += value;
        sums[2 * K + k] += value * value;
      });
    }
  }

  void adapt(const TensorSpec& input, const double* sums, std::span<Real* const> parameters) const override {
    const std::int64_t K = num_statistics(input.shape);
    for (std::int64_t k = 0; k < K; ++k) {
      const double count = std::max(sums[k], 1.0);
      const double mean = sums[K + k] / count;
      parameters[0][k] = static_cast<Real>(mean);
      parameters[1][k] = static_cast<Real>(std::max(0.0, sums[2 * K + k] / count - mean * mean));
    }
  }

 private:
  struct Statistics {
    const Real* mean;
    const Real* deviation;
  };

  bool keeps(const Shape& shape, int axis) const {
    return config_.axis && std::ranges::any_of(config_.axis->values, [&](std::int64_t given) {
             return sample_axis(kName, given, shape) == axis;
           });
  }

  Shape statistics_shape(const Shape& shape) const {
    std::vector<std::int64_t> sizes;
    for (int axis = 0; axis < shape.rank(); ++axis) {
      if (keeps(shape, axis)) sizes.push_back(shape[axis]);
    }
    return Shape(sizes);
  }
  /// How many numbers a mean has: as many as were given, or one for each place on the kept axes.
  std::int64_t num_statistics(const Shape& shape) const {
    if (config_.mean) return std::ssize(config_.mean->values);
    std::int64_t count = 1;
    for (int axis = 0; axis < shape.rank(); ++axis) count *= keeps(shape, axis) ? shape[axis] : 1;
    return count;
  }

  void check_statistics(const Shape& shape) const {
    if (config_.mean.has_value() != config_.variance.has_value()) {
      throw ShapeMismatch(fmt::format("{} has a {} and no {}", kName, config_.mean ? "'mean'" : "'variance'",
                                      config_.mean ? "'variance'" : "'mean'"),
                          "give both, or neither to take them from the training rows");
    }
    const Shape kept = statistics_shape(shape);
    if (!config_.mean) return;
    const std::int64_t given = std::ssize(config_.mean->values);
    if (given != std::ssize(config_.variance->values)) {
      throw ShapeMismatch(fmt::format("{} has {} numbers in 'mean' and {} in 'variance'", kName, given,
                                      config_.variance->values.size()),
                          "give as many of both");
    }
    const std::int64_t wanted = kept.rank() == 0 ? 1 : kept[-1];
    if (given != 1 && given != wanted) {
      throw ShapeMismatch(fmt::format("{} has {} numbers in 'mean' for {} along the axis it keeps of its input {}",
                                      kName, given, wanted, to_string_with_batch(shape)),
                          wanted == 1 ? std::string("give one number") : fmt::format("give one number, or {}", wanted));
    }
  }

  /// A sample's values, each with its place among the statistics. Given ones lie along the last kept axis.
  StridedAxes walk(const Shape& shape) const {
    std::int64_t stride = num_statistics(shape);
    int last_kept = -1;
    for (int axis = 0; axis < shape.rank(); ++axis) {
      if (keeps(shape, axis)) last_kept = axis;
    }
    StridedAxes axes;
    for (int axis = 0; axis < shape.rank(); ++axis) {
      const bool has_own = keeps(shape, axis) && num_statistics(shape) > 1 && (!config_.mean || axis == last_kept);
      if (has_own) stride /= shape[axis];
      axes.add(shape[axis], has_own ? stride : 0);
    }
    return axes;
  }

  Statistics fill_statistics(const Shape& shape, std::span<const Real* const> parameters, Real* scratch) const {
    const std::int64_t K = num_statistics(shape);
    for (std::int64_t k = 0; k < K; ++k) {
      const auto index = static_cast<std::size_t>(k);
      const Real variance = config_.mean ? static_cast<Real>(config_.variance->values[index]) : parameters[1][k];
      scratch[k] = config_.mean ? static_cast<Real>(config_.mean->values[index]) : parameters[0][k];
      scratch[K + k] = std::max(std::sqrt(variance), Real{1e-7F});
    }
    return {scratch, scratch + K};
  }

  NormalizationConfig config_;
};

}  // namespace

const schema::PartType<Layer>& normalization_layer() {
  using Config = NormalizationConfig;
  static const auto type = schema::part_type<Normalization, Layer>(
      kName, "Normalization",
      "Takes a mean off its input and divides by a deviation: those given, or those of the training rows, which it "
      "reads "
      "once before training and keeps with the model. It then stands before every layer that computes.",
      [] {
        schema::Schema<Config> fields("layer 'normalization'", "");
        fields
            .field("axis", &Config::axis,
                   "The axis or axes that have statistics for each place; 0 is the batch, -1 the last; null: one mean "
                   "and one variance for all.")
            .field("mean", &Config::mean, "One number, or one for each place on the last of those axes.")
            .field("variance", &Config::variance, "As many as 'mean'.")
            .field("invert", &Config::invert, "Whether to undo it: multiply by the deviation, then add the mean.");
        return fields;
      }(),
      {{"normalization", {6}},
       {"{type: normalization, axis: null}", {2, 3}},
       {"{type: normalization, axis: [1, 3], invert: true}", {2, 3, 4}},
       {"{type: normalization, mean: 0.5, variance: 4}", {2, 3}},
       {"{type: normalization, axis: [1, 2], mean: [1, 2, 3], variance: [1, 4, 0.5]}", {2, 3}},
       {.yaml = "{type: normalization, axis: 1, mean: [1, 2], variance: [1, 4], invert: true}",
        .input = {2, 3},
        .has_mask = true}});
  return type;
}

}  // namespace nnctl
