// What training sees of data: rows by number, features and targets as Real. Random access by row id, so that
// shuffling, splits, windows and resuming are matters of ids, not of a stream's state.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "data/epoch_order.hpp"
#include "tensor/real.hpp"
#include "tensor/shape.hpp"

namespace nnctl::data {

/// Where one batch is written: rows in the order of the ids.
struct BatchView {
  Real* features = nullptr;  ///< (rows, feature elements), or null: not wanted
  Real* targets = nullptr;   ///< (rows, target columns), or null: not wanted
  Real* weights = nullptr;   ///< (rows), or null: not wanted; only where has_weights()
};

class Dataset {
 public:
  virtual ~Dataset() = default;
  virtual std::int64_t num_rows() const = 0;
  /// Shape of one sample's features, without the batch axis.
  virtual Shape feature_shape() const = 0;
  /// Values of target a row: 1 for a class index or one number, C for one-hot classes, T for several numbers. 0: none.
  virtual std::int64_t target_columns() const = 0;
  /// Thread-safe.
  void fill(std::span<const std::int64_t> rows, const BatchView& batch) const;

  /// The order in which a training takes the rows.
  virtual std::unique_ptr<EpochOrder> order(bool shuffled, std::uint64_t seed) const {
    return whole_order(num_rows(), shuffled, seed);
  }

  /// Whether more rows are there than memory holds: all at once they are not asked for.
  virtual bool is_paged() const { return false; }
  /// How many rows others may copy, of a paged dataset.
  virtual std::int64_t most_copied() const { return num_rows(); }

  /// Whether rows count differently in the loss.
  bool has_weights() const { return !weights_.empty(); }
  /// One a row; none: all count alike.
  void set_weights(std::vector<Real> weights);
  std::span<const Real> weights() const { return weights_; }

 private:
  /// Features and targets.
  virtual void fill_rows(std::span<const std::int64_t> rows, const BatchView& batch) const = 0;

  std::vector<Real> weights_;
};

/// Rows held in memory, packed.
class MemoryDataset final : public Dataset {
 public:
  MemoryDataset(Shape feature_shape, std::int64_t target_columns, std::vector<Real> features,
                std::vector<Real> targets);

  std::int64_t num_rows() const override { return num_rows_; }
  Shape feature_shape() const override { return feature_shape_; }
  std::int64_t target_columns() const override { return target_columns_; }

  std::span<const Real> features() const { return features_; }
  std::span<const Real> targets() const { return targets_; }

 private:
  void fill_rows(std::span<const std::int64_t> rows, const BatchView& batch) const override;

  Shape feature_shape_;
  std::int64_t feature_size_ = 0;
  std::int64_t target_columns_ = 0;
  std::int64_t num_rows_ = 0;
  std::vector<Real> features_;
  std::vector<Real> targets_;
};

/// Some rows of another dataset, which outlives it.
class SubsetDataset final : public Dataset {
 public:
  SubsetDataset(const Dataset& whole, std::vector<std::int64_t> rows);

  std::int64_t num_rows() const override { return static_cast<std::int64_t>(rows_.size()); }
  Shape feature_shape() const override { return whole_.feature_shape(); }
  std::int64_t target_columns() const override { return whole_.target_columns(); }

 private:
  void fill_rows(std::span<const std::int64_t> rows, const BatchView& batch) const override;

  const Dataset& whole_;
  std::vector<std::int64_t> rows_;
};

}  // namespace nnctl::data
