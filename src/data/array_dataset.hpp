// Rows of an array as a dataset: they stay in their own type and are converted while a batch is filled.
#pragma once

#include <memory>
#include <vector>

#include "data/array_samples.hpp"
#include "data/dataset.hpp"
#include "data/preprocessing.hpp"

namespace nnctl::data {

class ArrayDataset final : public Dataset {
 public:
  /// Elements are divided by `divisor`. The rows at the positions `blank` (ascending) are filled with zeros.
  ArrayDataset(std::shared_ptr<const ArraySamples> samples, std::vector<std::int64_t> rows, Shape shape, double divisor,
               PackedTargets targets, std::vector<std::int64_t> blank);

  std::int64_t num_rows() const override { return static_cast<std::int64_t>(rows_.size()); }
  Shape feature_shape() const override { return shape_; }
  std::int64_t target_columns() const override { return targets_.columns; }

 private:
  void fill_rows(std::span<const std::int64_t> rows, const BatchView& batch) const override;
  void fill_features(std::span<const std::int64_t> rows, Real* features) const;

  std::shared_ptr<const ArraySamples> samples_;
  std::vector<std::int64_t> rows_;  // of the array
  Shape shape_;
  double divisor_;
  PackedTargets targets_;
  std::vector<std::int64_t> blank_;
};

}  // namespace nnctl::data
