#include "report/profile_view.hpp"

#include <fmt/format.h>

#include "base/printable.hpp"
#include "data/time_text.hpp"
#include "report/figures.hpp"
#include "report/table.hpp"

namespace nnctl::report {
namespace {

using analysis::ColumnKind;
using analysis::ColumnProfile;

std::string range_of(const ColumnProfile& column) {
  switch (column.kind) {
    case ColumnKind::kNumber:
    case ColumnKind::kWholeNumber:
      if (column.present() == 0) return "";
      return fmt::format("{:.6g} to {:.6g}, mean {:.4g}", column.least, column.greatest, column.mean);
    case ColumnKind::kTime:
      return fmt::format("{} to {}", data::time_text(column.least), data::time_text(column.greatest));
    case ColumnKind::kBoolean:
    case ColumnKind::kCategory:
      break;
  }
  std::string text;
  for (const auto& [word, rows] : column.frequent) {
    text += fmt::format("{}{} ({})", text.empty() ? "" : ", ", printable(word), format_count(rows));
  }
  return column.distinct > std::ssize(column.frequent) ? text + ", ..." : text;
}

std::string distinct_of(const ColumnProfile& column) {
  const bool more = column.distinct == analysis::kMostDistinct;
  return format_count(column.distinct) + (more ? "+" : "");
}

}  // namespace

std::string profile_view(const Look& look, const std::vector<ColumnProfile>& columns) {
  constexpr std::size_t kShown = 40;
  Table table({{"column", Align::kLeft, 12},
               {"type", Align::kLeft, 0},
               {"missing", Align::kRight, 0},
               {"distinct", Align::kRight, 0},
               {"values", Align::kLeft, 20}});
  for (std::size_t i = 0; i < columns.size() && i < kShown; ++i) {
    const ColumnProfile& column = columns[i];
    table.add_row({printable(column.name), std::string(to_string(column.kind)),
                   column.missing == 0 ? "" : format_count(column.missing), distinct_of(column), range_of(column)});
  }
  std::string text = table.render(look);
  if (columns.size() > kShown)
    text +=
        fmt::format("... and {} more\n", format_counted(static_cast<std::int64_t>(columns.size() - kShown), "column"));
  return text;
}

Json profile_json(const ColumnProfile& column) {
  Json json{{"name", column.name},
            {"type", to_string(column.kind)},
            {"missing", column.missing},
            {"unreadable", column.unreadable},
            {"distinct", column.distinct}};
  if (column.kind == ColumnKind::kCategory || column.kind == ColumnKind::kBoolean) {
    json["frequent"] = Json::object();
    for (const auto& [word, rows] : column.frequent) json["frequent"][word] = rows;
  } else if (column.present() > 0) {
    json["least"] = number(column.least);
    json["greatest"] = number(column.greatest);
    json["mean"] = number(column.mean);
  }
  return json;
}

std::vector<std::string> doubts(const std::vector<ColumnProfile>& columns, const std::vector<analysis::Leak>& leaks,
                                const std::string& target) {
  std::vector<std::string> sentences;
  for (const ColumnProfile& column : columns) {
    if (column.name == target) continue;
    if (column.present() == 0) {
      sentences.push_back(fmt::format("column '{}' holds nothing", column.name));
    } else if (column.is_constant()) {
      sentences.push_back(fmt::format("column '{}' has the same value in every row", column.name));
    } else if (!column.duplicate_of.empty()) {
      sentences.push_back(fmt::format("columns '{}' and '{}' are the same", column.duplicate_of, column.name));
    } else if (column.is_row_name()) {
      sentences.push_back(fmt::format(
          "column '{}' names the rows and tells nothing of new ones: data.id or data.exclude", column.name));
    }
    if (column.unreadable > 0) {
      sentences.push_back(fmt::format("column '{}' holds {} among numbers, such as '{}'", column.name,
                                      format_counted(column.unreadable, "text"), column.first_unreadable));
    }
  }
  for (const analysis::Leak& leak : leaks) {
    sentences.push_back(to_string(leak) + ": is it known before the target is?");
  }
  return sentences;
}

}  // namespace nnctl::report
