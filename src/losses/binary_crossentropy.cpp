// -(y log p + (1 - y) log(1 - p)), the mean over the columns of a row.
#include <cmath>

#include "kernels/elementwise.hpp"
#include "losses/crossentropy.hpp"
#include "losses/registry.hpp"
#include "losses/smoothed_target.hpp"

namespace nnctl {

namespace {

using schema::in_closed;
using schema::Schema;

struct BinaryCrossentropyConfig {
  bool from_logits = false;
  double label_smoothing = 0;
  std::int64_t axis = -1;
};

class BinaryCrossentropy final : public Loss {
 public:
  explicit BinaryCrossentropy(const BinaryCrossentropyConfig& config)
      : from_logits_(config.from_logits), smoothed_(config.label_smoothing) {}

  TargetEncoding target_encoding() const override { return TargetEncoding::kBinary; }

  Answer answer() const override { return from_logits_ ? Answer::kLogits : Answer::kProbabilities; }
  std::string_view for_more_classes() const override { return "sparse_categorical_crossentropy"; }

  std::string_view fuses_with() const override {
    return from_logits_ ? std::string_view() : std::string_view("sigmoid");
  }

  std::string mismatch(std::int64_t columns, std::string_view activation) const override {
    return binary_mismatch("binary_crossentropy", *this, from_logits_, columns, activation);
  }

  double forward_backward(const LossCall& call) const override {
    return from_logits_ ? fused_forward_backward(call) : from_probabilities(call);
  }

  // loss = max(z, 0) - z y + log(1 + e^-|z|);  d loss / d z = sigmoid(z) - y
  // (tf.nn.sigmoid_cross_entropy_with_logits)
  double fused_forward_backward(const LossCall& call) const override {
    double total = 0;
    for (std::int64_t row = 0; row < call.rows; ++row) {
      double sum = 0;
      for (std::int64_t i = row * call.columns; i < (row + 1) * call.columns; ++i) {
        const Real z = call.prediction[i];
        sum += static_cast<double>(std::max(z, Real{0}) - z * smoothed_(call.target[i]) +
                                   std::log1p(std::exp(-std::abs(z))));
      }
      total += call.weight(row) * sum / static_cast<double>(call.columns);
    }
    Real* const sigmoid = call.probabilities != nullptr ? call.probabilities : call.gradient;
    if (sigmoid != nullptr) kernels::sigmoid(call.rows * call.columns, call.prediction, sigmoid);
    if (call.gradient == nullptr) return total;
    for (std::int64_t row = 0; row < call.rows; ++row) {
      const Real scale = element_scale(call, row);
      for (std::int64_t i = row * call.columns; i < (row + 1) * call.columns; ++i) {
        call.gradient[i] = scale * (sigmoid[i] - smoothed_(call.target[i]));
      }
    }
    return total;
  }

 private:
  static Real element_scale(const LossCall& call, std::int64_t row) {
    return static_cast<Real>(call.scale * call.weight(row) / static_cast<double>(call.columns));
  }

  // q = clip(p); d loss / d p = (1 - y) / (1 - q) - y / q, and 0 where p was clipped
  double from_probabilities(const LossCall& call) const {
    double total = 0;
    for (std::int64_t row = 0; row < call.rows; ++row) {
      const Real scale = element_scale(call, row);
      double sum = 0;
      for (std::int64_t i = row * call.columns; i < (row + 1) * call.columns; ++i) {
        const Real y = smoothed_(call.target[i]);
        const Real p = call.prediction[i];
        sum += costs::binary_crossentropy(p, y);
        if (call.gradient != nullptr) {
          call.gradient[i] = scale * static_cast<Real>(costs::binary_crossentropy_slope(p, y));
        }
      }
      total += call.weight(row) * sum / static_cast<double>(call.columns);
    }
    return total;
  }

  bool from_logits_;
  SmoothedBit smoothed_;
};

}  // namespace

const schema::PartType<Loss>& binary_crossentropy_loss() {
  using Config = BinaryCrossentropyConfig;
  static const auto type = schema::part_type<BinaryCrossentropy, Loss>(
      "binary_crossentropy", "BinaryCrossentropy",
      "Two classes: -log of the probability the model gives the true one. Needs one output with sigmoid.",
      Schema<Config>("loss 'binary_crossentropy'", "")
          .field("from_logits", &Config::from_logits, "The output has no activation; sigmoid is part of the loss.")
          .field("label_smoothing", &Config::label_smoothing, "Moves targets towards 0.5 by this share.",
                 in_closed(0, 1))
          .field("axis", &Config::axis, kAxisText, last_axis()),
      {{"binary_crossentropy", 1},
       {"{type: binary_crossentropy, label_smoothing: 0.1}", 1},
       {"{type: binary_crossentropy, from_logits: true}", 1}},
      {"bce", "BCE"});
  return type;
}

}  // namespace nnctl
