#include "train/warmup.hpp"

namespace nnctl::train {

const schema::Schema<WarmupConfig>& WarmupConfig::schema() {
  static const auto schema =
      schema::Schema<WarmupConfig>("'warmup'", "Multiplies any learning rate by a factor that rises to 1 at first.")
          .required("length", &WarmupConfig::length, "Steps of the rise: 500, '3 epochs' or '10%'.", some_steps())
          .field("start", &WarmupConfig::start, "The factor of the first step.", schema::in_closed(0, 1));
  return schema;
}

double WarmupConfig::factor(std::int64_t step, const TrainingLength& run) const {
  const std::int64_t steps = length.at_least_one(run);
  if (step >= steps) return 1;
  return start + (1 - start) * static_cast<double>(step) / static_cast<double>(steps);
}

}  // namespace nnctl::train
