#include "data/dataset.hpp"

#include <algorithm>
#include <utility>

#include "base/assert.hpp"

namespace nnctl::data {

void Dataset::set_weights(std::vector<Real> weights) {
  NNCTL_ASSERT(weights.empty() || std::ssize(weights) == num_rows(), "weights and rows differ in number");
  weights_ = std::move(weights);
}

void Dataset::fill(std::span<const std::int64_t> rows, const BatchView& batch) const {
  fill_rows(rows, batch);
  if (batch.weights == nullptr) return;
  for (std::size_t i = 0; i < rows.size(); ++i) batch.weights[i] = weights_[static_cast<std::size_t>(rows[i])];
}

MemoryDataset::MemoryDataset(Shape feature_shape, std::int64_t target_columns, std::vector<Real> features,
                             std::vector<Real> targets)
    : feature_shape_(feature_shape),
      feature_size_(feature_shape.num_elements()),
      target_columns_(target_columns),
      num_rows_(feature_size_ > 0 ? std::ssize(features) / feature_size_ : 0),
      features_(std::move(features)),
      targets_(std::move(targets)) {
  NNCTL_ASSERT(std::ssize(features_) == num_rows_ * feature_size_, "features are no whole number of rows");
  NNCTL_ASSERT(std::ssize(targets_) == num_rows_ * target_columns_, "targets and features differ in rows");
}

void MemoryDataset::fill_rows(std::span<const std::int64_t> rows, const BatchView& batch) const {
  Real* features = batch.features;
  Real* targets = batch.targets;
  for (const std::int64_t row : rows) {
    if (features != nullptr) features = std::copy_n(features_.data() + row * feature_size_, feature_size_, features);
    if (targets != nullptr) targets = std::copy_n(targets_.data() + row * target_columns_, target_columns_, targets);
  }
}

SubsetDataset::SubsetDataset(const Dataset& whole, std::vector<std::int64_t> rows)
    : whole_(whole), rows_(std::move(rows)) {
  if (!whole.has_weights()) return;
  std::vector<Real> weights;
  for (const std::int64_t row : rows_) weights.push_back(whole.weights()[static_cast<std::size_t>(row)]);
  set_weights(std::move(weights));
}

void SubsetDataset::fill_rows(std::span<const std::int64_t> rows, const BatchView& batch) const {
  const std::int64_t feature_size = feature_shape().num_elements();
  BatchView next{batch.features, batch.targets, nullptr};
  for (const std::int64_t row : rows) {
    whole_.fill({&rows_[static_cast<std::size_t>(row)], 1}, next);
    if (next.features != nullptr) next.features += feature_size;
    if (next.targets != nullptr) next.targets += target_columns();
  }
}

}  // namespace nnctl::data
