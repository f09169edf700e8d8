// The columns of a table, one line each: what `nnctl check` shows of the data.
#pragma once

#include <string>
#include <vector>

#include "analysis/profile.hpp"
#include "report/json.hpp"
#include "report/look.hpp"

namespace nnctl::report {

/// At most 40 columns; the rest is counted.
std::string profile_view(const Look& look, const std::vector<analysis::ColumnProfile>& columns);

/// Sentences about columns that should make one wonder: constants, duplicates, names of rows, leaks.
std::vector<std::string> doubts(const std::vector<analysis::ColumnProfile>& columns,
                                const std::vector<analysis::Leak>& leaks, const std::string& target);

/// {name, type, missing, distinct, least, greatest, mean | frequent}.
Json profile_json(const analysis::ColumnProfile& column);

}  // namespace nnctl::report
