// mean (y - p)^2 over the columns of a row.
#include "losses/registry.hpp"
#include "losses/shared_keys.hpp"

namespace nnctl {

namespace {

struct MeanSquaredErrorConfig {};

class MeanSquaredError final : public Loss {
 public:
  explicit MeanSquaredError(const MeanSquaredErrorConfig&) {}

  TargetEncoding target_encoding() const override { return TargetEncoding::kNumbers; }
  std::string mismatch(std::int64_t, std::string_view) const override { return {}; }

  // d loss / d p = 2 (p - y) / columns
  double forward_backward(const LossCall& call) const override {
    const auto columns = static_cast<double>(call.columns);
    double total = 0;
    for (std::int64_t row = 0; row < call.rows; ++row) {
      const double weight = call.weight(row);
      const auto slope = static_cast<Real>(2 * call.scale * weight / columns);
      double sum = 0;
      for (std::int64_t i = row * call.columns; i < (row + 1) * call.columns; ++i) {
        const Real error = call.prediction[i] - call.target[i];
        sum += static_cast<double>(error) * static_cast<double>(error);
        if (call.gradient != nullptr) call.gradient[i] = slope * error;
      }
      total += weight * sum / columns;
    }
    return total;
  }
};

}  // namespace

const schema::PartType<Loss>& mean_squared_error_loss() {
  using Config = MeanSquaredErrorConfig;
  static const auto type = schema::part_type<MeanSquaredError, Loss>(
      "mean_squared_error", "MeanSquaredError",
      "Numbers: the mean of the squared differences. Half the distance costs a quarter.",
      with_shared_keys(schema::Schema<Config>("loss 'mean_squared_error'", "")),
      {{"mean_squared_error", 1}, {"mse", 3}}, {"mse", "MSE"});
  return type;
}

}  // namespace nnctl
