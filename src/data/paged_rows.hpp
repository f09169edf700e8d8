// Rows of a source that are encoded when they are asked for, block by block, as a dataset in memory would hold them.
// Each kind of source has its own.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "data/preprocessing.hpp"

namespace nnctl::data {

class PagedRows {
 public:
  virtual ~PagedRows() = default;

  std::int64_t num_rows() const { return rows_.count(); }
  virtual Shape feature_shape() const = 0;
  std::int64_t target_columns() const { return target_columns_; }
  std::int64_t rows_in(std::int64_t block) const { return std::min(block_rows_, num_rows() - block * block_rows_); }

  /// All rows of a block; null: not wanted. Thread-safe, as read_row() is.
  void read_block(std::int64_t block, Real* features, Real* targets) const;
  /// Whether a row can be encoded without those before it.
  virtual bool reads_rows() const { return true; }
  void read_row(std::int64_t row, Real* features, Real* targets) const;

 protected:
  PagedRows(std::shared_ptr<const Samples> samples, RowIds rows, const TargetRows& target, std::int64_t block_rows);

  const Samples& samples() const { return *samples_; }
  std::int64_t block_rows() const { return block_rows_; }
  std::int64_t num_blocks() const { return (num_rows() + block_rows_ - 1) / block_rows_; }
  /// The source's rows of a block, ascending.
  void read_ids(std::int64_t block, std::vector<std::int64_t>& ids) const;
  /// Throws what TargetEncoder::encode() does. Nothing where there are no targets.
  void put_targets(std::span<const std::int64_t> ids, Real* targets) const;

 private:
  /// Rows `ids` of the source, which are those of a block.
  virtual void put_block(std::int64_t block, std::span<const std::int64_t> ids, Real* features) const = 0;
  virtual void put_row(std::int64_t id, Real* features) const = 0;

  std::shared_ptr<const Samples> samples_;
  RowIds rows_;
  std::optional<TargetEncoder> target_;
  TargetEncoding encoding_;
  std::int64_t target_columns_ = 0;
  std::int64_t block_rows_;
};

}  // namespace nnctl::data
