#include "report/scores.hpp"

#include <utility>

#include "report/figures.hpp"
#include "report/table.hpp"

namespace nnctl::report {
namespace {

constexpr std::size_t kNarrowestName = 8;

std::string cell(const Score& score, const std::string& metric) {
  const double* value = train::find_log(score.metrics, metric);
  return value == nullptr ? "-" : format_value(*value);
}

Table rows_are_scores(const std::vector<Score>& scores) {
  std::vector<Column> columns{{"", Align::kLeft, kNarrowestName}};
  for (const auto& [name, value] : scores.front().metrics) columns.push_back({name, Align::kRight, 0});
  Table table(std::move(columns));
  for (const Score& score : scores) {
    std::vector<std::string> cells{score.name};
    for (const auto& [name, value] : scores.front().metrics) cells.push_back(cell(score, name));
    table.add_row(std::move(cells));
  }
  return table;
}

Table rows_are_metrics(const std::vector<Score>& scores) {
  std::vector<Column> columns{{"", Align::kLeft, kNarrowestName}};
  for (const Score& score : scores) columns.push_back({score.name, Align::kRight, kNarrowestName});
  Table table(std::move(columns));
  for (const auto& [name, value] : scores.front().metrics) {
    std::vector<std::string> cells{name};
    for (const Score& score : scores) cells.push_back(cell(score, name));
    table.add_row(std::move(cells));
  }
  return table;
}

}  // namespace

std::string scores_table(const Look& look, const std::vector<Score>& scores) {
  if (scores.empty()) return {};
  const Table table = rows_are_scores(scores);
  if (table.full_width() <= static_cast<std::size_t>(look.width)) return table.render(look);
  return rows_are_metrics(scores).render(look);
}

}  // namespace nnctl::report
