// One rate up to and with each boundary, another after it.
#include <fmt/format.h>

#include "schedules/registry.hpp"

namespace nnctl {

namespace {

struct PiecewiseConstantDecayConfig {
  std::vector<StepCount> boundaries;
  std::vector<double> values;
};

class PiecewiseConstantDecay final : public Schedule {
 public:
  explicit PiecewiseConstantDecay(const PiecewiseConstantDecayConfig& config) : config_(config) {}

  bool follows_run_length() const override {
    for (const StepCount& boundary : config_.boundaries) {
      if (boundary.follows_run_length()) return true;
    }
    return false;
  }

  std::string mistake() const override {
    if (config_.values.size() == config_.boundaries.size() + 1) return {};
    return fmt::format(
        "piecewise_constant_decay has {} boundaries and {} values: one value more than boundaries wanted",
        config_.boundaries.size(), config_.values.size());
  }

  Real rate(std::int64_t step, const TrainingLength& length) const override {
    std::size_t i = 0;
    while (i < config_.boundaries.size() && step > config_.boundaries[i].steps(length)) ++i;
    return static_cast<Real>(config_.values[i]);
  }

 private:
  PiecewiseConstantDecayConfig config_;
};

schema::Check<std::vector<double>> all_rates() {
  return {"a list of finite numbers >= 0",
          [](const std::vector<double>& values) {
            const auto check = rate_from_zero();
            for (const double value : values) {
              if (!check.accepts(value)) return false;
            }
            return true;
          },
          schema::Node::map()};
}

}  // namespace

const schema::PartType<Schedule>& piecewise_constant_decay_schedule() {
  using Config = PiecewiseConstantDecayConfig;
  static const auto type = schema::part_type<PiecewiseConstantDecay, Schedule>(
      "piecewise_constant_decay", "PiecewiseConstantDecay", "Keeps one rate up to each boundary, then takes the next.",
      schema::Schema<Config>("schedule 'piecewise_constant_decay'", "")
          .required("boundaries", &Config::boundaries, "Steps, rising, that end a rate; the step itself belongs to it.")
          .required("values", &Config::values, "The rates: one more than boundaries.", all_rates()),
      {{"{type: piecewise_constant_decay, boundaries: [5, 10], values: [1.0, 0.5, 0.1]}"},
       {"{type: piecewise_constant_decay, boundaries: [50%, 2 epochs], values: [0.1, 0.01, 0.001]}"}},
      {"PiecewiseConstant"});
  return type;
}

}  // namespace nnctl
