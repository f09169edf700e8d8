#include "report/evaluation_view.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "report/figures.hpp"
#include "report/labelled_lines.hpp"
#include "report/table.hpp"

namespace nnctl::report {
namespace {

constexpr std::size_t kMostClasses = 40;  // in the table a class a row
constexpr std::size_t kWorstClasses = 20;
constexpr std::size_t kLargestMatrix = 12;
constexpr std::size_t kMostConfusions = 10;
constexpr std::size_t kNarrowestName = 8;

std::string share(double value) { return std::isnan(value) ? "-" : fmt::format("{:.4f}", value); }

std::string heading(const Look& look, std::string_view text) { return '\n' + paint(look, Style::kStrong, text) + '\n'; }

Table matrix(const std::vector<std::string>& row_names, const std::vector<std::string>& column_names,
             const std::vector<std::vector<std::int64_t>>& counts) {
  std::vector<Column> columns{{"", Align::kLeft, kNarrowestName}};
  for (const std::string& name : column_names) columns.push_back({name, Align::kRight, 0});
  Table table(std::move(columns));
  for (std::size_t i = 0; i < counts.size(); ++i) {
    std::vector<std::string> cells{row_names[i]};
    for (const std::int64_t count : counts[i]) cells.push_back(format_count(count));
    table.add_row(std::move(cells));
  }
  return table;
}

}  // namespace

std::string class_table(const Look& look, const std::vector<ClassFigures>& classes,
                        const std::vector<ClassFigures>& averages) {
  std::vector<ClassFigures> shown = classes;
  if (shown.size() > kMostClasses) {
    const auto f1 = [](const ClassFigures& figures) { return std::isnan(figures.f1) ? -1.0 : figures.f1; };
    std::ranges::stable_sort(shown, {}, f1);
    shown.resize(kWorstClasses);
  }
  Table table({{"class", Align::kLeft, kNarrowestName}, {"precision"}, {"recall"}, {"f1"}, {"support"}});
  for (const ClassFigures& average : averages) {
    shown.push_back(average);
    shown.back().name += " average";
  }
  for (const ClassFigures& figures : shown) {
    table.add_row({figures.name, share(figures.precision), share(figures.recall), share(figures.f1),
                   format_count(figures.support)});
  }
  return table.render(look);
}

std::string confusion_matrix(const Look& look, const std::vector<std::string>& classes,
                             const std::vector<std::vector<std::int64_t>>& counts) {
  const Table named = matrix(classes, classes, counts);
  if (named.full_width() <= static_cast<std::size_t>(look.width)) return named.render(look);
  std::vector<std::string> numbers;
  std::vector<std::string> numbered;
  for (std::size_t i = 0; i < classes.size(); ++i) {
    numbers.push_back(fmt::format("{}", i + 1));
    numbered.push_back(fmt::format("{:>{}} {}", i + 1, fmt::formatted_size("{}", classes.size()), classes[i]));
  }
  return matrix(numbered, numbers, counts).render(look);
}

std::string frequent_confusions(const Look& look, const std::vector<std::string>& classes,
                                const std::vector<std::vector<std::int64_t>>& counts, std::size_t limit) {
  struct Confusion {
    std::size_t truth, prediction;
    std::int64_t count;
  };
  std::vector<Confusion> confusions;
  for (std::size_t truth = 0; truth < counts.size(); ++truth) {
    for (std::size_t prediction = 0; prediction < counts[truth].size(); ++prediction) {
      const std::int64_t count = counts[truth][prediction];
      if (truth != prediction && count > 0) confusions.push_back({truth, prediction, count});
    }
  }
  std::ranges::stable_sort(confusions, std::ranges::greater(), &Confusion::count);
  if (confusions.size() > limit) confusions.resize(limit);
  Table table({{"true", Align::kLeft, kNarrowestName}, {"predicted", Align::kLeft, kNarrowestName}, {"rows"}});
  for (const Confusion& confusion : confusions) {
    table.add_row({classes[confusion.truth], classes[confusion.prediction], format_count(confusion.count)});
  }
  return table.render(look);
}

std::string evaluation_view(const Look& look, const EvaluationPage& page) {
  std::string text = scores_table(look, page.scores);
  std::vector<std::string> names;
  for (const ClassFigures& figures : page.classes) names.push_back(figures.name);
  if (!names.empty()) {
    text += names.size() <= kMostClasses
                ? heading(look, "Classes")
                : heading(look, fmt::format("The {} classes of {} with the lowest f1", kWorstClasses, names.size()));
    text += class_table(look, page.classes, page.averages);
  }
  if (!page.confusion.empty() && names.size() <= kLargestMatrix) {
    text += heading(look, "Confusion matrix (rows: true, columns: predicted)");
    text += confusion_matrix(look, names, page.confusion);
  } else if (!page.confusion.empty()) {
    text += heading(look, "Most frequent confusions (--json has the whole matrix)");
    text += frequent_confusions(look, names, page.confusion, kMostConfusions);
  }
  text += '\n';
  text += labelled_lines(look, {{"split", fmt::format("{}, {}", page.split, format_counted(page.samples, "row"))},
                                {"run", page.run},
                                {"next", page.next}});
  return text;
}

}  // namespace nnctl::report
