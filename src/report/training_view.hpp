// What `nnctl train` says when it is through.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "experiment/run_recorder.hpp"
#include "report/look.hpp"
#include "report/scores.hpp"
#include "train/trainer.hpp"

namespace nnctl::report {

struct TrainingEnd {
  std::vector<Score> scores;  ///< the kept model first, then the baselines; empty when no epoch was finished
  std::vector<experiment::Finding> diagnosis;
  train::Status status = train::Status::kCompleted;
  std::int64_t epochs_done = 0;
  std::int64_t epochs = 0;                 ///< asked for
  std::optional<std::int64_t> best_epoch;  ///< from 1; none when nothing was monitored
  std::string monitor;                     ///< "val_loss"
  std::optional<double> best_value;        ///< of the monitor
  double seconds = 0;
  double samples_per_second = 0;       ///< 0: not measured
  std::int64_t peak_memory_bytes = 0;  ///< 0: not measured
  std::string run;                     ///< where the run lies
  std::string next;                    ///< the next useful command
};

/// The table of scores, what ails the training, then: epochs, time, run, next; with blank lines between.
std::string training_end_view(const Look& look, const TrainingEnd& end);

}  // namespace nnctl::report
