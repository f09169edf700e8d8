// Half a cosine from the initial rate to alpha times it (Loshchilov and Hutter, arXiv:1608.03983): once, after a
// straight way up when there is a warmup_target, or again and again with `restarts`.
#include <algorithm>
#include <cmath>
#include <numbers>

#include "schedules/registry.hpp"
#include "schema/optional_check.hpp"

namespace nnctl {

namespace {

constexpr Real kPi = std::numbers::pi_v<Real>;

struct CosineDecayConfig {
  double initial_learning_rate = 0;
  StepCount decay_steps = StepCount::all();
  double alpha = 0;
  std::optional<double> warmup_target;
  StepCount warmup_steps;
};

class CosineDecay final : public Schedule {
 public:
  explicit CosineDecay(const CosineDecayConfig& config) : config_(config) {}

  bool follows_run_length() const override {
    return config_.decay_steps.follows_run_length() || config_.warmup_steps.follows_run_length();
  }

  Real rate(std::int64_t step, const TrainingLength& length) const override {
    const auto initial = static_cast<Real>(config_.initial_learning_rate);
    const std::int64_t warmup_steps = config_.warmup_steps.steps(length);
    const bool warms_up = config_.warmup_target.has_value();
    const auto target = static_cast<Real>(config_.warmup_target.value_or(config_.initial_learning_rate));
    if (warms_up && step < warmup_steps) {
      return (target - initial) * (static_cast<Real>(step) / static_cast<Real>(warmup_steps)) + initial;
    }
    // The way down comes after the way up; `auto` means that both together fill the run
    std::int64_t steps = config_.decay_steps.at_least_one(length);
    if (warms_up && config_.decay_steps.unit == StepCount::Unit::kAll) {
      steps = std::max<std::int64_t>(1, steps - warmup_steps);
    }
    const std::int64_t position = std::min(warms_up ? step - warmup_steps : step, steps);
    const Real share = static_cast<Real>(position) / static_cast<Real>(steps);
    const Real cosine = Real{0.5} * (1 + std::cos(kPi * share));
    const auto alpha = static_cast<Real>(config_.alpha);
    return target * (static_cast<Real>(1 - config_.alpha) * cosine + alpha);
  }

 private:
  CosineDecayConfig config_;
};

struct CosineDecayRestartsConfig {
  double initial_learning_rate = 0;
  StepCount first_decay_steps = StepCount::all();
  double t_mul = 2;
  double m_mul = 1;
  double alpha = 0;
};

class CosineDecayRestarts final : public Schedule {
 public:
  explicit CosineDecayRestarts(const CosineDecayRestartsConfig& config) : config_(config) {}

  bool follows_run_length() const override { return config_.first_decay_steps.follows_run_length(); }

  // Period i is t_mul^i first periods long: the periods before it, (1 - t_mul^i) / (1 - t_mul)
  Real rate(std::int64_t step, const TrainingLength& length) const override {
    const auto t_mul = static_cast<Real>(config_.t_mul);
    Real share = static_cast<Real>(step) / static_cast<Real>(config_.first_decay_steps.at_least_one(length));
    Real period = 0;
    if (t_mul == 1) {
      period = std::floor(share);
      share -= period;
    } else {
      period = std::floor(std::log(1 - share * (1 - t_mul)) / std::log(t_mul));
      const Real before = (1 - std::pow(t_mul, period)) / (1 - t_mul);
      share = (share - before) / std::pow(t_mul, period);
    }
    const Real height = std::pow(static_cast<Real>(config_.m_mul), period);
    const Real cosine = Real{0.5} * height * (1 + std::cos(kPi * share));
    const auto alpha = static_cast<Real>(config_.alpha);
    return static_cast<Real>(config_.initial_learning_rate) * ((1 - alpha) * cosine + alpha);
  }

 private:
  CosineDecayRestartsConfig config_;
};

}  // namespace

const schema::PartType<Schedule>& cosine_decay_schedule() {
  using Config = CosineDecayConfig;
  static const auto type = schema::part_type<CosineDecay, Schedule>(
      "cosine_decay", "CosineDecay", "Falls along half a cosine, after an optional rise in a straight line.",
      schema::Schema<Config>("schedule 'cosine_decay'", "")
          .required("initial_learning_rate", &Config::initial_learning_rate, "The rate of the first step.",
                    rate_from_zero())
          .required("decay_steps", &Config::decay_steps,
                    "Steps of the fall; auto: all that the run has, less those of the rise.", some_steps())
          .field("alpha", &Config::alpha, "The last rate as a share of the highest.", schema::in_closed(0, 1))
          .field("warmup_target", &Config::warmup_target,
                 "The rate that the rise ends at and the fall begins at; null: no rise.",
                 schema::if_given(rate_from_zero()))
          .field("warmup_steps", &Config::warmup_steps, "Steps of the rise; without warmup_target they do nothing."),
      {{"{type: cosine_decay, initial_learning_rate: 0.1, decay_steps: 10}"},
       {"{type: cosine_decay, initial_learning_rate: 0.001, decay_steps: auto, alpha: 0.1}"},
       {"{type: cosine_decay, initial_learning_rate: 0, decay_steps: 10, warmup_target: 0.1, warmup_steps: 5}"},
       {"{type: cosine_decay, initial_learning_rate: 0, decay_steps: auto, warmup_target: 0.1, warmup_steps: 10%}"}});
  return type;
}

const schema::PartType<Schedule>& cosine_decay_restarts_schedule() {
  using Config = CosineDecayRestartsConfig;
  static const auto type = schema::part_type<CosineDecayRestarts, Schedule>(
      "cosine_decay_restarts", "CosineDecayRestarts", "Falls along half a cosine and begins again, period by period.",
      schema::Schema<Config>("schedule 'cosine_decay_restarts'", "")
          .required("initial_learning_rate", &Config::initial_learning_rate, "The rate of the first step.",
                    rate_above_zero())
          .required("first_decay_steps", &Config::first_decay_steps, "Steps of the first period.", some_steps())
          .field("t_mul", &Config::t_mul, "Each period's length as a multiple of the one before.",
                 schema::at_least(1.0))
          .field("m_mul", &Config::m_mul, "Each period's first rate as a multiple of the one before.",
                 schema::above(0.0))
          .field("alpha", &Config::alpha, "The lowest rate as a share of the first.", schema::in_closed(0, 1)),
      {{"{type: cosine_decay_restarts, initial_learning_rate: 0.1, first_decay_steps: 5, m_mul: 0.5}"},
       {"{type: cosine_decay_restarts, initial_learning_rate: 0.1, first_decay_steps: 1 epoch, t_mul: 1, alpha: 0.1}"},
       {"{type: cosine_decay_restarts, initial_learning_rate: 0.1, first_decay_steps: 20%, t_mul: 1.5}"}},
      {"SGDRDecay"});
  return type;
}

}  // namespace nnctl
