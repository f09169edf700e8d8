// Rows of an array that is larger than memory, read from its file and converted when they are asked for.
#pragma once

#include <memory>

#include "data/array_samples.hpp"
#include "data/paged_rows.hpp"

namespace nnctl::data {

class ArrayRows final : public PagedRows {
 public:
  /// The arrays are on the disk. Elements are divided by `divisor`. Reads all rows of floats once: throws a
  /// UserError(kData) for a value that is no finite 32-bit number, and what TargetEncoder::encode() does.
  ArrayRows(std::shared_ptr<const ArraySamples> samples, RowIds rows, Shape shape, double divisor,
            const TargetRows& target, std::int64_t block_rows);

  Shape feature_shape() const override { return shape_; }

 private:
  void put_block(std::int64_t block, std::span<const std::int64_t> ids, Real* features) const override;
  void put_row(std::int64_t id, Real* features) const override { put_block(0, {&id, 1}, features); }
  void check() const;

  const DiskArray& array_;
  Shape shape_;
  double divisor_;
};

}  // namespace nnctl::data
