#include "report/live_line.hpp"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/printable.hpp"
#include "report/figures.hpp"

namespace nnctl::report {
namespace {

constexpr std::size_t kNarrowestBar = 8;
constexpr std::size_t kWidestBar = 30;

// Figures are padded, and blank while they are not known, so that the bar beside them keeps its length.

// "12s/3m20s left": of the epoch and of all epochs.
std::string time_left(const LiveFigures& figures, bool both) {
  const bool one = !both || figures.epoch == figures.epochs;
  const std::size_t width = one ? 5 : 9;
  if (std::isnan(figures.total_left) || std::isnan(figures.epoch_left)) return std::string(width + 5, ' ');
  std::string text = format_time_left(figures.total_left);
  if (!one) text = format_time_left(figures.epoch_left) + '/' + text;
  return fmt::format("{:>{}} left", text, width);
}

std::string rate(const LiveFigures& figures) {
  if (std::isnan(figures.steps_per_second)) return std::string(13, ' ');
  return fmt::format("{:>5} steps/s", format_rate(figures.steps_per_second));
}

std::string value(const Look& look, const train::Logs& logs, std::size_t index) {
  const auto& [name, number] = logs[index];
  return paint(look, Style::kFaint, printable(name)) + fmt::format(" {:>6}", format_value(number));
}

std::size_t value_columns(const train::Logs& logs, std::size_t index) {
  return num_columns(value(Look{}, logs, index));
}

}  // namespace

std::string progress_bar(const Look& look, double fraction, std::size_t width) {
  const std::size_t room = look.unicode ? width : width - 2;
  const double share = std::clamp(fraction, 0.0, 1.0) * static_cast<double>(room);
  const std::size_t full = static_cast<std::size_t>(share);
  std::string done;
  std::string rest;
  for (std::size_t i = 0; i < full; ++i) done += look.unicode ? "━" : "=";
  for (std::size_t i = full; i < room; ++i) rest += look.unicode ? "─" : " ";
  if (!look.unicode && full < room) {
    done += '>';
    rest.pop_back();
  }
  const std::string bar = paint(look, Style::kGood, done) + paint(look, Style::kFaint, rest);
  return look.unicode ? bar : '[' + bar + ']';
}

std::string live_line(const Look& look, const LiveFigures& figures) {
  const std::size_t width = static_cast<std::size_t>(std::max(look.width - 1, 0));
  const std::string total = fmt::format("{}", figures.epochs);
  const std::string epoch = fmt::format("epoch {:>{}}/{}", figures.epoch, total.size(), total);
  if (epoch.size() > width) return {};

  // What is shown is chosen by importance, then set in reading order.
  std::size_t used = epoch.size();
  const auto fits = [&](std::size_t columns) {
    if (columns == 0 || used + 1 + columns > width) return false;
    used += 1 + columns;
    return true;
  };
  std::vector<std::size_t> values;
  if (!figures.logs.empty() && fits(value_columns(figures.logs, 0))) values.push_back(0);
  std::string left = time_left(figures, false);
  if (!fits(left.size())) left.clear();
  const bool has_bar = fits(kNarrowestBar);
  std::string steps = rate(figures);
  if (!fits(steps.size())) steps.clear();
  if (figures.logs.size() > 1 && fits(value_columns(figures.logs, 1))) values.push_back(1);
  if (std::string both = time_left(figures, true); !left.empty() && used + both.size() - left.size() <= width) {
    used += both.size() - left.size();
    left = std::move(both);
  }
  for (std::size_t i = 2; i < figures.logs.size(); ++i) {
    if (fits(value_columns(figures.logs, i))) values.push_back(i);
  }

  std::string line = epoch;
  if (has_bar) {
    const std::size_t bar = std::min(kNarrowestBar + width - used, kWidestBar);
    const double done =
        static_cast<double>(figures.step) / static_cast<double>(std::max<std::int64_t>(figures.steps, 1));
    line += ' ' + progress_bar(look, done, bar);
  }
  if (!steps.empty()) line += ' ' + steps;
  for (const std::size_t i : values) line += ' ' + value(look, figures.logs, i);
  if (!left.empty()) line += ' ' + left;
  return line;
}

}  // namespace nnctl::report
