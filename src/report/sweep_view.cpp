#include "report/sweep_view.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "report/figures.hpp"
#include "report/labelled_lines.hpp"
#include "report/table.hpp"

namespace nnctl::report {

namespace {

constexpr std::size_t kMostRows = 10;
constexpr std::size_t kMostReasons = 3;

std::string with_spread(const Look& look, double mean, double std) {
  if (std::isnan(mean)) return look.unicode ? "–" : "-";
  if (std::isnan(std)) return format_value(mean);
  return fmt::format("{} {} {}", format_value(mean), look.unicode ? "±" : "+-", format_difference(std, mean));
}

// "60", "53-60" of several trainings, "4, pruned".
std::string epochs_text(const SweepPage::Row& row) {
  std::string text = row.fewest_epochs == row.most_epochs ? fmt::format("{}", row.most_epochs)
                                                          : fmt::format("{}-{}", row.fewest_epochs, row.most_epochs);
  return row.is_pruned ? text + ", pruned" : text;
}

std::string ranked_table(const Look& look, const SweepPage& page) {
  std::vector<Column> columns = {{"rank"}, {"trial"}};
  for (const std::string& name : page.parameters) columns.push_back({name, Align::kRight, 8});
  columns.push_back({page.metric});
  columns.push_back({"parameters"});
  columns.push_back({"epochs"});
  Table table(std::move(columns));
  std::size_t shown = 0;
  for (const SweepPage::Row& row : page.rows) {
    if (std::isnan(row.score) || shown == kMostRows) break;
    std::vector<std::string> cells = {fmt::format("{}", ++shown), fmt::format("{}", row.trial)};
    cells.insert(cells.end(), row.values.begin(), row.values.end());
    cells.push_back(with_spread(look, row.score, row.std));
    cells.push_back(format_count(row.total_parameters));
    cells.push_back(epochs_text(row));
    table.add_row(std::move(cells));
  }
  std::string text = shown > 0 ? table.render(look) : "";
  const auto scored = std::ranges::count_if(page.rows, [](const auto& row) { return !std::isnan(row.score); });
  if (scored > static_cast<std::ptrdiff_t>(shown)) {
    text += paint(look, Style::kFaint,
                  fmt::format("... and {} more, in trials.csv", scored - static_cast<std::ptrdiff_t>(shown))) +
            "\n";
  }
  return text;
}

// Trials without a score, by what was wrong.
std::string failures(const Look& look, const SweepPage& page) {
  std::vector<std::pair<std::string, std::vector<std::int64_t>>> by_reason;
  for (const SweepPage::Row& row : page.rows) {
    if (!std::isnan(row.score)) continue;
    const std::string& reason = row.reason;
    const auto same = std::ranges::find(by_reason, reason, &decltype(by_reason)::value_type::first);
    if (same == by_reason.end()) {
      by_reason.push_back({reason, {row.trial}});
    } else {
      same->second.push_back(row.trial);
    }
  }
  std::string text;
  for (std::size_t i = 0; i < std::min(by_reason.size(), kMostReasons); ++i) {
    const auto& [reason, trials] = by_reason[i];
    const std::string label = trials.size() == 1 ? fmt::format("trial {} ", trials.front())
                                                 : fmt::format("{} trials (first {}) ", trials.size(), trials.front());
    text += wrap(look, label, reason);
  }
  if (by_reason.size() > kMostReasons)
    text += fmt::format("... and {} other reasons, in trials.csv\n", by_reason.size() - kMostReasons);
  return text;
}

std::string effects_table(const Look& look, const SweepPage& page) {
  Table table({{"effect of", Align::kLeft, 8}, {"value", Align::kRight, 8}, {page.metric}, {"trials"}});
  bool any = false;
  for (std::size_t e = 0; e < page.effects.size(); ++e) {
    const sweep::Effect& effect = page.effects[e];
    if (effect.levels.size() < 2) continue;
    any = true;
    for (std::size_t i = 0; i < effect.levels.size(); ++i) {
      const sweep::EffectLevel& level = effect.levels[i];
      table.add_row({i == 0 ? effect.parameter : "", level.label, with_spread(look, level.mean, level.std),
                     fmt::format("{}", level.trials)});
    }
  }
  return any ? table.render(look) : "";
}

}  // namespace

std::string sweep_view(const Look& look, const SweepPage& page) {
  std::string text = paint(look, Style::kStrong, page.title) + "\n\n";
  for (const std::string& part : {ranked_table(look, page), failures(look, page), effects_table(look, page)}) {
    if (!part.empty()) text += part + "\n";
  }
  LabelledLines lines(page.lines.begin(), page.lines.end());
  return text + labelled_lines(look, lines);
}

}  // namespace nnctl::report
