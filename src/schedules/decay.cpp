// Rates that fall with the share p = step / decay_steps: exponential, rate * decay_rate^p; inverse time,
// rate / (1 + decay_rate p).
#include <cmath>

#include "schedules/registry.hpp"

namespace nnctl {

namespace {

struct DecayConfig {
  double initial_learning_rate = 0;
  StepCount decay_steps = StepCount::all();
  double decay_rate = 0;
  bool staircase = false;
};

class Decay : public Schedule {
 public:
  explicit Decay(const DecayConfig& config) : config_(config) {}
  bool follows_run_length() const override { return config_.decay_steps.follows_run_length(); }

 protected:
  Real initial() const { return static_cast<Real>(config_.initial_learning_rate); }
  Real decay_rate() const { return static_cast<Real>(config_.decay_rate); }
  Real share(std::int64_t step, const TrainingLength& length) const {
    const Real p = static_cast<Real>(step) / static_cast<Real>(config_.decay_steps.at_least_one(length));
    return config_.staircase ? std::floor(p) : p;
  }

 private:
  DecayConfig config_;
};

class ExponentialDecay final : public Decay {
 public:
  using Decay::Decay;
  Real rate(std::int64_t step, const TrainingLength& length) const override {
    return initial() * std::pow(decay_rate(), share(step, length));
  }
};

class InverseTimeDecay final : public Decay {
 public:
  using Decay::Decay;
  Real rate(std::int64_t step, const TrainingLength& length) const override {
    return initial() / (1 + decay_rate() * share(step, length));
  }
};

schema::Schema<DecayConfig> decay_schema(const char* where, const char* decay_rate_text) {
  return schema::Schema<DecayConfig>(where, "")
      .required("initial_learning_rate", &DecayConfig::initial_learning_rate, "The rate of the first step.",
                rate_above_zero())
      .required("decay_steps", &DecayConfig::decay_steps, "Steps after which the decay has worked once.", some_steps())
      .required("decay_rate", &DecayConfig::decay_rate, decay_rate_text, schema::at_least(0.0))
      .field("staircase", &DecayConfig::staircase, "Falls at once every decay_steps instead of gradually.");
}

}  // namespace

const schema::PartType<Schedule>& exponential_decay_schedule() {
  static const auto type = schema::part_type<ExponentialDecay, Schedule>(
      "exponential_decay", "ExponentialDecay", "Multiplies the rate by decay_rate every decay_steps.",
      decay_schema("schedule 'exponential_decay'", "What the rate is multiplied by every decay_steps."),
      {{"{type: exponential_decay, initial_learning_rate: 0.1, decay_steps: 10, decay_rate: 0.5}"},
       {"{type: exponential_decay, initial_learning_rate: 0.1, decay_steps: 3 epochs, decay_rate: 0.9, "
        "staircase: true}"}});
  return type;
}

const schema::PartType<Schedule>& inverse_time_decay_schedule() {
  static const auto type = schema::part_type<InverseTimeDecay, Schedule>(
      "inverse_time_decay", "InverseTimeDecay", "Divides the rate by 1 + decay_rate * step / decay_steps.",
      decay_schema("schedule 'inverse_time_decay'", "What is added to the divisor every decay_steps."),
      {{"{type: inverse_time_decay, initial_learning_rate: 0.1, decay_steps: 10, decay_rate: 0.5}"},
       {"{type: inverse_time_decay, initial_learning_rate: 0.1, decay_steps: 5%, decay_rate: 0.5, staircase: true}"}});
  return type;
}

}  // namespace nnctl
