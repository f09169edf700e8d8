#include "report/progress.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

#include "train/trainer.hpp"

namespace nnctl::report {
namespace {

constexpr double kRedrawEvery = 1.0 / 15;  // seconds
// The clock is looked at about this often: far below the redraw interval, far above what a look costs (where the clock
// is a system call, a microsecond).
constexpr double kLookEvery = 0.004;
constexpr std::int64_t kLongestStride = 1 << 16;
// An epoch longer than this shows its full bar while validation runs.
constexpr double kLongEpoch = 0.5;

}  // namespace

double steady_seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

Progress::Progress(Console& console, const ProgressOptions& options, Clock clock)
    : console_(console),
      options_(options),
      clock_(std::move(clock)),
      epoch_lines_(options.epochs, options.monitor),
      redraws_(console.can_redraw()) {}

void Progress::on_step(const train::Trainer& trainer, const train::StepEvent& event) {
  if (is_due(event)) draw(event, trainer.running_logs());
}

void Progress::on_epoch(const train::Trainer&, const train::EpochEvent& event) { finish_epoch(event); }

bool Progress::is_due(const train::StepEvent& event) {
  if (!redraws_) return false;
  if (event.epoch != epoch_) begin_epoch(event);
  const bool is_last = event.step == event.steps;
  if (--countdown_ > 0 && !is_last) return false;
  const double now = clock_();
  adapt_stride(now);
  const bool is_long = is_last && now - first_time_ > kLongEpoch;
  return is_long || now - drawn_ >= kRedrawEvery;
}

void Progress::begin_epoch(const train::StepEvent& event) {
  epoch_ = event.epoch;
  first_step_ = event.step;
  first_time_ = clock_();
}

void Progress::adapt_stride(double now) {
  const double elapsed = now - looked_;
  const double fitting = static_cast<double>(stride_) * kLookEvery / std::max(elapsed, 1e-9);
  // Steps may turn slow from one to the next, so the stride grows by doubling and shrinks at once.
  stride_ = std::clamp(static_cast<std::int64_t>(std::min(fitting, 1e9)), std::int64_t{1},
                       std::min(2 * stride_, kLongestStride));
  countdown_ = stride_;
  looked_ = now;
}

void Progress::draw(const train::StepEvent& event, train::Logs logs) {
  const double now = clock_();
  drawn_ = now;
  const double elapsed = now - first_time_;
  if (event.step > first_step_ && elapsed > 0) {
    steps_per_second_ = static_cast<double>(event.step - first_step_) / elapsed;
  }
  LiveFigures figures;
  figures.epoch = event.epoch + 1;
  figures.epochs = options_.epochs;
  figures.step = event.step;
  figures.steps = event.steps;
  figures.steps_per_second = steps_per_second_;
  figures.epoch_left = static_cast<double>(event.steps - event.step) / steps_per_second_;
  const double whole =
      std::isnan(epoch_seconds_) ? static_cast<double>(event.steps) / steps_per_second_ : epoch_seconds_;
  figures.total_left = figures.epoch_left + static_cast<double>(options_.epochs - figures.epoch) * whole;
  figures.logs = std::move(logs);
  console_.show_live(live_line(console_.err_look(), figures));
}

void Progress::finish_epoch(const train::EpochEvent& event) {
  const bool is_whole = first_step_ <= 1;
  if (is_whole) epoch_seconds_ = event.seconds;
  console_.note(epoch_lines_.line(console_.err_look(), event));
}

}  // namespace nnctl::report
