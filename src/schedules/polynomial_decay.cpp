// (initial - end) (1 - step / D)^power + end, for D steps; with `cycle`, D grows by multiples past its end.
#include <algorithm>
#include <cmath>

#include "schedules/registry.hpp"

namespace nnctl {

namespace {

struct PolynomialDecayConfig {
  double initial_learning_rate = 0;
  StepCount decay_steps = StepCount::all();
  double end_learning_rate = 0.0001;
  double power = 1;
  bool cycle = false;
};

class PolynomialDecay final : public Schedule {
 public:
  explicit PolynomialDecay(const PolynomialDecayConfig& config) : config_(config) {}

  bool follows_run_length() const override { return config_.decay_steps.follows_run_length(); }

  Real rate(std::int64_t step, const TrainingLength& length) const override {
    auto position = static_cast<Real>(step);
    auto steps = static_cast<Real>(config_.decay_steps.at_least_one(length));
    if (config_.cycle) {
      steps *= step == 0 ? Real{1} : std::ceil(position / steps);
    } else {
      position = std::min(position, steps);
    }
    const auto initial = static_cast<Real>(config_.initial_learning_rate);
    const auto end = static_cast<Real>(config_.end_learning_rate);
    return (initial - end) * std::pow(1 - position / steps, static_cast<Real>(config_.power)) + end;
  }

 private:
  PolynomialDecayConfig config_;
};

}  // namespace

const schema::PartType<Schedule>& polynomial_decay_schedule() {
  using Config = PolynomialDecayConfig;
  static const auto type = schema::part_type<PolynomialDecay, Schedule>(
      "polynomial_decay", "PolynomialDecay", "Goes from one rate to another along a power; power 1 is a straight line.",
      schema::Schema<Config>("schedule 'polynomial_decay'", "")
          .required("initial_learning_rate", &Config::initial_learning_rate, "The rate of the first step.",
                    rate_from_zero())
          .required("decay_steps", &Config::decay_steps, "Steps until end_learning_rate.", some_steps())
          .field("end_learning_rate", &Config::end_learning_rate, "The last rate.", rate_from_zero())
          .field("power", &Config::power, "1: a straight line; 2: fast at first.", schema::above(0.0))
          .field("cycle", &Config::cycle, "Begins again after decay_steps, each time with a longer way."),
      {{"{type: polynomial_decay, initial_learning_rate: 0.1, decay_steps: 10}"},
       {"{type: polynomial_decay, initial_learning_rate: 0.1, decay_steps: auto, end_learning_rate: 0, power: 2}"},
       {"{type: polynomial_decay, initial_learning_rate: 0.1, decay_steps: 10, cycle: true}"}});
  return type;
}

}  // namespace nnctl
