// Margins instead of probabilities: what lies on the right side of its class by 1 or more costs nothing.
// Keras 3.15.1, keras/src/losses/losses.py.
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "costs/rows.hpp"
#include "losses/column_loss.hpp"
#include "losses/registry.hpp"

namespace nnctl {

namespace {

using schema::PartType;
using schema::Schema;

constexpr char kHinge[] = "hinge";
constexpr char kSquaredHinge[] = "squared_hinge";

struct HingeConfig {};

/// Two classes, the target 0 or 1 meaning -1 or 1.
template <class Cost, const char* kName>
class BinaryHinge final : public Loss {
 public:
  explicit BinaryHinge(const HingeConfig&) {}

  TargetEncoding target_encoding() const override { return TargetEncoding::kBinary; }
  Answer answer() const override { return Answer::kMargins; }
  std::string_view for_more_classes() const override { return "categorical_hinge"; }

  std::string mismatch(std::int64_t columns, std::string_view activation) const override {
    if (columns != 1) {
      return fmt::format("{} needs one output, got {} columns; for one output a class use {}", kName, columns,
                         for_more_classes());
    }
    constexpr std::array<std::string_view, 4> kPositive{"sigmoid", "hard_sigmoid", "sparse_sigmoid", "softmax"};
    if (std::ranges::find(kPositive, activation) == kPositive.end()) return {};
    return fmt::format("{} needs an output between -1 and 1 or without bounds, got {}; write 'activation: tanh'", kName,
                       activation);
  }

  double forward_backward(const LossCall& call) const override { return column_loss(call, Cost(), Columns::kMean); }
};

/// One column a class.
class CategoricalHinge final : public Loss {
 public:
  explicit CategoricalHinge(const HingeConfig&) {}

  TargetEncoding target_encoding() const override { return TargetEncoding::kOneHot; }
  Answer answer() const override { return Answer::kMargins; }

  std::string mismatch(std::int64_t columns, std::string_view) const override {
    if (columns != 1) return {};
    return "categorical_hinge needs one output a class, got 1 column; for one output use hinge";
  }

  // d loss / d p_c = (1 - y_c) / ties for the columns of the maximum, - y_c, where the margin is not met
  double forward_backward(const LossCall& call) const override {
    double total = 0;
    for (std::int64_t row = 0; row < call.rows; ++row) {
      const Real* p = call.prediction + row * call.columns;
      const Real* y = call.target + row * call.columns;
      const double weight = call.weight(row);
      const auto margin = costs::CategoricalMargin::of(call.columns, p, [&](std::int64_t c) { return y[c]; });
      total += weight * margin.value();
      if (call.gradient == nullptr) continue;
      const double slope = margin.margin >= 0 ? call.scale * weight : 0.0;
      for (std::int64_t c = 0; c < call.columns; ++c) {
        const Real wrong = (1 - y[c]) * p[c];
        const double pushed =
            wrong == margin.strongest_wrong ? static_cast<double>(1 - y[c]) / static_cast<double>(margin.ties) : 0.0;
        call.gradient[row * call.columns + c] = static_cast<Real>(slope * (pushed - static_cast<double>(y[c])));
      }
    }
    return total;
  }
};

}  // namespace

const PartType<Loss>& hinge_loss() {
  static const auto type = schema::part_type<BinaryHinge<costs::Hinge, kHinge>, Loss>(
      kHinge, "Hinge",
      "Two classes as -1 and 1: max(1 - y p, 0), as support vector machines have it. Needs one output with tanh or no "
      "activation.",
      Schema<HingeConfig>("loss 'hinge'", ""), {{kHinge, 1}});
  return type;
}

const PartType<Loss>& squared_hinge_loss() {
  static const auto type = schema::part_type<BinaryHinge<costs::SquaredHinge, kSquaredHinge>, Loss>(
      kSquaredHinge, "SquaredHinge",
      "Two classes as -1 and 1: the square of the hinge. Needs one output with tanh or no activation.",
      Schema<HingeConfig>("loss 'squared_hinge'", ""), {{kSquaredHinge, 1}});
  return type;
}

const PartType<Loss>& categorical_hinge_loss() {
  static const auto type = schema::part_type<CategoricalHinge, Loss>(
      "categorical_hinge", "CategoricalHinge",
      "One class of several: how far the true class's output is from beating every other by 1.",
      Schema<HingeConfig>("loss 'categorical_hinge'", ""), {{"categorical_hinge", 4}});
  return type;
}

}  // namespace nnctl
