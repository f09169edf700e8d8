// Runs a sweep's trials in this process, several at a time.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "sweep/journal.hpp"
#include "sweep/plan.hpp"

namespace nnctl::sweep {

/// Where a sweep stands, for a live display.
struct SweepProgress {
  std::int64_t done = 0;
  std::int64_t running = 0;
  std::int64_t total = 0;    ///< 0: not known
  std::int64_t resumed = 0;  ///< of `done`: out of the journal
  const TrialRecord* best = nullptr;
  double seconds = 0;  ///< of this process
};

/// Called on the thread that called run().
class SweepObserver {
 public:
  virtual ~SweepObserver() = default;
  /// A trial, or a rung of one, has ended; in the order of ending. `resumed`: in an earlier process.
  virtual void on_trial(const TrialRecord&, bool /*resumed*/) {}
  /// About ten times a second, and after each trial.
  virtual void on_progress(const SweepProgress&) {}
};

struct RunnerOptions {
  int workers = 1;
  int threads = 1;  ///< of each training
  /// Called on a worker's thread when a trial's first training has ended by itself, before its weights go.
  /// Returns where it was kept.
  std::function<std::string(std::int64_t trial, const experiment::Training&, const experiment::TrialResult&)> ended;
};

enum class SweepStatus { kCompleted, kInterrupted, kOutOfBudget };

struct SweepResult {
  SweepStatus status = SweepStatus::kCompleted;
  std::vector<TrialRecord> jobs;  ///< all that ended, by number
};

/// Keeps references. Rethrows what is a fault of ours on a worker.
SweepResult run_sweep(const SweepPlan& plan, experiment::SharedData& data, Journal& journal,
                      const RunnerOptions& options, SweepObserver& observer, const std::atomic<bool>& interrupted);

}  // namespace nnctl::sweep
