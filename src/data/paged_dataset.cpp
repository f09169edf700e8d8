#include "data/paged_dataset.hpp"

#include <algorithm>
#include <bit>
#include <utility>

namespace nnctl::data {

class PagedDataset::Spares : public std::enable_shared_from_this<Spares> {
 public:
  std::shared_ptr<Block> take() {
    std::unique_ptr<Block> block;
    {
      const std::lock_guard lock(mutex_);
      if (!blocks_.empty()) {
        block = std::move(blocks_.back());
        blocks_.pop_back();
      }
    }
    if (block == nullptr) block = std::make_unique<Block>();
    return {block.release(), [spares = shared_from_this()](Block* spare) { spares->put(spare); }};
  }

 private:
  void put(Block* spare) {
    std::unique_ptr<Block> block(spare);
    const std::lock_guard lock(mutex_);
    blocks_.push_back(std::move(block));
  }

  std::mutex mutex_;
  std::vector<std::unique_ptr<Block>> blocks_;
};

PagedDataset::PagedDataset(std::unique_ptr<PagedRows> rows, const PagePlan& plan)
    : rows_(std::move(rows)),
      plan_(plan),
      feature_size_(rows_->feature_shape().num_elements()),
      spares_(std::make_shared<Spares>()) {}

PagedDataset::~PagedDataset() = default;

std::shared_ptr<const PagedDataset::Held> PagedDataset::held() const {
  const std::lock_guard lock(mutex_);
  return held_;
}

PagedDataset::BlockPtr PagedDataset::make(std::int64_t block) const {
  const std::shared_ptr<Block> made = spares_->take();
  made->features.resize(static_cast<std::size_t>(plan_.block_rows * feature_size_));
  made->targets.resize(static_cast<std::size_t>(plan_.block_rows * target_columns()));
  rows_->read_block(block, made->features.data(), made->targets.data());
  return made;
}

void PagedDataset::hold(std::span<const std::int64_t> now, std::span<const std::int64_t> next) const {
  Held blocks(static_cast<std::size_t>(plan_.num_blocks(num_rows())));
  if (coming_.valid()) {
    for (auto& [block, made] : coming_.get()) {
      if (std::ranges::find(now, block) != now.end()) blocks[static_cast<std::size_t>(block)] = std::move(made);
    }
  }
  if (const auto before = held()) {
    for (const std::int64_t block : now) {
      BlockPtr& wanted = blocks[static_cast<std::size_t>(block)];
      if (wanted == nullptr) wanted = (*before)[static_cast<std::size_t>(block)];
    }
  }
  for (const std::int64_t block : now) {
    BlockPtr& wanted = blocks[static_cast<std::size_t>(block)];
    if (wanted == nullptr) wanted = make(block);
  }
  {
    auto held = std::make_shared<const Held>(std::move(blocks));
    const std::lock_guard lock(mutex_);
    held_.swap(held);
    // what was held before goes here, before more is made
  }
  if (next.empty()) return;
  coming_ = std::async(std::launch::async, [this, wanted = std::vector<std::int64_t>(next.begin(), next.end())] {
    Made made;
    for (const std::int64_t block : wanted) made.emplace_back(block, make(block));
    return made;
  });
}

// Readers of rows one behind the other find the next block made when they come to it.
PagedDataset::BlockPtr PagedDataset::read_on(std::int64_t block) const {
  constexpr std::size_t kRecent = 3;
  std::packaged_task<BlockPtr()> task;
  std::shared_future<BlockPtr> wanted;
  {
    const std::lock_guard lock(mutex_);
    const auto find = [&](std::int64_t index) {
      return std::ranges::find(recent_, index, &decltype(recent_)::value_type::first);
    };
    if (const auto found = find(block); found != recent_.end()) {
      wanted = found->second;
    } else {
      task = std::packaged_task<BlockPtr()>([this, block] { return make(block); });
      wanted = task.get_future().share();
      recent_.emplace_back(block, wanted);
    }
    const std::int64_t next = block + 1;
    if (next < plan_.num_blocks(num_rows()) && find(next) == recent_.end()) {
      recent_.emplace_back(next, std::async(std::launch::async, [this, next] { return make(next); }).share());
    }
    while (recent_.size() > kRecent) recent_.pop_front();
  }
  if (task.valid()) task();
  return wanted.get();
}

void PagedDataset::fill_rows(std::span<const std::int64_t> rows, const BatchView& batch) const {
  const std::shared_ptr<const Held> held = this->held();
  const auto shift = std::countr_zero(static_cast<std::uint64_t>(plan_.block_rows));
  const bool goes_on = rows.size() > 1 && rows.back() - rows.front() == std::ssize(rows) - 1;
  Real* features = batch.features;
  Real* targets = batch.targets;
  std::int64_t index = -1;
  const Block* block = nullptr;
  BlockPtr read;
  for (const std::int64_t row : rows) {
    if (row >> shift != index) {
      index = row >> shift;
      block = held == nullptr ? nullptr : (*held)[static_cast<std::size_t>(index)].get();
      if (block == nullptr && (goes_on || !rows_->reads_rows())) {
        read = read_on(index);
        block = read.get();
      }
    }
    const std::int64_t place = row & (plan_.block_rows - 1);
    if (block == nullptr) {
      rows_->read_row(row, features, targets);
    } else {
      if (features != nullptr) std::copy_n(block->features.data() + place * feature_size_, feature_size_, features);
      if (targets != nullptr) std::copy_n(block->targets.data() + place * target_columns(), target_columns(), targets);
    }
    if (features != nullptr) features += feature_size_;
    if (targets != nullptr) targets += target_columns();
  }
}

}  // namespace nnctl::data
