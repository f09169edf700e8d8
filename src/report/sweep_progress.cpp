#include "report/sweep_progress.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "report/figures.hpp"
#include "report/live_line.hpp"

namespace nnctl::report {

SweepView::SweepView(Console& console, const sweep::SweepPlan& plan) : console_(console), plan_(plan) {}

std::string SweepView::parameters(const sweep::TrialRecord& trial) const {
  const std::vector<std::string> names = sweep::parameter_names(plan_);
  const std::vector<std::string> texts = sweep::parameter_texts(plan_, trial);
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (texts[i].empty()) continue;
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", names[i], texts[i]);
  }
  return text;
}

std::string SweepView::result(const sweep::TrialRecord& trial) const {
  const double value = sweep::score(plan_, trial);
  if (std::isnan(value)) return trial.reason;
  const double std = sweep::score_std(plan_, trial);
  const std::string text = fmt::format("{} {}", plan_.block->metric.name, format_value(value));
  if (std::isnan(std)) return text;
  return fmt::format("{} {} {}", text, console_.err_look().unicode ? "±" : "+-", format_value(std));
}

void SweepView::on_trial(const sweep::TrialRecord& trial, bool resumed) {
  const double value = sweep::score(plan_, trial);
  const bool is_best = !std::isnan(value) && (!has_best_ || plan_.loss(value) < best_);
  if (is_best) {
    best_ = plan_.loss(value);
    has_best_ = true;
  }
  if (resumed) {
    ++resumed_;
    return;
  }
  // On a terminal only what is news; in a log every trial
  if (console_.can_redraw() && !is_best && !std::isnan(value)) return;
  const std::string epochs = trial.epochs > 0 ? fmt::format(" after {} epochs", trial.epochs) : "";
  console_.note(fmt::format("trial {}{}: {}: {}{}\n", trial.trial, epochs, parameters(trial), result(trial),
                            is_best ? ", the best so far" : ""));
}

void SweepView::on_progress(const sweep::SweepProgress& progress) {
  if (!console_.can_redraw()) return;
  const std::string best =
      progress.best != nullptr ? fmt::format("best trial {}: {}", progress.best->trial, result(*progress.best)) : "";
  console_.show_live(sweep_line(console_.err_look(), progress, resumed_, best));
}

std::string sweep_line(const Look& look, const sweep::SweepProgress& progress, std::int64_t resumed,
                       const std::string& best) {
  constexpr std::size_t kBar = 12;
  const auto here = static_cast<double>(progress.done - resumed);
  std::string text =
      progress.total > 0
          ? progress_bar(look, static_cast<double>(progress.done) / static_cast<double>(progress.total), kBar) +
                fmt::format(" {}/{} trials", progress.done, progress.total)
          : fmt::format("{} trials", progress.done);
  std::size_t columns = progress.total > 0 ? kBar + 1 : 0;
  const std::size_t bar_bytes = progress.total > 0 ? text.find(' ') : 0;
  if (progress.running > 0) text += fmt::format(", {} running", progress.running);
  if (progress.total > progress.done && here > 0) {
    const double left = progress.seconds / here * static_cast<double>(progress.total - progress.done);
    text += fmt::format(", {} left", format_time_left(left));
  }
  if (progress.total > 0) {
    columns += text.size() - bar_bytes - 1;
  } else {
    columns = text.size();
  }
  const auto width = static_cast<std::size_t>(std::max(look.width - 1, 0));
  if (best.empty() || columns + 10 > width) return text;
  return text + ", " + cut(look, best, width - columns - 2);
}

}  // namespace nnctl::report
