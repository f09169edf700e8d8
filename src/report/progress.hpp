// What a person sees of training while it runs: a live line on a terminal, and one kept line an epoch.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <string>

#include "report/console.hpp"
#include "report/epoch_lines.hpp"
#include "report/live_line.hpp"
#include "train/events.hpp"

namespace nnctl::report {

/// Seconds of a clock that never goes back.
using Clock = std::function<double()>;
double steady_seconds();

struct ProgressOptions {
  std::int64_t epochs = 1;
  std::string monitor = "val_loss";
};

class Progress : public train::TrainObserver {
 public:
  /// Keeps a reference. Writes by Console::note and Console::show_live: nothing when quiet.
  Progress(Console& console, const ProgressOptions& options, Clock clock = steady_seconds);

  void on_step(const train::Trainer& trainer, const train::StepEvent& event) override;
  void on_epoch(const train::Trainer& trainer, const train::EpochEvent& event) override;

  /// Whether the live line is to be redrawn after this step: at most 15 times a second. Called for each step; looks at
  /// the clock only now and then and allocates nothing.
  bool is_due(const train::StepEvent& event);
  /// Redraws the live line; `logs` are the values so far.
  void draw(const train::StepEvent& event, train::Logs logs);
  void finish_epoch(const train::EpochEvent& event);

 private:
  void begin_epoch(const train::StepEvent& event);
  void adapt_stride(double now);

  Console& console_;
  ProgressOptions options_;
  Clock clock_;
  EpochLines epoch_lines_;
  bool redraws_;
  // Of the epoch under way, as far as this process has seen it: a resumed one starts in the middle.
  std::int64_t epoch_ = -1;
  std::int64_t first_step_ = 0;
  double first_time_ = 0;
  double steps_per_second_ = std::numeric_limits<double>::quiet_NaN();
  double epoch_seconds_ = std::numeric_limits<double>::quiet_NaN();  // of the last epoch seen whole
  double drawn_ = -std::numeric_limits<double>::infinity();
  double looked_ = 0;           // at the clock
  std::int64_t stride_ = 1;     // steps from one look to the next
  std::int64_t countdown_ = 1;  // steps until the next look
};

}  // namespace nnctl::report
