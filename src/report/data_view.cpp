#include "report/data_view.hpp"

#include <fmt/format.h>

#include "base/printable.hpp"
#include "report/figures.hpp"
#include "report/labelled_lines.hpp"

namespace nnctl::report {
namespace {

constexpr std::size_t kMostNames = 8;

// "a, b, c, ..." of the first names.
template <typename List, typename Name>
std::string named(const List& list, const Name& name) {
  std::string text;
  for (std::size_t i = 0; i < list.size() && i < kMostNames; ++i) {
    if (i > 0) text += ", ";
    text += name(list[i]);
  }
  return list.size() > kMostNames ? text + ", ..." : text;
}

std::string data_line(const DataFigures& figures) {
  if (figures.features.empty()) {
    return fmt::format("{}: {} of shape {}", figures.source, format_counted(figures.rows, "row"),
                       to_string(figures.shape));
  }
  return fmt::format("{}: {}, {}: {}", figures.source, format_counted(figures.rows, "row"),
                     format_counted(std::ssize(figures.features), "feature"),
                     named(figures.features, [](const std::string& feature) { return feature; }));
}

std::string target_line(const DataFigures& figures) {
  const std::string target =
      figures.more_targets == 0
          ? figures.target
          : fmt::format("{} and {}", figures.target, format_counted(figures.more_targets, "more column"));
  if (figures.classes.empty()) return target;
  return fmt::format("{}, {}: {}", target, format_counted(std::ssize(figures.classes), "class", "classes"),
                     named(figures.classes, [](const auto& item) {
                       return fmt::format("{} ({})", item.first, format_count(item.second));
                     }));
}

std::string split_line(const DataFigures& figures) {
  return fmt::format("{}: {} for training, {} for validation, {} for test", figures.split,
                     format_count(figures.training), format_count(figures.validation), format_count(figures.test));
}

}  // namespace

std::string data_view(const Look& look, const DataFigures& figures) {
  LabelledLines lines{{"data", data_line(figures)}, {"target", target_line(figures)}, {"split", split_line(figures)}};
  for (const std::string& note : figures.notes) lines.emplace_back("note", note);
  return labelled_lines(look, lines);
}

std::string note_view(const Look& look, const std::string& text) {
  const std::string label = "note: ";
  return paint(look, Style::kAccent, label) + wrap(look, label, printable(text)).substr(label.size());
}

}  // namespace nnctl::report
