#include "train/plateau.hpp"

#include <algorithm>

namespace nnctl::train {

const schema::Schema<ReduceLrOnPlateauConfig>& ReduceLrOnPlateauConfig::schema() {
  using Config = ReduceLrOnPlateauConfig;
  static const auto schema =
      schema::Schema<Config>("'reduce_lr_on_plateau'",
                             "Multiplies the learning rate, a schedule's too, by `factor` when the monitored value has "
                             "not improved for `patience` epochs.")
          .field("monitor", &Config::monitor, "The value watched: a metric's name, with val_ for validation.")
          .field("factor", &Config::factor, "What the rate is multiplied by.", schema::in_half_open(0, 1))
          .field("patience", &Config::patience, "Epochs in a row without improvement before the rate falls.",
                 schema::at_least(std::int64_t{0}))
          .field("mode", &Config::mode, "Whether less or more is better; auto knows by the metric.")
          .field("min_delta", &Config::min_delta, "A smaller change is no improvement; the sign does not matter.",
                 schema::finite())
          .field("cooldown", &Config::cooldown, "Epochs after a fall in which none is counted.",
                 schema::at_least(std::int64_t{0}))
          .field("min_lr", &Config::min_lr, "The rate is not lowered below this.", schema::at_least(0.0));
  return schema;
}

Plateau::Plateau(ReduceLrOnPlateauConfig config, bool higher_is_better)
    : config_(std::move(config)), improves_(config_.mode, higher_is_better, config_.min_delta) {}

void Plateau::observe(double value, double rate) {
  if (state_.cooldown > 0) {
    --state_.cooldown;
    state_.wait = 0;
  }
  if (!state_.has_best || improves_(value, state_.best)) {
    state_.best = value;
    state_.has_best = true;
    state_.wait = 0;
    return;
  }
  if (state_.cooldown > 0) return;
  ++state_.wait;
  // At min_lr nothing is reset, as in Keras
  if (state_.wait < config_.patience || rate <= static_cast<double>(static_cast<float>(config_.min_lr))) return;
  state_.scale *= std::max(rate * config_.factor, config_.min_lr) / rate;
  state_.cooldown = config_.cooldown;
  state_.wait = 0;
}

}  // namespace nnctl::train
