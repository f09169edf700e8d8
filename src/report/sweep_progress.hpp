// What a person sees of a sweep while it runs: a live line on a terminal, and a kept line a trial elsewhere.
#pragma once

#include <string>

#include "report/console.hpp"
#include "sweep/results.hpp"
#include "sweep/runner.hpp"

namespace nnctl::report {

class SweepView final : public sweep::SweepObserver {
 public:
  /// Keeps references.
  SweepView(Console& console, const sweep::SweepPlan& plan);

  void on_trial(const sweep::TrialRecord& trial, bool resumed) override;
  void on_progress(const sweep::SweepProgress& progress) override;

 private:
  /// "hidden1.units 64, hidden2.units 128"
  std::string parameters(const sweep::TrialRecord& trial) const;
  std::string result(const sweep::TrialRecord& trial) const;

  Console& console_;
  const sweep::SweepPlan& plan_;
  std::int64_t resumed_ = 0;
  std::int64_t done_ = 0;
  double best_ = 0;  // as a loss
  bool has_best_ = false;
};

/// The live line: trials done and running, the best so far, time left; at most look.width - 1 columns.
std::string sweep_line(const Look& look, const sweep::SweepProgress& progress, std::int64_t resumed,
                       const std::string& best);

}  // namespace nnctl::report
