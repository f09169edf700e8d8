// Rows of a table, encoded when they are asked for.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "data/paged_rows.hpp"
#include "data/preprocessor.hpp"

namespace nnctl::data {

class TableRows final : public PagedRows {
 public:
  /// Encodes all rows once, a block at a time: throws what Preprocessor::encode() and TargetEncoder::encode() do.
  TableRows(std::shared_ptr<const Samples> samples, RowIds rows, Preprocessor preprocessor, const TargetRows& target,
            std::int64_t block_rows);

  Shape feature_shape() const override { return preprocessor_.feature_shape(); }
  bool reads_rows() const override { return last_values_.empty(); }

 private:
  using LastValues = std::vector<std::optional<double>>;  // by column

  void put_block(std::int64_t block, std::span<const std::int64_t> ids, Real* features) const override;
  void put_row(std::int64_t id, Real* features) const override;
  void check();

  Preprocessor preprocessor_;
  std::vector<int> columns_;  // of the table
  /// What columns that carry values forward have met before each block; empty when none does.
  std::vector<LastValues> last_values_;
};

}  // namespace nnctl::data
