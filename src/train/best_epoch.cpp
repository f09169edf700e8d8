#include "train/best_epoch.hpp"

namespace nnctl::train {

const schema::Schema<EarlyStoppingConfig>& EarlyStoppingConfig::schema() {
  static const auto schema =
      schema::Schema<EarlyStoppingConfig>("'early_stopping'",
                                          "Stops when the monitored value has not improved for `patience` epochs.")
          .field("monitor", &EarlyStoppingConfig::monitor,
                 "The value watched: a metric's name, with val_ for validation.")
          .field("min_delta", &EarlyStoppingConfig::min_delta,
                 "A smaller change is no improvement; the sign does not matter.", schema::finite())
          .field("patience", &EarlyStoppingConfig::patience, "Epochs in a row without improvement before stopping.",
                 schema::at_least(std::int64_t{0}))
          .field("mode", &EarlyStoppingConfig::mode, "Whether less or more is better; auto knows by the metric.")
          .field("baseline", &EarlyStoppingConfig::baseline, "Patience is only renewed by values better than this.")
          .field("restore_best_weights", &EarlyStoppingConfig::restore_best_weights,
                 "Keep the best epoch's weights in the model file, not the last's. Keras's default is false.")
          .field("start_from_epoch", &EarlyStoppingConfig::start_from_epoch, "Epochs before watching begins.",
                 schema::at_least(std::int64_t{0}));
  return schema;
}

BestEpoch::BestEpoch(EarlyStoppingConfig config, bool higher_is_better)
    : config_(std::move(config)), improves_(config_.mode, higher_is_better, config_.min_delta) {}

BestEpoch::Verdict BestEpoch::observe(std::int64_t epoch, double value) {
  if (epoch < config_.start_from_epoch) return {};
  Verdict verdict;
  ++state_.wait;
  // The first considered epoch is kept whatever its value, NaN included; after a NaN nothing improves.
  if (state_.best_epoch < 0 || improves_(value, state_.best)) {
    state_.best = value;
    state_.best_epoch = epoch;
    verdict.keep = true;
    if (!config_.baseline || improves_(value, *config_.baseline)) state_.wait = 0;
    return verdict;
  }
  verdict.stop = state_.wait >= config_.patience && epoch > 0;
  return verdict;
}

}  // namespace nnctl::train
