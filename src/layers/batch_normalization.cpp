// Mean 0 and variance 1 for each channel over the batch; moving statistics outside training. Ioffe and Szegedy (ICML
// 2015); Keras 3.15.1, keras/src/layers/normalization/batch_normalization.py: the variance is divided by the count, in
// the moving variance too.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "layers/axes.hpp"
#include "layers/gamma_beta.hpp"
#include "layers/registry.hpp"

namespace nnctl {

namespace {

struct BatchNormalizationConfig : GammaBetaConfig {
  std::int64_t axis = -1;
  double momentum = 0.99;
  InitializerConfig moving_mean_initializer = InitializerConfig::named("zeros");
  InitializerConfig moving_variance_initializer = InitializerConfig::named("ones");
};

constexpr const char* kName = "batch_normalization";

// Doubles hold the squares of floats exactly, so their sums cancel without harm.
struct Moments {
  double mean = 0;
  double variance = 0;
  double count = 0;
};

class BatchNormalization final : public Layer {
 public:
  explicit BatchNormalization(const BatchNormalizationConfig& config) : config_(config) {}

  LayerPlan plan(const TensorSpec& input) const override;
  void forward(const ForwardCall& call) const override;
  void backward(const BackwardCall& call) const override;
  void sum_forward(const ForwardCall& call, double* sums) const override;
  void sum_backward(const BackwardCall& call, double* sums) const override;
  void update_state(const TensorSpec& input, const double* forward_sums,
                    std::span<Real* const> parameters) const override;

 private:
  AxisView view(const TensorSpec& input) const { return {input.shape, sample_axis(kName, config_.axis, input.shape)}; }
  /// Of channel c of C, from forward's sums (count, sum, sum of squares; C of each).
  static Moments batch_moments(const double* sums, std::int64_t C, std::int64_t c) {
    const double count = std::max(sums[c], 1e-7);  // every step may be masked
    const double mean = sums[C + c] / count;
    return {mean, std::max(0.0, sums[2 * C + c] / count - mean * mean), count};
  }
  Moments moments(const double* sums, std::span<const Real* const> parameters, std::int64_t C, std::int64_t c) const {
    if (sums != nullptr) return batch_moments(sums, C, c);
    const std::size_t first = config_.num_parameters();
    return {static_cast<double>(parameters[first][c]), static_cast<double>(parameters[first + 1][c]), 1};
  }
  double inverse_deviation(const Moments& moments) const { return 1 / std::sqrt(moments.variance + config_.epsilon); }
  /// mean (C) and inverse (C) of the deviation.
  void fill_statistics(const double* sums, std::span<const Real* const> parameters, std::int64_t C, Real* mean,
                       Real* inverse) const {
    for (std::int64_t c = 0; c < C; ++c) {
      const Moments channel = moments(sums, parameters, C, c);
      mean[c] = static_cast<Real>(channel.mean);
      inverse[c] = static_cast<Real>(inverse_deviation(channel));
    }
  }
  void frozen_gradients(const BackwardCall& call, const AxisView& axis, const Real* mean, const Real* inverse) const;

  BatchNormalizationConfig config_;
};

/// Whether value (o, c) counts; a mask is of (rows, steps), and the steps are the channels unless those come last.
class Weights {
 public:
  Weights(const Real* mask, const AxisView& axis) : mask_(mask), channels_(axis.after == 1 ? 0 : axis.size) {}
  bool counts(std::int64_t o, std::int64_t c) const {
    return mask_ == nullptr || mask_[channels_ == 0 ? o : o * channels_ + c] != 0;
  }

