// Targets of several labels a row: cells as labels between separators, or as true and false.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "data/class_list.hpp"
#include "data/mistakes.hpp"
#include "data/table.hpp"
#include "tensor/real.hpp"

namespace nnctl::data {

/// All labels of a column, sorted.
ClassList labels_of(const ColumnView& column, std::string_view separator);
/// Sets labels[i] to 1 for each of the cell's labels.
std::optional<CellMistake> put_labels(const Cell& cell, std::string_view separator, const ClassList& classes,
                                      Real* labels);
/// Sets `label` to 1 where the cell says true.
std::optional<CellMistake> put_flag(const Cell& cell, Real& label);
/// "'x' is not one of the classes"
CellMistake not_among(const Cell& cell, const std::vector<std::string>& names, std::string_view what);

}  // namespace nnctl::data
