// Targets run by run: all of them at once may be more than memory holds.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "data/mistakes.hpp"
#include "data/row_ids.hpp"
#include "data/table.hpp"

namespace nnctl::data {

/// `put` makes the values of a run, and `use` gets those of runs without mistakes; what mistakes there were is thrown
/// at the end.
template <class Value, class Use, class Put>
void visit_runs(const Table& table, const RowIds& rows, std::int64_t width, const Use& use, const Put& put) {
  constexpr std::size_t kRunRows = 1024;
  CellMistakes mistakes(table);
  std::vector<std::int64_t> run;
  std::vector<Value> values;
  for (auto row = rows.begin(); row != rows.end();) {
    run.clear();
    for (; run.size() < kRunRows && row != rows.end(); ++row) run.push_back(*row);
    values.assign(run.size() * static_cast<std::size_t>(width), Value{});
    put(std::span<const std::int64_t>(run), values.data(), mistakes);
    if (mistakes.empty()) use(std::span<const std::int64_t>(run), std::span<const Value>(values));
  }
  mistakes.throw_if_any();
}

}  // namespace nnctl::data
