#include "data/row_ids.hpp"

#include <algorithm>

#include "base/assert.hpp"

namespace nnctl::data {

RowIds::RowIds(std::span<const std::int64_t> ascending) {
  if (ascending.empty()) return;
  for (const std::int64_t row : ascending) push_back(row);
}

RowIds::RowIds(const std::vector<std::int64_t>& ascending) : RowIds(std::span(ascending)) {}
RowIds::RowIds(std::initializer_list<std::int64_t> ascending)
    : RowIds(std::span<const std::int64_t>(ascending.begin(), ascending.size())) {}

RowIds RowIds::up_to(std::int64_t end) {
  RowIds rows;
  rows.words_.reserve(static_cast<std::size_t>((end + 63) >> 6));
  for (std::int64_t row = 0; row < end; ++row) rows.push_back(row);
  return rows;
}

void RowIds::push_back(std::int64_t row) {
  NNCTL_ASSERT(row >= begin_, "row numbers that do not ascend");
  if (count_ == 0) begin_ = row >> kRankShift << kRankShift;
  row -= begin_;
  const auto word = static_cast<std::size_t>(row >> 6);
  const std::uint64_t bit = std::uint64_t{1} << (row & 63);
  NNCTL_ASSERT(word >= words_.size() || (word + 1 == words_.size() && words_[word] < bit),
               "row numbers that do not ascend");
  if (word >= words_.size()) words_.resize(word + 1);
  if (const auto ranks = static_cast<std::size_t>(row >> kRankShift) + 1; ranks > ranks_.size()) {
    ranks_.resize(ranks, count_);
  }
  words_[word] |= bit;
  ++count_;
}

bool RowIds::contains(std::int64_t row) const {
  if (row < begin_) return false;
  row -= begin_;
  const auto word = static_cast<std::size_t>(row >> 6);
  return word < words_.size() && (words_[word] >> (row & 63) & 1) != 0;
}

RowIds::Iterator RowIds::from(std::int64_t index) const {
  if (index >= count_) return end();
  const auto rank = std::prev(std::ranges::upper_bound(ranks_, index));
  std::int64_t left = index - *rank;
  std::int64_t word = (rank - ranks_.begin()) << (kRankShift - 6);
  for (int ones = 0; (ones = std::popcount(words_[static_cast<std::size_t>(word)])) <= left; ++word) left -= ones;
  Iterator found(*this, word);
  for (; left > 0; --left) found.left_ &= found.left_ - 1;
  return found;
}

std::int64_t RowIds::size_bytes() const {
  return static_cast<std::int64_t>(words_.capacity() * sizeof(std::uint64_t) +
                                   ranks_.capacity() * sizeof(std::int64_t));
}

}  // namespace nnctl::data
