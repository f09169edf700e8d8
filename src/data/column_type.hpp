// What a column holds and how it becomes features: number, category, boolean, ... One file a type, chosen by the
// config or by what readers found; options are fields of the type's config.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "data/feature_encoder.hpp"
#include "data/mistakes.hpp"
#include "data/table.hpp"
#include "schema/part.hpp"

namespace nnctl::data {

class ColumnType {
 public:
  static constexpr const char* kKind = "column type";
  struct Example {
    std::string yaml;
  };

  virtual ~ColumnType() = default;
  /// What readers are to make of a column that is declared to be of this type.
  virtual ColumnRequest request() const = 0;
  /// Features of a column where that follows from the options alone.
  virtual std::optional<std::int64_t> width() const { return std::nullopt; }
  /// Rows where the column is missing are left out; fit() gets none of them.
  virtual bool drops_missing() const { return false; }
  /// Fits on `rows` of the column, ascending. Null when `mistakes` got some.
  virtual std::unique_ptr<FeatureEncoder> fit(const ColumnView& column, const RowIds& rows,
                                              CellMistakes& mistakes) const = 0;
  /// What an encoder of this type wrote; the options are not looked at.
  virtual std::unique_ptr<FeatureEncoder> read(const nlohmann::json& json) const = 0;
};

using ColumnTypeConfig = schema::PartConfig<ColumnType>;

/// The type of a column that the config says nothing of, by what readers made of it and its texts in `rows`: numbers,
/// times, true and false, else categories. The name of a part.
std::string_view infer_column_type(const Column& column, const RowIds& rows);

}  // namespace nnctl::data

namespace nnctl::schema {
template <>
const Registry<data::ColumnType>& registry<data::ColumnType>();
}  // namespace nnctl::schema
