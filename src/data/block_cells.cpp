#include "data/block_cells.hpp"

#include "base/hash.hpp"
#include "data/block_reader.hpp"

namespace nnctl::data {

void BlockWords::start() {
  words_.clear();
  ids_.clear();
  constexpr std::size_t kFewSlots = 64;
  slots_.assign(kFewSlots, -1);
}

void BlockWords::add(std::string_view text) {
  if (2 * words_.size() >= slots_.size()) grow();
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t slot = hash64(text) & mask;; slot = (slot + 1) & mask) {
    std::int32_t& id = slots_[slot];
    if (id < 0) {
      id = static_cast<std::int32_t>(words_.size());
      words_.push_back({text});
    } else if (words_[static_cast<std::size_t>(id)].text != text) {
      continue;
    }
    ++words_[static_cast<std::size_t>(id)].count;
    ids_.push_back(id);
    return;
  }
}

void BlockWords::grow() {
  slots_.assign(4 * slots_.size(), -1);
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t i = 0; i < words_.size(); ++i) {
    std::size_t slot = hash64(words_[i].text) & mask;
    while (slots_[slot] >= 0) slot = (slot + 1) & mask;
    slots_[slot] = static_cast<std::int32_t>(i);
  }
}

void BlockCells::read(std::string_view text, const RowPlan& plan) {
  num_rows = num_read = num_lines = num_mistakes = 0;
  unclosed_line = -1;
  lines.clear();
  blank_lines.clear();
  mistakes.clear();
  unquoted.clear();
  BlockReader(text, plan, *this).read();
}

}  // namespace nnctl::data
