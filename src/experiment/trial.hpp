// One training of many, run in memory: what a sweep and a comparison are made of.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "experiment/shared_data.hpp"

namespace nnctl::experiment {

enum class Outcome { kCompleted, kStoppedEarly, kPruned, kInterrupted, kDiverged, kFailed };
/// "completed", "stopped_early", ...
std::string to_string(Outcome outcome);
/// Whether its metrics may be compared with those of others.
bool is_scored(Outcome outcome);

struct TrialResult {
  Outcome outcome = Outcome::kFailed;
  std::string reason;   ///< of a divergence or failure, one line; else empty
  train::Logs metrics;  ///< of the kept model, with val_; empty without a whole epoch
  std::vector<train::EpochEvent> curve;
  std::int64_t epochs = 0;
  std::int64_t best_epoch = 0;  ///< from 1: the kept model's
  std::string weights_hash;     ///< of the kept model; empty without a whole epoch
  std::int64_t total_parameters = 0;
  double seconds = 0;
  double samples_per_second = 0;
};

struct TrialHooks {
  /// Asked after each epoch with all epochs so far; true ends the trial as pruned.
  std::function<bool(const std::vector<train::EpochEvent>&)> prunes;
  /// Called once when training has ended by itself, before the trainer goes.
  std::function<void(const Training&, const TrialResult&)> ended;
};

/// Never throws a UserError: what is wrong with the config or its data is the result's reason.
TrialResult run_trial(LoadedConfig config, SharedData& data, ThreadPool& pool, const std::atomic<bool>& interrupted,
                      const TrialHooks& hooks = {});

}  // namespace nnctl::experiment
