// The way from a source's rows to features: fitted on the training rows, stored in the model, and used again by eval
// and predict. Each kind of source has its own.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "data/block_order.hpp"
#include "data/dataset.hpp"
#include "data/samples.hpp"
#include "data/target_encoder.hpp"

namespace nnctl::data {

/// Targets that are encoded already, packed; none for rows to predict.
struct PackedTargets {
  std::vector<Real> values;
  std::int64_t columns = 0;
};

/// How targets are encoded.
struct TargetRows {
  const TargetEncoder* encoder = nullptr;  ///< null: rows without targets
  TargetEncoding encoding = TargetEncoding::kNumbers;

  std::int64_t width() const { return encoder == nullptr ? 0 : encoder->width(encoding); }
};

class Preprocessing {
 public:
  virtual ~Preprocessing() = default;
  /// Of one row, without the batch axis.
  virtual Shape feature_shape() const = 0;
  /// The columns read, in the order of the features; none for arrays.
  virtual const std::vector<std::string>& columns() const = 0;

  /// Adds what readers are to make of these columns.
  virtual void add_requests(TableRequest&) const {}

  /// Throws a UserError(kData) for a source that does not fit, as far as its header tells.
  virtual void check_header(const SourceConfig& source, const std::vector<std::string>& target_columns) const = 0;
  /// All rows of a source of the same kind; `request` is for tables. Throws a UserError(kData) for another kind or
  /// shape.
  virtual std::shared_ptr<const Samples> read(const SourceConfig& source, const TableRequest& request) const = 0;
  /// Rows to predict, one file behind the other; they need no targets. Throws as read() does.
  virtual std::shared_ptr<const Samples> read_unlabelled(std::vector<ByteSource> files,
                                                         const TableRequest& request) const = 0;

  /// `samples` are of this kind. Throws a UserError(kData) for values that cannot be encoded; with `bad_rows` the
  /// positions of such rows in `rows` are listed there instead, and their features are zeros.
  virtual std::unique_ptr<Dataset> dataset(const std::shared_ptr<const Samples>& samples, const RowIds& rows,
                                           PackedTargets targets, std::vector<std::int64_t>* bad_rows) const = 0;

  /// What a row takes in memory once it is encoded, without its targets.
  virtual std::int64_t row_bytes() const { return feature_shape().num_elements() * std::int64_t{sizeof(Real)}; }
  /// Whether rows of `samples` are to be held a piece at a time, when so many are in use.
  virtual bool is_paged(const Samples&, std::int64_t, const MemoryConfig&) const { return false; }
  /// The same as dataset(), of which some rows are in memory at a time; for is_paged() alone.
  virtual std::unique_ptr<Dataset> paged_dataset(const std::shared_ptr<const Samples>& samples, const RowIds& rows,
                                                 const TargetRows& target, const PagePlan& plan) const;
  /// `rows` without those that miss a value of a column with the option missing: drop.
  virtual RowIds drop_missing(const Samples&, RowIds rows) const { return rows; }
  /// Features that are ids, for which a model learns vectors.
  struct EmbeddedFeature {
    std::string column;
    std::int64_t position = 0;  ///< among the features
    std::int64_t ids = 0;
    std::int64_t dimension = 0;
  };
  virtual std::vector<EmbeddedFeature> embedded_features() const { return {}; }
  /// What the columns were taken for: "4 numbers, 2 categories (island, sex)"; empty for arrays.
  virtual std::string columns_by_type() const { return {}; }
  /// The name of each column's type, in the order of columns().
  virtual std::vector<std::string> column_types() const { return {}; }

  /// The same encoders for other rows: which columns of theirs are features, an array's shape and windows are those of
  /// `config`, whose features columns() holds. `header` names the columns of its train source.
  virtual std::shared_ptr<const Preprocessing> adapted(std::span<const std::string> header,
                                                       const DataConfig& config) const = 0;

  virtual nlohmann::json to_json() const = 0;
};

/// The inverse of to_json(), bit for bit. Throws a UserError(kData) for JSON that it did not write.
std::shared_ptr<const Preprocessing> preprocessing_from_json(const nlohmann::json& json);

}  // namespace nnctl::data
