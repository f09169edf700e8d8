// -log of the probability of the true class, which is given by its index.
#include <optional>

#include <fmt/format.h>

#include "base/assert.hpp"
#include "losses/registry.hpp"
#include "losses/softmax_crossentropy.hpp"

namespace nnctl {

namespace {

using schema::Schema;

struct SparseCategoricalCrossentropyConfig {
  bool from_logits = false;
  std::optional<std::int64_t> ignore_class;
  std::int64_t axis = -1;
};

/// One true class a row: y is 1 there and 0 elsewhere.
struct ClassIndexTarget {
  const Real* target;
  std::int64_t columns;
  std::optional<Real> ignored;

  bool counts(std::int64_t row) const { return !ignored || target[row] != *ignored; }
  std::int64_t label(std::int64_t row) const {
    const auto index = static_cast<std::int64_t>(target[row]);
    NNCTL_ASSERT(index >= 0 && index < columns, fmt::format("class {} of {}", index, columns));
    return index;
  }
  static double mass(std::int64_t) { return 1; }
  double gap(std::int64_t row, const Real* z, Real largest) const {
    return static_cast<double>(largest) - static_cast<double>(z[label(row)]);
  }
  void difference(std::int64_t row, const Real* p, Real scale, Real* d) const {
    const std::int64_t index = label(row);
    const Real at_label = scale * (p[index] - 1);
    for (std::int64_t c = 0; c < columns; ++c) d[c] = scale * p[c];
    d[index] = at_label;
  }
};

class SparseCategoricalCrossentropy final : public Loss {
 public:
  explicit SparseCategoricalCrossentropy(const SparseCategoricalCrossentropyConfig& config)
      : from_logits_(config.from_logits) {
    if (config.ignore_class) ignored_ = static_cast<Real>(*config.ignore_class);
  }

  TargetEncoding target_encoding() const override { return TargetEncoding::kClassIndex; }
  Answer answer() const override { return from_logits_ ? Answer::kLogits : Answer::kProbabilities; }

  // Keras hides the activation from the loss when rows are masked: probabilities are then clipped, not bypassed
  std::string_view fuses_with() const override {
    return from_logits_ || ignored_ ? std::string_view() : std::string_view("softmax");
  }

  std::string mismatch(std::int64_t columns, std::string_view activation) const override {
    return categorical_mismatch("sparse_categorical_crossentropy", from_logits_, columns, activation);
  }

  double divisor(std::int64_t rows, const Real* target, const Real* weights) const override {
    if (!ignored_) return Loss::divisor(rows, target, weights);
    double sum = 0;
    for (std::int64_t row = 0; row < rows; ++row) {
      if (target[row] != *ignored_) sum += weights != nullptr ? static_cast<double>(weights[row]) : 1.0;
    }
    return sum;
  }

  double forward_backward(const LossCall& call) const override {
    return from_logits_ ? fused_forward_backward(call) : from_probabilities(call);
  }

  double fused_forward_backward(const LossCall& call) const override {
    return softmax_crossentropy(call, target_of(call));
  }

 private:
  ClassIndexTarget target_of(const LossCall& call) const { return {call.target, call.columns, ignored_}; }

  // q = clip(p), then the softmax crossentropy of the logits log(q), whose softmax is q / sum(q):
  //   loss = log(sum(q)) - log(q_y);  d loss / d p_c = 1 / sum(q) - [c = y] / q_c, and 0 where p_c was clipped
  double from_probabilities(const LossCall& call) const {
    const ClassIndexTarget target = target_of(call);
    double total = 0;
    for (std::int64_t row = 0; row < call.rows; ++row) {
      const Real* p = call.prediction + row * call.columns;
      Real* gradient = call.gradient != nullptr ? call.gradient + row * call.columns : nullptr;
      if (!target.counts(row)) {
        if (gradient != nullptr) std::fill_n(gradient, call.columns, Real{0});
        continue;
      }
      const std::int64_t label = target.label(row);
      const auto at_label = static_cast<double>(clipped(p[label]));
      double sum = 0;
      for (std::int64_t c = 0; c < call.columns; ++c) sum += static_cast<double>(clipped(p[c]));
      const double weight = call.weight(row);
      total += weight * (std::log(sum) - std::log(at_label));
      if (gradient == nullptr) continue;
      const double scale = call.scale * weight;
      for (std::int64_t c = 0; c < call.columns; ++c) {
        const double slope = (c == label ? 1 / sum - 1 / at_label : 1 / sum);
        gradient[c] = inside_clip(p[c]) ? static_cast<Real>(scale * slope) : Real{0};
      }
    }
    return total;
  }

  bool from_logits_;
  std::optional<Real> ignored_;
};

}  // namespace

const schema::PartType<Loss>& sparse_categorical_crossentropy_loss() {
  using Config = SparseCategoricalCrossentropyConfig;
  static const auto type = schema::part_type<SparseCategoricalCrossentropy, Loss>(
      "sparse_categorical_crossentropy", "SparseCategoricalCrossentropy",
      "One class of several: -log of the probability the model gives the true one. Needs one output a class, with "
      "softmax.",
      Schema<Config>("loss 'sparse_categorical_crossentropy'", "")
          .field("from_logits", &Config::from_logits, "The output has no activation; softmax is part of the loss.")
          .field("ignore_class", &Config::ignore_class,
                 "Index of a class whose rows count neither in the loss nor in its mean.")
          .field("axis", &Config::axis, kAxisText, last_axis()),
      {{"sparse_categorical_crossentropy", 4},
       {"{type: sparse_categorical_crossentropy, from_logits: true}", 3},
       {"{type: sparse_categorical_crossentropy, ignore_class: 0}", 3}});
  return type;
}

}  // namespace nnctl
