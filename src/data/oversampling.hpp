// Training rows drawn so that every class comes as often as the largest.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "data/dataset.hpp"

namespace nnctl::data {

/// The rows of another dataset, with an order of its own. An epoch takes every row of the largest class once. With n
/// rows in the largest class and m in another, each row of that other is taken n / m times (rounded down), and n mod m
/// of them, chosen anew each epoch, once more. The choice and the order follow from the seed and the epoch's number.
class OversampledDataset final : public Dataset {
 public:
  /// `class_ids`: of each row.
  OversampledDataset(std::unique_ptr<Dataset> rows, const std::vector<std::int32_t>& class_ids);

  std::int64_t num_rows() const override { return rows_->num_rows(); }
  Shape feature_shape() const override { return rows_->feature_shape(); }
  std::int64_t target_columns() const override { return rows_->target_columns(); }
  std::unique_ptr<EpochOrder> order(bool shuffled, std::uint64_t seed) const override;

 private:
  void fill_rows(std::span<const std::int64_t> rows, const BatchView& batch) const override {
    rows_->fill(rows, {batch.features, batch.targets, nullptr});
  }

  std::unique_ptr<Dataset> rows_;
  std::vector<std::vector<std::int64_t>> rows_of_;  // by class
};

}  // namespace nnctl::data
