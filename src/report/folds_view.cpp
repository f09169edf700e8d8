#include "report/folds_view.hpp"

#include <fmt/format.h>

#include "report/figures.hpp"
#include "report/labelled_lines.hpp"

namespace nnctl::report {
namespace {

train::Logs on_fold(const train::Logs& logs) {
  train::Logs shown;
  for (const auto& [name, value] : logs) {
    if (name.starts_with("test_")) shown.emplace_back(name, value);
  }
  return shown;
}

// "accuracy 0.9712 ± 0.0080"
std::string spread_text(const Look& look, const FoldsPage& page) {
  std::string text;
  for (const auto& [name, mean] : on_fold(page.mean)) {
    if (!text.empty()) text += separator(look);
    text += fmt::format("{} {}", name, format_value(mean));
    const double* deviation = train::find_log(page.std, name);
    if (deviation != nullptr) text += fmt::format(" {} {}", look.unicode ? "±" : "+-", format_value(*deviation));
  }
  return text;
}

}  // namespace

std::string folds_view(const Look& look, const FoldsPage& page) {
  std::vector<Score> rows;
  for (const Score& fold : page.folds) rows.push_back({fold.name, on_fold(fold.metrics)});
  if (!page.folds.empty()) {
    rows.push_back({"mean", on_fold(page.mean)});
    if (!page.std.empty()) rows.push_back({"deviation", on_fold(page.std)});
    for (const Score& baseline : page.baselines) rows.push_back({baseline.name, on_fold(baseline.metrics)});
  }
  std::string text = scores_table(look, rows);
  if (!text.empty()) text += '\n';
  text += labelled_lines(look, {{"score", spread_text(look, page)},
                                {"folds", fmt::format("{} of {}{}test_ is the fold that each training held out",
                                                      page.folds.size(), page.num_folds, separator(look))},
                                {"time", format_duration(page.seconds)},
                                {"run", page.run},
                                {"next", page.next}});
  return text;
}

}  // namespace nnctl::report
