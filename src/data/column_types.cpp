#include "data/column_types.hpp"

#include <vector>

#include "data/boolean_words.hpp"
#include "data/cell_text.hpp"

namespace nnctl::schema {

template <>
const Registry<data::ColumnType>& registry<data::ColumnType>() {
#define NNCTL_LIST(name) &data::name##_column(),
  static const Registry<data::ColumnType> list({NNCTL_COLUMN_TYPES(NNCTL_LIST)});
#undef NNCTL_LIST
  return list;
}

}  // namespace nnctl::schema

namespace nnctl::data {

std::string_view infer_column_type(const Column& column, const RowIds& rows) {
  if (column.storage() == Storage::kTime) return "datetime";
  if (column.storage() != Storage::kText) return "number";
  std::vector<std::int64_t> counts(static_cast<std::size_t>(column.words().size()));
  std::int64_t present = 0;
  for (const std::int64_t row : rows) {
    const std::int32_t id = column.word_id(row);
    if (id == kMissingWord) continue;
    ++counts[static_cast<std::size_t>(id)];
    ++present;
  }
  std::int64_t numbers = 0;
  bool all_boolean = present > 0;
  for (std::size_t word = 0; word < counts.size(); ++word) {
    if (counts[word] == 0) continue;
    const std::string& text = column.words()[static_cast<std::int32_t>(word)];
    if (parse_number(text)) numbers += counts[word];
    all_boolean = all_boolean && boolean_of(text);
  }
  // Readers take a column for text if all rows together hold too few numbers; what held-out rows hold must not matter.
  constexpr double kMostlyNumbers = 0.9;
  if (present > 0 && static_cast<double>(numbers) >= kMostlyNumbers * static_cast<double>(present)) return "number";
  return all_boolean ? "boolean" : "category";
}

}  // namespace nnctl::data
