#include "data/label_cells.hpp"

#include <set>

#include <fmt/format.h>

#include "base/edit_distance.hpp"
#include "data/cell_text.hpp"
#include "data/flag_columns.hpp"

namespace nnctl::data {
namespace {

// found(label) for each label of a text; empty ones are passed over.
template <class Found>
void for_each_label(std::string_view text, std::string_view separator, Found found) {
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(separator, begin), text.size());
    const std::string_view label = trimmed(text.substr(begin, end - begin));
    if (!label.empty()) found(label);
    begin = end + separator.size();
  }
}

}  // namespace

ClassList labels_of(const ColumnView& column, std::string_view separator) {
  std::set<std::string, std::less<>> labels;
  for (std::int64_t row = 0; row < column.table->num_rows(); ++row) {
    const std::string text = column.cell(row).text();
    for_each_label(text, separator, [&](std::string_view label) { labels.emplace(label); });
  }
  if (labels.size() < 2) {
    throw UserError(
        Fault::kData,
        {{.place = {.file = column.table->place().file},
          .message = fmt::format("target '{}' holds {}", column.name(), counted(std::ssize(labels), "label")),
          .hint = fmt::format("labels of a cell stand between '{}' (data.target.separator)", separator),
          .excerpt = {}}});
  }
  return ClassList::sorted(labels);
}

std::optional<CellMistake> put_labels(const Cell& cell, std::string_view separator, const ClassList& classes,
                                      Real* labels) {
  std::optional<CellMistake> mistake;
  const std::string text = cell.text();
  for_each_label(text, separator, [&](std::string_view label) {
    const int id = classes.find(label);
    if (id >= 0) {
      labels[id] = Real{1};
    } else if (!mistake) {
      mistake = not_among(Cell(label), classes.labels(), "labels");
    }
  });
  return mistake;
}

std::optional<CellMistake> put_flag(const Cell& cell, Real& label) {
  const std::optional<bool> value = flag_of(cell);
  if (!value) {
    return CellMistake{fmt::format("{} is neither true nor false, which a label is", in_quotes(cell)), "write 1 or 0"};
  }
  label = static_cast<Real>(*value);
  return {};
}

CellMistake not_among(const Cell& cell, const std::vector<std::string>& names, std::string_view what) {
  const std::string nearest = nearest_name(cell.text(), names);
  return {
      fmt::format("{} is not one of the {}", in_quotes(cell), what),
      fmt::format("{}{}: {}", nearest.empty() ? "" : fmt::format("did you mean '{}'? ", nearest), what, listed(names))};
}

}  // namespace nnctl::data
