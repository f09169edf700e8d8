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
  rows.bits_->words.reserve(static_cast<std::size_t>((end + 63) >> 6));
  for (std::int64_t row = 0; row < end; ++row) rows.push_back(row);
  return rows;
}

void RowIds::push_back(std::int64_t row) {
  if (bits_.use_count() > 1) bits_ = std::make_shared<Bits>(*bits_);
  auto& [begin, words, ranks, count] = *bits_;
  NNCTL_ASSERT(row >= begin, "row numbers that do not ascend");
  if (count == 0) begin = row >> kRankShift << kRankShift;
  row -= begin;
  const auto word = static_cast<std::size_t>(row >> 6);
  const std::uint64_t bit = std::uint64_t{1} << (row & 63);
  NNCTL_ASSERT(word >= words.size() || (word + 1 == words.size() && words[word] < bit),
               "row numbers that do not ascend");
  if (word >= words.size()) words.resize(word + 1);
  if (const auto num_ranks = static_cast<std::size_t>(row >> kRankShift) + 1; num_ranks > ranks.size()) {
    ranks.resize(num_ranks, count);
  }
  words[word] |= bit;
  ++count;
}

bool RowIds::contains(std::int64_t row) const {
  if (row < bits_->begin) return false;
  row -= bits_->begin;
  const auto word = static_cast<std::size_t>(row >> 6);
  return word < bits_->words.size() && (bits_->words[word] >> (row & 63) & 1) != 0;
}

RowIds::Iterator RowIds::from(std::int64_t index) const {
  if (index >= count()) return end();
  const auto rank = std::prev(std::ranges::upper_bound(bits_->ranks, index));
  std::int64_t left = index - *rank;
  std::int64_t word = (rank - bits_->ranks.begin()) << (kRankShift - 6);
  for (int ones = 0; (ones = std::popcount(bits_->words[static_cast<std::size_t>(word)])) <= left; ++word) left -= ones;
  Iterator found(*bits_, word);
  for (; left > 0; --left) found.left_ &= found.left_ - 1;
  return found;
}

std::int64_t RowIds::size_bytes() const {
  return static_cast<std::int64_t>(bits_->words.capacity() * sizeof(std::uint64_t) +
                                   bits_->ranks.capacity() * sizeof(std::int64_t));
}

}  // namespace nnctl::data
