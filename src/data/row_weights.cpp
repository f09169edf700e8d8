#include "data/row_weights.hpp"

#include <fmt/format.h>

#include "data/cell_text.hpp"
#include "data/mistakes.hpp"

namespace nnctl::data {

std::vector<Real> row_weights(const Table& table, const RowIds& rows, const std::string& column) {
  const int index = table.find_column(column);
  if (index < 0) {
    throw UserError(Fault::kData, fmt::format("{}: the weight column '{}' is missing", table.place().file, column),
                    "columns: " + listed(table.columns()));
  }
  CellMistakes mistakes(table);
  std::vector<Real> weights;
  weights.reserve(rows.size());
  for (const std::int64_t row : rows) {
    const Cell cell = table.cell(row, index);
    const auto number = cell.number();
    const auto weight = number ? to_real(*number) : std::nullopt;
    weights.push_back(weight.value_or(Real{0}));
    if (cell.is_missing()) {
      mistakes.add(row, index, {"a row without a weight", "give it one; 0 leaves the row out of the loss"});
    } else if (!number || !weight) {
      mistakes.add(row, index, {fmt::format("{} is not a finite number", in_quotes(cell)), "a weight is 0 or more"});
    } else if (*weight < 0) {
      mistakes.add(row, index, {fmt::format("a weight of {} is below 0", cell.text()), "a weight is 0 or more"});
    }
  }
  mistakes.throw_if_any();
  return weights;
}

}  // namespace nnctl::data
