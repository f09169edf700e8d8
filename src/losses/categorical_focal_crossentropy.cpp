// Categorical crossentropy times alpha (1 - p)^gamma, class by class. Lin et al., Focal Loss for Dense Object
// Detection, 2017; Keras 3.15.1, keras/src/losses/losses.py.
#include <algorithm>
#include <cmath>

#include "losses/crossentropy.hpp"
#include "losses/registry.hpp"
#include "losses/smoothed_target.hpp"

namespace nnctl {

namespace {

using schema::at_least;
using schema::in_closed;

struct CategoricalFocalCrossentropyConfig {
  double alpha = 0.25;
  double gamma = 2;
  bool from_logits = false;
  double label_smoothing = 0;
  std::int64_t axis = -1;
};

class CategoricalFocalCrossentropy final : public Loss {
 public:
  explicit CategoricalFocalCrossentropy(const CategoricalFocalCrossentropyConfig& config) : config_(config) {}

  TargetEncoding target_encoding() const override { return TargetEncoding::kOneHot; }
  Answer answer() const override { return config_.from_logits ? Answer::kLogits : Answer::kProbabilities; }

  std::string mismatch(std::int64_t columns, std::string_view activation) const override {
    return categorical_mismatch("categorical_focal_crossentropy", config_.from_logits, columns, activation);
  }

  // o = p / sum(p), q = clip(o), loss = sum_c alpha (1 - q_c)^gamma (-y_c ln q_c).
  //   e_c = d loss / d q_c, 0 where o_c was clipped;  d loss / d p_c = (e_c - sum_k e_k o_k) / sum(p)
  // From logits p is softmax(z), whose sum is 1:  d loss / d z_c = p_c (e_c - sum_k e_k p_k)
  double forward_backward(const LossCall& call) const override {
    const SmoothedOneHot target(call, config_.label_smoothing);
    double total = 0;
    for (std::int64_t row = 0; row < call.rows; ++row) {
      const Real* input = call.prediction + row * call.columns;
      Real* gradient = call.gradient != nullptr ? call.gradient + row * call.columns : nullptr;
      const Real largest = config_.from_logits ? *std::max_element(input, input + call.columns) : Real{0};
      const auto unnormalised = [&](std::int64_t c) {
        return static_cast<double>(config_.from_logits ? std::exp(input[c] - largest) : input[c]);
      };
      double sum = 0;
      for (std::int64_t c = 0; c < call.columns; ++c) sum += unnormalised(c);
      double loss = 0;
      double inner = 0;  // sum_k e_k o_k
      for (std::int64_t c = 0; c < call.columns; ++c) {
        const double o = unnormalised(c) / sum;
        const Term term = term_of(o, static_cast<double>(target.at(row, c)));
        loss += term.value;
        inner += term.slope * o;
      }
      const double weight = call.weight(row);
      total += weight * loss;
      if (gradient == nullptr) continue;
      for (std::int64_t c = 0; c < call.columns; ++c) {
        const double o = unnormalised(c) / sum;
        const double e = term_of(o, static_cast<double>(target.at(row, c))).slope;
        gradient[c] = static_cast<Real>(call.scale * weight * (e - inner) * (config_.from_logits ? o : 1 / sum));
      }
    }
    return total;
  }

 private:
  struct Term {
    double value, slope;
  };

  Term term_of(double o, double y) const {
    const double q = static_cast<double>(clipped(static_cast<Real>(o)));
    const double rest = 1 - q;
    const double logarithm = std::log(q);
    const double focus = config_.alpha * std::pow(rest, config_.gamma);
    if (!inside_clip(static_cast<Real>(o))) return {-focus * y * logarithm, 0};
    const double focus_slope =
        config_.gamma == 0 ? 0.0 : -config_.alpha * config_.gamma * std::pow(rest, config_.gamma - 1);
    return {-focus * y * logarithm, -y * (focus_slope * logarithm + focus / q)};
  }

  CategoricalFocalCrossentropyConfig config_;
};

}  // namespace

const schema::PartType<Loss>& categorical_focal_crossentropy_loss() {
  using Config = CategoricalFocalCrossentropyConfig;
  static const auto type = schema::part_type<CategoricalFocalCrossentropy, Loss>(
      "categorical_focal_crossentropy", "CategoricalFocalCrossentropy",
      "One class of several, some rare: the crossentropy times alpha (1 - probability)^gamma, so that easy rows count "
      "little. Needs one output a class, with softmax.",
      schema::Schema<Config>("loss 'categorical_focal_crossentropy'", "")
          .field("alpha", &Config::alpha, "Factor of the whole loss.", at_least(0.0))
          .field("gamma", &Config::gamma, "How much easy rows lose; 0 is alpha times the plain crossentropy.",
                 at_least(0.0))
          .field("from_logits", &Config::from_logits, "The output has no activation; softmax is part of the loss.")
          .field("label_smoothing", &Config::label_smoothing,
                 "Share of each target that is spread evenly over all classes.", in_closed(0, 1))
          .field("axis", &Config::axis, kAxisText, last_axis()),
      {{"categorical_focal_crossentropy", 3},
       {"{type: categorical_focal_crossentropy, alpha: 0.5, gamma: 1.5, label_smoothing: 0.1}", 4},
       {"{type: categorical_focal_crossentropy, from_logits: true}", 3},
       {"{type: categorical_focal_crossentropy, gamma: 0}", 3}});
  return type;
}

}  // namespace nnctl
