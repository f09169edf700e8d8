#include "data/paged_rows.hpp"

#include <utility>

#include "parallel/thread_pool.hpp"

namespace nnctl::data {

PagedRows::PagedRows(std::shared_ptr<const Samples> samples, RowIds rows, const TargetRows& target,
                     std::int64_t block_rows)
    : samples_(std::move(samples)),
      rows_(std::move(rows)),
      encoding_(target.encoding),
      target_columns_(target.width()),
      block_rows_(block_rows) {
  if (target.encoder != nullptr) target_ = *target.encoder;
}

void PagedRows::read_ids(std::int64_t block, std::vector<std::int64_t>& ids) const {
  ids.clear();
  const std::int64_t count = rows_in(block);
  for (auto row = rows_.from(block * block_rows_); std::ssize(ids) < count; ++row) ids.push_back(*row);
}

void PagedRows::put_targets(std::span<const std::int64_t> ids, Real* targets) const {
  if (!target_) return;
  const std::vector<Real> encoded = target_->encode(samples_->targets(), ids, encoding_);
  std::ranges::copy(encoded, targets);
}

void PagedRows::read_block(std::int64_t block, Real* features, Real* targets) const {
  const KeepDenormals precise;
  std::vector<std::int64_t> ids;
  read_ids(block, ids);
  if (features != nullptr) put_block(block, ids, features);
  if (targets != nullptr) put_targets(ids, targets);
}

void PagedRows::read_row(std::int64_t row, Real* features, Real* targets) const {
  const KeepDenormals precise;
  const std::int64_t id = rows_[row];
  if (features != nullptr) put_row(id, features);
  if (targets != nullptr) put_targets({&id, 1}, targets);
}

}  // namespace nnctl::data
