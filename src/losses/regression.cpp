// Losses of numbers: the mean, over the columns of a row, of what the distance from prediction to target costs.
// Keras 3.15.1, keras/src/losses/losses.py.
#include "losses/column_loss.hpp"
#include "losses/registry.hpp"

namespace nnctl {

namespace {

using schema::PartType;
using schema::Schema;

/// `Cost` is also the config: its members are the loss's own keys.
template <class Cost, Columns kColumns = Columns::kMean>
class Regression final : public Loss {
 public:
  explicit Regression(const Cost& cost) : cost_(cost) {}

  TargetEncoding target_encoding() const override { return TargetEncoding::kNumbers; }
  std::string mismatch(std::int64_t, std::string_view) const override { return {}; }
  double forward_backward(const LossCall& call) const override { return column_loss(call, cost_, kColumns); }

 private:
  Cost cost_;
};

template <class Cost>
Schema<Cost> fields(const std::string& name) {
  return Schema<Cost>("loss '" + name + "'", "");
}

}  // namespace

const PartType<Loss>& mean_squared_error_loss() {
  static const auto type = schema::part_type<Regression<costs::SquaredError>, Loss>(
      "mean_squared_error", "MeanSquaredError",
      "Numbers: the mean of the squared differences. Half the distance costs a quarter.",
      fields<costs::SquaredError>("mean_squared_error"), {{"mean_squared_error", 1}, {"mse", 3}}, {"mse", "MSE"});
  return type;
}

const PartType<Loss>& mean_absolute_error_loss() {
  static const auto type = schema::part_type<Regression<costs::AbsoluteError>, Loss>(
      "mean_absolute_error", "MeanAbsoluteError",
      "Numbers: the mean distance. It leads to the median and minds outliers less than squares do.",
      fields<costs::AbsoluteError>("mean_absolute_error"), {{"mean_absolute_error", 1}, {"mae", 3}}, {"mae", "MAE"});
  return type;
}

const PartType<Loss>& mean_absolute_percentage_error_loss() {
  using Cost = costs::AbsolutePercentageError;
  static const auto type = schema::part_type<Regression<Cost>, Loss>(
      "mean_absolute_percentage_error", "MeanAbsolutePercentageError",
      "Numbers: the mean distance in percent of the target. A target near 0 weighs enormously.",
      fields<Cost>("mean_absolute_percentage_error"), {{"mean_absolute_percentage_error", 1}, {"mape", 3}},
      {"mape", "MAPE"});
  return type;
}

const PartType<Loss>& mean_squared_logarithmic_error_loss() {
  using Cost = costs::SquaredLogarithmicError;
  static const auto type = schema::part_type<Regression<Cost>, Loss>(
      "mean_squared_logarithmic_error", "MeanSquaredLogarithmicError",
      "Numbers of many sizes, none negative: the mean squared difference of ln(x + 1). Below 0 there is no gradient.",
      fields<Cost>("mean_squared_logarithmic_error"), {{"mean_squared_logarithmic_error", 1}, {"msle", 3}},
      {"msle", "MSLE"});
  return type;
}

const PartType<Loss>& huber_loss() {
  using Cost = costs::Huber;
  static const auto type = schema::part_type<Regression<Cost>, Loss>(
      "huber", "Huber", "Numbers: half the square of a distance up to delta, and a straight line beyond it.",
      fields<Cost>("huber").field("delta", &Cost::delta, "The distance from which the cost grows evenly.",
                                  schema::above(0.0)),
      {{"huber", 3}, {"{type: huber, delta: 0.1}", 2}});
  return type;
}

const PartType<Loss>& log_cosh_loss() {
  static const auto type = schema::part_type<Regression<costs::LogCosh>, Loss>(
      "log_cosh", "LogCosh",
      "Numbers: ln(cosh(difference)), half a square for small distances and a straight line for large ones.",
      fields<costs::LogCosh>("log_cosh"), {{"log_cosh", 3}});
  return type;
}

const PartType<Loss>& poisson_loss() {
  static const auto type = schema::part_type<Regression<costs::Poisson>, Loss>(
      "poisson", "Poisson",
      "Counts: p - y ln(p), Poisson's likelihood. The output must be above 0, as exponential and softplus give.",
      fields<costs::Poisson>("poisson"), {{"poisson", 2}});
  return type;
}

const PartType<Loss>& kl_divergence_loss() {
  static const auto type = schema::part_type<Regression<costs::Divergence, Columns::kSum>, Loss>(
      "kl_divergence", "KLDivergence",
      "Shares that add up to 1: the sum of y ln(y / p) over the columns, 0 where both agree. Needs an output with "
      "softmax.",
      fields<costs::Divergence>("kl_divergence"), {{"kl_divergence", 3}}, {"kld", "KLD"});
  return type;
}

}  // namespace nnctl
