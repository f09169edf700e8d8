// Columns of a table as features: an encoder for each.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "data/config.hpp"
#include "data/feature_encoder.hpp"
#include "data/preprocessing.hpp"
#include "data/table.hpp"
#include "tensor/real.hpp"

namespace nnctl::data {

class Preprocessor final : public Preprocessing {
 public:
  /// Fits an encoder for each of `features`, which the table has, on `rows` (ascending) and no others, but those that
  /// drop_missing() leaves out. The type of a column is the declared one, else inferred. Throws a UserError(kData) with
  /// the cells that do not fit it.
  static Preprocessor fit(const Table& table, std::span<const std::string> features, const RowIds& rows,
                          const DataConfig& config);

  /// The columns read, in the order of the features.
  const std::vector<std::string>& columns() const override { return columns_; }
  const FeatureEncoder& encoder(std::size_t column) const { return *encoders_[column]; }
  std::int64_t num_features() const { return num_features_; }
  Shape feature_shape() const override { return {num_features_}; }

  void add_requests(TableRequest& request) const override;
  void check_header(const SourceConfig& source, const std::vector<std::string>& target_columns) const override;
  std::shared_ptr<const Samples> read(const SourceConfig& source, const TableRequest& request) const override;
  std::shared_ptr<const Samples> read_unlabelled(std::vector<ByteSource> files,
                                                 const TableRequest& request) const override;
  std::unique_ptr<Dataset> dataset(const std::shared_ptr<const Samples>& samples, const RowIds& rows,
                                   PackedTargets targets, std::vector<std::int64_t>* bad_rows) const override;
  bool is_paged(const Samples&, std::int64_t num_rows, const MemoryConfig& memory) const override {
    return num_rows > memory.bytes / row_bytes();
  }
  std::unique_ptr<Dataset> paged_dataset(const std::shared_ptr<const Samples>& samples, const RowIds& rows,
                                         const TargetRows& target, const PagePlan& plan) const override;

  /// (rows, num_features()). The table's columns may come in any order, others are ignored. Throws a UserError(kData)
  /// for missing columns, and for cells that cannot be encoded; with `bad_rows` their positions in `rows` are listed
  /// there instead, and their features are zeros.
  std::vector<Real> encode(const Table& table, const RowIds& rows, std::vector<std::int64_t>* bad_rows = nullptr) const;

  /// The features of some rows, one behind the other, one state a column (`columns`: those of find_columns()). `wrong`
  /// is told the position in `rows`, which column and what is wrong.
  using WrongFeature = std::function<void(std::size_t position, std::size_t column, CellMistake mistake)>;
  void encode_rows(const Table& table, std::span<const int> columns, std::span<const std::int64_t> rows,
                   std::span<EncodeState> states, Real* features, const WrongFeature& wrong) const;

  RowIds drop_missing(const Samples& samples, RowIds rows) const override;
  std::string columns_by_type() const override;
  std::vector<std::string> column_types() const override { return types_; }
  std::shared_ptr<const Preprocessing> adapted(std::span<const std::string> header,
                                               const DataConfig& config) const override;
  /// The encoders of some of columns(), in the order of `names`.
  Preprocessor of_columns(std::span<const std::string> names) const;
  std::vector<EmbeddedFeature> embedded_features() const override;

  nlohmann::json to_json() const override;
  /// The inverse, bit for bit. Throws a UserError(kData) for JSON that to_json() did not write.
  static Preprocessor from_json(const nlohmann::json& json);

 private:
  void add(std::string column, std::string type, std::shared_ptr<const FeatureEncoder> encoder);

  std::vector<std::string> columns_;
  std::vector<std::string> types_;  // names of column types
  std::vector<std::shared_ptr<const FeatureEncoder>> encoders_;
  std::int64_t num_features_ = 0;
};

/// Those of `rows` that miss none of the columns.
RowIds rows_with_values(const Table& table, std::span<const int> columns, const RowIds& rows);

/// The table's columns of these names. Throws a UserError(kData) that names all that are missing, with the nearest.
std::vector<int> find_columns(const Table& table, std::span<const std::string> names);

}  // namespace nnctl::data