 private:
  const Real* mask_;
  std::int64_t channels_;
};

LayerPlan BatchNormalization::plan(const TensorSpec& input) const {
  const AxisView axis = view(input);
  if (input.has_mask && input.shape.rank() != 2) {
    throw ShapeMismatch(fmt::format("{} of masked steps needs an input (steps, features), got {}", kName,
                                    to_string_with_batch(input.shape)),
                        "put it where each step is one vector, or take the mask away");
  }
  LayerPlan plan;
  plan.output = input;
  plan.parameters = config_.parameters({axis.size});
  plan.parameters.push_back({"moving_mean", {axis.size}, config_.moving_mean_initializer, {}, {}, false});
  plan.parameters.push_back({"moving_variance", {axis.size}, config_.moving_variance_initializer, {}, {}, false});
  plan.forward_sums = 3 * axis.size;
  plan.backward_sums = 2 * axis.size;
  plan.scratch = 5 * axis.size;
  plan.flops = 2 * input.num_elements();
  return plan;
}

// count (C), sum of x (C), sum of x^2 (C)
void BatchNormalization::sum_forward(const ForwardCall& call, double* sums) const {
  const AxisView axis = view(call.input);
  const std::int64_t C = axis.size;
  double* count = sums;
  double* sum = sums + C;
  double* squares = sums + 2 * C;
  if (call.mask == nullptr) {
    std::fill_n(count, C, static_cast<double>(call.rows * axis.before * axis.after));
    axis.for_each(call.rows, [x = call.x, sum, squares](std::int64_t, std::int64_t c, std::int64_t i) {
      const auto value = static_cast<double>(x[i]);
      sum[c] += value;
      squares[c] += value * value;
    });
    return;
  }
  axis.for_each(call.rows, [&, weights = Weights(call.mask, axis)](std::int64_t o, std::int64_t c, std::int64_t i) {
    if (!weights.counts(o, c)) return;
    const auto value = static_cast<double>(call.x[i]);
    count[c] += 1;
    sum[c] += value;
    squares[c] += value * value;
  });
}

// y = (x - mean) gamma / sqrt(variance + epsilon) + beta
void BatchNormalization::forward(const ForwardCall& call) const {
  const AxisView axis = view(call.input);
  const std::int64_t C = axis.size;
  Real* mean = call.scratch;
  Real* factor = mean + C;
  Real* offset = factor + C;
  fill_statistics(call.sums, call.parameters, C, mean, factor);
  const Real* gamma = config_.gamma_of(call.parameters);
  const Real* beta = config_.beta_of(call.parameters);
  for (std::int64_t c = 0; c < C; ++c) {
    if (gamma != nullptr) factor[c] *= gamma[c];
    offset[c] = beta != nullptr ? beta[c] : Real{0};
  }
  axis.for_each(call.rows,
                [x = call.x, y = call.y, mean, factor, offset](std::int64_t, std::int64_t c, std::int64_t i) {
                  y[i] = (x[i] - mean[c]) * factor[c] + offset[c];
                });
}

// sum of dy (C), sum of dy xhat (C), where xhat = (x - mean) / sqrt(variance + epsilon): these rows' share of dbeta and
// dgamma.
void BatchNormalization::sum_backward(const BackwardCall& call, double* sums) const {
  const AxisView axis = view(call.input);
  const std::int64_t C = axis.size;
  Real* mean = call.scratch;
  Real* inverse = mean + C;
  fill_statistics(call.forward_sums, call.parameters, C, mean, inverse);
  double* sum = sums;
  double* product = sums + C;
  axis.for_each(call.rows,
                [x = call.x, dy = call.dy, mean, inverse, sum, product](std::int64_t, std::int64_t c, std::int64_t i) {
                  const auto value = static_cast<double>(dy[i]);
                  sum[c] += value;
                  product[c] += value * static_cast<double>((x[i] - mean[c]) * inverse[c]);
                });
  const auto cast = [](double value) { return static_cast<Real>(value); };
  if (Real* dgamma = config_.gamma_of(call.gradients)) std::transform(product, product + C, dgamma, cast);
  if (Real* dbeta = config_.beta_of(call.gradients)) std::transform(sum, sum + C, dbeta, cast);
}

// With statistics of the batch, n their count:  dx = gamma / s (dy - (sum of dy + xhat sum of dy xhat) / n), where the
// bracket is left out for what was masked.  With moving statistics:  dx = gamma / s dy.
void BatchNormalization::backward(const BackwardCall& call) const {
  const AxisView axis = view(call.input);
  const std::int64_t C = axis.size;
  Real* mean = call.scratch;
  Real* inverse = mean + C;
  fill_statistics(call.forward_sums, call.parameters, C, mean, inverse);
  if (call.sums == nullptr) frozen_gradients(call, axis, mean, inverse);
  if (call.dx == nullptr) return;
  Real* factor = inverse + C;
  Real* shift = factor + C;
  Real* slope = shift + C;
  const Real* gamma = config_.gamma_of(call.parameters);
  for (std::int64_t c = 0; c < C; ++c) {
    factor[c] = gamma != nullptr ? gamma[c] * inverse[c] : inverse[c];
    if (call.sums == nullptr) continue;
    const double part = static_cast<double>(factor[c]) / batch_moments(call.forward_sums, C, c).count;
    shift[c] = static_cast<Real>(-part * call.sums[c]);
    slope[c] = static_cast<Real>(-part * call.sums[C + c]) * inverse[c];
  }
  const Real* x = call.x;
  const Real* dy = call.dy;
  Real* dx = call.dx;
  if (call.sums == nullptr) {
    axis.for_each(call.rows, [=](std::int64_t, std::int64_t c, std::int64_t i) { dx[i] = dy[i] * factor[c]; });
  } else if (call.mask == nullptr) {
    axis.for_each(call.rows, [=](std::int64_t, std::int64_t c, std::int64_t i) {
      dx[i] = dy[i] * factor[c] + (x[i] - mean[c]) * slope[c] + shift[c];
    });
  } else {
    axis.for_each(call.rows, [=, weights = Weights(call.mask, axis)](std::int64_t o, std::int64_t c, std::int64_t i) {
      dx[i] = dy[i] * factor[c];
      if (weights.counts(o, c)) dx[i] += (x[i] - mean[c]) * slope[c] + shift[c];
    });
  }
}

/// dgamma and dbeta where there was no sum_backward.
void BatchNormalization::frozen_gradients(const BackwardCall& call, const AxisView& axis, const Real* mean,
                                          const Real* inverse) const {
  const Real* x = call.x;
  const Real* dy = call.dy;
  if (Real* dgamma = config_.gamma_of(call.gradients)) {
    std::fill_n(dgamma, axis.size, Real{0});
    axis.for_each(call.rows, [=](std::int64_t, std::int64_t c, std::int64_t i) {
      dgamma[c] += dy[i] * (x[i] - mean[c]) * inverse[c];
    });
  }
  if (Real* dbeta = config_.beta_of(call.gradients)) {
    std::fill_n(dbeta, axis.size, Real{0});
    axis.for_each(call.rows, [=](std::int64_t, std::int64_t c, std::int64_t i) { dbeta[c] += dy[i]; });
  }
}

void BatchNormalization::update_state(const TensorSpec& input, const double* forward_sums,
                                      std::span<Real* const> parameters) const {
  const std::int64_t C = view(input).size;
  const std::size_t first = config_.num_parameters();
  const auto move = [this](Real& moving, double now) {
    moving = static_cast<Real>(static_cast<double>(moving) * config_.momentum + now * (1 - config_.momentum));
  };
  for (std::int64_t c = 0; c < C; ++c) {
    const Moments batch = batch_moments(forward_sums, C, c);
    move(parameters[first][c], batch.mean);
    move(parameters[first + 1][c], batch.variance);
  }
}

schema::Schema<BatchNormalizationConfig> fields() {
  using Config = BatchNormalizationConfig;
  schema::Schema<Config> fields("layer 'batch_normalization'", "");
  fields.field("axis", &Config::axis, "The axis of the channels; 0 is the batch, -1 the last.")
      .field("momentum", &Config::momentum, "What the moving statistics keep of themselves at each step.",
             schema::in_closed(0.0, 1.0))
      .field("moving_mean_initializer", &Config::moving_mean_initializer, "First values of the moving mean.")
      .field("moving_variance_initializer", &Config::moving_variance_initializer,
             "First values of the moving variance.");
  return gamma_beta_fields(fields)
      .later("renorm", "Whether the statistics of a batch are corrected towards the moving ones.")
      .later("renorm_clipping", "Limits of that correction.")
      .later("renorm_momentum", "What the statistics of the correction keep of themselves at each step.")
      .later("synchronized", "Whether devices share their statistics; the whole batch is on one here.");
}

}  // namespace

const schema::PartType<Layer>& batch_normalization_layer() {
  static const auto type = schema::part_type<BatchNormalization, Layer>(
      kName, "BatchNormalization",
      "Gives each channel mean 0 and variance 1 over the batch, then a learned deviation and mean. Outside training, "
      "and "
      "where the layer is frozen, moving statistics take the batch's place.",
      fields(),
      {{"batch_normalization", {6}},
       {"{type: batch_normalization, momentum: 0.9, epsilon: 0.01}", {3, 4, 2}},
       {"{type: batch_normalization, axis: 1, beta_regularizer: l2, gamma_constraint: non_neg}", {3, 4, 2}},
       {"{type: batch_normalization, center: false}", {3, 2}},
       {"{type: batch_normalization, scale: false}", {3, 2}},
       {"{type: batch_normalization, scale: false, center: false}", {5}},
       {.yaml = "batch_normalization", .input = {4, 3}, .has_mask = true},
       {.yaml = "{type: batch_normalization, axis: 1}", .input = {4, 3}, .has_mask = true}});
  return type;
}

}  // namespace nnctl
