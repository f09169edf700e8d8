// The column of sample weights: how much each row counts in the loss.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "data/table.hpp"
#include "tensor/real.hpp"

namespace nnctl::data {

/// A weight for each of the rows. Throws a UserError(kData) for a table without the column and for cells that are no
/// finite number of at least 0.
std::vector<Real> row_weights(const Table& table, const RowIds& rows, const std::string& column);

}  // namespace nnctl::data
