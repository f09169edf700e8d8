// Rows of a table that are encoded when they are asked for, block by block, as a dataset in memory would hold them.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "data/preprocessor.hpp"
#include "data/target_encoder.hpp"

namespace nnctl::data {

class TableRows {
 public:
  /// Encodes all rows once, a block at a time: throws what Preprocessor::encode() and TargetEncoder::encode() do.
  TableRows(std::shared_ptr<const Samples> samples, RowIds rows, Preprocessor preprocessor, const TargetRows& target,
            std::int64_t block_rows);

  std::int64_t num_rows() const { return rows_.count(); }
  Shape feature_shape() const { return preprocessor_.feature_shape(); }
  std::int64_t target_columns() const { return target_columns_; }
  std::int64_t rows_in(std::int64_t block) const { return std::min(block_rows_, num_rows() - block * block_rows_); }

  /// All rows of a block; null: not wanted. Thread-safe, as read_row() is.
  void read_block(std::int64_t block, Real* features, Real* targets) const;
  /// Whether a row can be encoded without those before it.
  bool reads_rows() const { return last_values_.empty(); }
  void read_row(std::int64_t row, Real* features, Real* targets) const;

 private:
  void read_ids(std::int64_t first, std::int64_t count, std::vector<std::int64_t>& ids) const;
  void put_targets(const std::vector<std::int64_t>& ids, Real* targets) const;
  void check();

  std::shared_ptr<const Samples> samples_;
  RowIds rows_;
  Preprocessor preprocessor_;
  std::optional<TargetEncoder> target_;
  TargetEncoding encoding_;
  std::int64_t target_columns_ = 0;
  std::int64_t block_rows_;
  std::vector<int> columns_;  // of the table
  /// What columns that carry values forward have met before each block; empty when none does.
  std::vector<std::vector<std::optional<double>>> last_values_;
};

}  // namespace nnctl::data
