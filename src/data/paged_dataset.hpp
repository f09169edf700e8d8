// Rows that take more than the memory that they may have: some blocks are held, encoded, while the next are
// made by a thread of their own. A row is the same wherever it comes from, so that what is held matters for time only.
#pragma once

#include <cstdint>
#include <deque>
#include <future>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "data/block_order.hpp"
#include "data/dataset.hpp"
#include "data/paged_rows.hpp"

namespace nnctl::data {

class PagedDataset final : public Dataset, private BlockHolder {
 public:
  /// `rows` has blocks of the plan's size.
  PagedDataset(std::unique_ptr<PagedRows> rows, const PagePlan& plan);
  ~PagedDataset() override;

  std::int64_t num_rows() const override { return rows_->num_rows(); }
  Shape feature_shape() const override { return rows_->feature_shape(); }
  std::int64_t target_columns() const override { return rows_->target_columns(); }
  bool is_paged() const override { return true; }
  std::int64_t most_copied() const override { return (plan_.piece_rows() + 2) / 3; }
  /// Blocks, and rows within them: see block_order(). For one training at a time; others get their rows, slowly.
  std::unique_ptr<EpochOrder> order(bool shuffled, std::uint64_t seed) const override {
    return block_order(num_rows(), plan_, shuffled, seed, *this);
  }

 private:
  struct Block {
    std::vector<Real> features;
    std::vector<Real> targets;
  };
  /// Blocks whose rows are held no more, for others: so memory is what the most blocks at a time take.
  class Spares;
  using BlockPtr = std::shared_ptr<const Block>;
  using Held = std::vector<BlockPtr>;  // by block; null: not held
  using Made = std::vector<std::pair<std::int64_t, BlockPtr>>;

  void fill_rows(std::span<const std::int64_t> rows, const BatchView& batch) const override;
  void hold(std::span<const std::int64_t> now, std::span<const std::int64_t> next) const override;
  BlockPtr make(std::int64_t block) const;
  BlockPtr read_on(std::int64_t block) const;
  std::shared_ptr<const Held> held() const;

  std::unique_ptr<PagedRows> rows_;
  PagePlan plan_;
  std::int64_t feature_size_;
  std::shared_ptr<Spares> spares_;
  mutable std::mutex mutex_;
  mutable std::shared_ptr<const Held> held_;                                          // for the training
  mutable std::future<Made> coming_;                                                  // what it takes next
  mutable std::deque<std::pair<std::int64_t, std::shared_future<BlockPtr>>> recent_;  // for those who read on and on
};

}  // namespace nnctl::data
