// Binary crossentropy times (1 - p_t)^gamma: what is right already counts little. Lin et al., Focal Loss for Dense
// Object Detection, 2017; Keras 3.15.1, keras/src/losses/losses.py.
#include <algorithm>
#include <cmath>

#include "losses/crossentropy.hpp"
#include "losses/registry.hpp"
#include "losses/smoothed_target.hpp"

namespace nnctl {

namespace {

using schema::at_least;
using schema::in_closed;

struct BinaryFocalCrossentropyConfig {
  bool apply_class_balancing = false;
  double alpha = 0.25;
  double gamma = 2;
  bool from_logits = false;
  double label_smoothing = 0;
  std::int64_t axis = -1;
};

class BinaryFocalCrossentropy final : public Loss {
 public:
  explicit BinaryFocalCrossentropy(const BinaryFocalCrossentropyConfig& config)
      : config_(config), smoothed_(config.label_smoothing) {}

  TargetEncoding target_encoding() const override { return TargetEncoding::kBinary; }
  Answer answer() const override { return config_.from_logits ? Answer::kLogits : Answer::kProbabilities; }

  std::string_view for_more_classes() const override { return "categorical_focal_crossentropy"; }

  std::string_view fuses_with() const override {
    return config_.from_logits ? std::string_view() : std::string_view("sigmoid");
  }

  std::string mismatch(std::int64_t columns, std::string_view activation) const override {
    return binary_mismatch("binary_focal_crossentropy", *this, config_.from_logits, columns, activation);
  }

  double forward_backward(const LossCall& call) const override {
    if (config_.from_logits) return fused_forward_backward(call);
    return add_up(call, [](std::int64_t, Real p, Real y) {
      return Crossentropy{static_cast<double>(p), 1, costs::binary_crossentropy(p, y),
                          costs::binary_crossentropy_slope(p, y)};
    });
  }

  // The crossentropy from the logits, so that nothing is clipped; p_t from the sigmoid
  double fused_forward_backward(const LossCall& call) const override {
    Real* const probabilities = call.probabilities;
    return add_up(call, [probabilities](std::int64_t i, Real z, Real y) {
      const auto logit = static_cast<double>(z);
      const auto truth = static_cast<double>(y);
      const double e = std::exp(-std::abs(logit));
      const double sigmoid = logit >= 0 ? 1 / (1 + e) : e / (1 + e);
      if (probabilities != nullptr) probabilities[i] = static_cast<Real>(sigmoid);
      return Crossentropy{sigmoid, sigmoid * (1 - sigmoid), std::max(logit, 0.0) - logit * truth + std::log1p(e),
                          sigmoid - truth};
    });
  }

 private:
  /// Of one column: the probability, and in the loss's input the slopes of that and of the crossentropy.
  struct Crossentropy {
    double probability, probability_slope, value, slope;
  };

  // loss = w (1 - p_t)^gamma bce;  with r = 1 - p_t and d p_t / d p = 2 y - 1:
  //   d loss = w (r^gamma d bce - gamma r^(gamma - 1) (2 y - 1) d p bce)
  template <class Crossentropies>
  double add_up(const LossCall& call, const Crossentropies& crossentropies) const {
    const auto columns = static_cast<double>(call.columns);
    double total = 0;
    for (std::int64_t row = 0; row < call.rows; ++row) {
      const double weight = call.weight(row) / columns;
      double sum = 0;
      for (std::int64_t i = row * call.columns; i < (row + 1) * call.columns; ++i) {
        const Real target = smoothed_(call.target[i]);
        const Crossentropy bce = crossentropies(i, call.prediction[i], target);
        const auto y = static_cast<double>(target);
        const double rest = 1 - (y * bce.probability + (1 - y) * (1 - bce.probability));
        const double balance = config_.apply_class_balancing ? y * config_.alpha + (1 - y) * (1 - config_.alpha) : 1.0;
        const double focus = std::pow(rest, config_.gamma);
        sum += balance * focus * bce.value;
        if (call.gradient == nullptr) continue;
        const double focus_slope = config_.gamma == 0 ? 0.0
                                                      : -config_.gamma * std::pow(rest, config_.gamma - 1) *
                                                            (2 * y - 1) * bce.probability_slope;
        call.gradient[i] =
            static_cast<Real>(call.scale * weight * balance * (focus * bce.slope + focus_slope * bce.value));
      }
      total += weight * sum;
    }
    return total;
  }

  BinaryFocalCrossentropyConfig config_;
  SmoothedBit smoothed_;
};

}  // namespace

const schema::PartType<Loss>& binary_focal_crossentropy_loss() {
  using Config = BinaryFocalCrossentropyConfig;
  static const auto type = schema::part_type<BinaryFocalCrossentropy, Loss>(
      "binary_focal_crossentropy", "BinaryFocalCrossentropy",
      "Two classes, one rare: the crossentropy times (1 - probability of the true class)^gamma, so that easy rows "
      "count "
      "little. Needs one output with sigmoid.",
      schema::Schema<Config>("loss 'binary_focal_crossentropy'", "")
          .field("apply_class_balancing", &Config::apply_class_balancing,
                 "Weighs class 1 by alpha and class 0 by 1 - alpha.")
          .field("alpha", &Config::alpha, "Weight of class 1, when classes are balanced.", in_closed(0, 1))
          .field("gamma", &Config::gamma, "How much easy rows lose; 0 is the plain crossentropy.", at_least(0.0))
          .field("from_logits", &Config::from_logits, "The output has no activation; sigmoid is part of the loss.")
          .field("label_smoothing", &Config::label_smoothing, "Moves targets towards 0.5 by this share.",
                 in_closed(0, 1))
          .field("axis", &Config::axis, kAxisText, last_axis()),
      {{"binary_focal_crossentropy", 1},
       {"{type: binary_focal_crossentropy, apply_class_balancing: true, alpha: 0.3, gamma: 1.5}", 1},
       {"{type: binary_focal_crossentropy, from_logits: true, label_smoothing: 0.1}", 1},
       {"{type: binary_focal_crossentropy, gamma: 0}", 1}});
  return type;
}

}  // namespace nnctl
