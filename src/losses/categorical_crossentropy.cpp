// -sum of y log p over the classes, y a column a class.

#include "losses/registry.hpp"
#include "losses/smoothed_target.hpp"
#include "losses/softmax_crossentropy.hpp"

namespace nnctl {

namespace {

using schema::in_closed;
using schema::Schema;

struct CategoricalCrossentropyConfig {
  bool from_logits = false;
  double label_smoothing = 0;
  std::int64_t axis = -1;
};

struct OneHotTarget : SmoothedOneHot {
  using SmoothedOneHot::SmoothedOneHot;

  static bool counts(std::int64_t) { return true; }
  double mass(std::int64_t row) const {
    double sum = 0;
    for (std::int64_t c = 0; c < columns; ++c) sum += static_cast<double>(at(row, c));
    return sum;
  }
  double gap(std::int64_t row, const Real* z, Real largest) const {
    double sum = 0;
    for (std::int64_t c = 0; c < columns; ++c) sum += static_cast<double>(at(row, c) * (largest - z[c]));
    return sum;
  }
  void difference(std::int64_t row, const Real* p, Real scale, Real* d) const {
    for (std::int64_t c = 0; c < columns; ++c) d[c] = scale * (p[c] - at(row, c));
  }
};

class CategoricalCrossentropy final : public Loss {
 public:
  explicit CategoricalCrossentropy(const CategoricalCrossentropyConfig& config)
      : from_logits_(config.from_logits), label_smoothing_(config.label_smoothing) {}

  TargetEncoding target_encoding() const override { return TargetEncoding::kOneHot; }
  Answer answer() const override { return from_logits_ ? Answer::kLogits : Answer::kProbabilities; }

  std::string_view fuses_with() const override {
    return from_logits_ ? std::string_view() : std::string_view("softmax");
  }

  std::string mismatch(std::int64_t columns, std::string_view activation) const override {
    return categorical_mismatch("categorical_crossentropy", from_logits_, columns, activation);
  }

  double forward_backward(const LossCall& call) const override {
    return from_logits_ ? fused_forward_backward(call) : from_probabilities(call);
  }

  double fused_forward_backward(const LossCall& call) const override {
    return softmax_crossentropy(call, target_of(call));
  }

 private:
  OneHotTarget target_of(const LossCall& call) const { return {call, label_smoothing_}; }

  // o = p / sum(p), q = clip(o), loss = -sum(y log q). With e_c = -y_c / q_c, and 0 where o_c was clipped:
  //   d loss / d p_c = (e_c - sum_k e_k o_k) / sum(p)
  double from_probabilities(const LossCall& call) const {
    const OneHotTarget target = target_of(call);
    double total = 0;
    for (std::int64_t row = 0; row < call.rows; ++row) {
      const Real* p = call.prediction + row * call.columns;
      Real sum = 0;
      for (std::int64_t c = 0; c < call.columns; ++c) sum += p[c];
      double loss = 0;
      double inner = 0;  // sum_k e_k o_k
      for (std::int64_t c = 0; c < call.columns; ++c) {
        const Real o = p[c] / sum;
        loss -= static_cast<double>(target.at(row, c)) * std::log(static_cast<double>(clipped(o)));
        if (inside_clip(o)) inner -= static_cast<double>(target.at(row, c));  // o = q here
      }
      const double weight = call.weight(row);
      total += weight * loss;
      if (call.gradient == nullptr) continue;
      Real* gradient = call.gradient + row * call.columns;
      const double scale = call.scale * weight / static_cast<double>(sum);
      for (std::int64_t c = 0; c < call.columns; ++c) {
        const Real o = p[c] / sum;
        const double e = inside_clip(o) ? -static_cast<double>(target.at(row, c)) / static_cast<double>(o) : 0.0;
        gradient[c] = static_cast<Real>(scale * (e - inner));
      }
    }
    return total;
  }

  bool from_logits_;
  double label_smoothing_;
};

}  // namespace

const schema::PartType<Loss>& categorical_crossentropy_loss() {
  using Config = CategoricalCrossentropyConfig;
  static const auto type = schema::part_type<CategoricalCrossentropy, Loss>(
      "categorical_crossentropy", "CategoricalCrossentropy",
      "One class of several, the target a column a class: -sum(y log p). Needs one output a class, with softmax.",
      Schema<Config>("loss 'categorical_crossentropy'", "")
          .field("from_logits", &Config::from_logits, "The output has no activation; softmax is part of the loss.")
          .field("label_smoothing", &Config::label_smoothing,
                 "Share of each target that is spread evenly over all classes.", in_closed(0, 1))
          .field("axis", &Config::axis, kAxisText, last_axis()),
      {{"categorical_crossentropy", 4},
       {"{type: categorical_crossentropy, label_smoothing: 0.1}", 3},
       {"{type: categorical_crossentropy, from_logits: true, label_smoothing: 0.2}", 3}});
  return type;
}

}  // namespace nnctl
