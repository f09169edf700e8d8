#include "data/value_source.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace nnctl::data {
namespace {

constexpr std::size_t kRunRows = 1024;

}  // namespace

void ColumnValues::visit(const Use& use) const {
  const Column& column = column_.table->column(column_.column);
  const bool is_number = column.storage() == Storage::kNumber || column.storage() == Storage::kFloat;
  std::vector<std::int64_t> run;
  std::array<double, kRunRows> numbers{};
  std::vector<double> values;
  for (auto row = rows_.begin(); row != rows_.end();) {
    run.clear();
    for (; run.size() < kRunRows && row != rows_.end(); ++row) run.push_back(*row);
    values.clear();
    if (is_number && value_of_ == nullptr) {
      column.numbers(run, numbers.data());
      std::ranges::copy_if(std::span(numbers).first(run.size()), std::back_inserter(values),
                           [](double value) { return !std::isnan(value); });
    } else {
      for (const std::int64_t id : run) {
        const Cell cell = column_.cell(id);
        if (cell.is_missing()) continue;
        if (const auto value = value_of_ == nullptr ? cell.number() : value_of_(cell)) values.push_back(*value);
      }
    }
    if (!values.empty()) use(values);
  }
}

void MappedValues::visit(const Use& use) const {
  std::vector<double> mapped;
  from_.visit([&](std::span<const double> values) {
    mapped.resize(values.size());
    std::ranges::transform(values, mapped.begin(), function_);
    use(mapped);
  });
}

}  // namespace nnctl::data
