#include "data/column.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

#include "base/assert.hpp"

namespace nnctl::data {
namespace {

constexpr int kGroupShift = std::countr_zero(static_cast<std::uint64_t>(kGroupRows));

template <class T>
T cell_of(const std::vector<const std::byte*>& groups, std::int64_t row) {
  T value;
  const std::byte* group = groups[static_cast<std::size_t>(row >> kGroupShift)];
  std::memcpy(&value, group + static_cast<std::size_t>(row & (kGroupRows - 1)) * sizeof(T), sizeof(T));
  return value;
}

}  // namespace

std::int64_t size_of(Storage storage) {
  switch (storage) {
    case Storage::kNone:
      return 0;
    case Storage::kNumber:
    case Storage::kText:
      return 4;
    case Storage::kWideNumber:
    case Storage::kTime:
      break;
  }
  return 8;
}

bool needs_double(double greatest_error, double least, double greatest) {
  constexpr double kCoarse = 0x1p-20;
  constexpr double kMost = std::numeric_limits<float>::max();
  return least < -kMost || greatest > kMost || greatest_error > (greatest - least) * kCoarse;
}

std::int32_t Words::add(std::string_view word) {
  if (const std::int32_t id = find(word); id >= 0) return id;
  NNCTL_ASSERT(list_.size() < std::numeric_limits<std::int32_t>::max(), "more words than rows can have");
  const std::string& kept = list_.emplace_back(word);
  ids_.emplace(kept, size() - 1);
  return size() - 1;
}

std::int32_t Words::find(std::string_view word) const {
  const auto found = ids_.find(word);
  return found == ids_.end() ? -1 : found->second;
}

std::int64_t Words::size_bytes() const {
  constexpr std::int64_t kEntry = sizeof(std::string) + 5 * sizeof(void*);  // about: the string, a node and a bucket
  std::int64_t bytes = 0;
  for (const std::string& word : list_) {
    bytes += kEntry + (word.size() > 15 ? static_cast<std::int64_t>(word.capacity()) : 0);
  }
  return bytes;
}

Cell Column::cell(std::int64_t row) const {
  const auto unreadable = [&]() -> Cell {
    const auto found = unreadable_.find(row);
    return Cell(found == unreadable_.end() ? std::string_view("text") : std::string_view(found->second));
  };
  switch (storage_) {
    case Storage::kNumber: {
      const float number = cell_of<float>(groups_, row);
      if (!std::isnan(number)) return Cell(number);
      return std::bit_cast<std::uint32_t>(number) == kUnreadableFloat ? unreadable() : Cell();
    }
    case Storage::kWideNumber:
    case Storage::kTime: {
      const double number = cell_of<double>(groups_, row);
      if (!std::isnan(number)) return Cell(number);
      return std::bit_cast<std::uint64_t>(number) == kUnreadableDouble ? unreadable() : Cell();
    }
    case Storage::kText: {
      const std::int32_t id = cell_of<std::int32_t>(groups_, row);
      return id == kMissingWord ? Cell() : Cell(std::string_view((*words_)[id]));
    }
    case Storage::kNone:
      break;
  }
  NNCTL_ASSERT(false, "a column that was not read");
  return {};
}

double Column::number(std::int64_t row) const {
  return storage_ == Storage::kNumber ? static_cast<double>(cell_of<float>(groups_, row))
                                      : cell_of<double>(groups_, row);
}

std::int32_t Column::word_id(std::int64_t row) const { return cell_of<std::int32_t>(groups_, row); }

std::int64_t Column::size_bytes() const {
  std::int64_t bytes = words_->size_bytes();
  for (const std::vector<std::byte>& group : owned_) bytes += static_cast<std::int64_t>(group.capacity());
  return bytes;
}

void Column::append(const void* cells, std::int64_t count) {
  const auto* next = static_cast<const std::byte*>(cells);
  const std::int64_t width = size_of(storage_);
  const auto full = static_cast<std::size_t>(kGroupRows * width);
  while (count > 0) {
    const std::int64_t used = num_rows_ & (kGroupRows - 1);
    if (used == 0) {
      owned_.emplace_back();
      if (!groups_.empty()) owned_.back().reserve(full);  // the first grows, for most tables are small
      groups_.push_back(nullptr);
    }
    const std::int64_t taken = std::min(count, kGroupRows - used);
    std::vector<std::byte>& group = owned_.back();
    group.insert(group.end(), next, next + taken * width);
    if (group.size() == full) group.shrink_to_fit();
    groups_.back() = group.data();
    num_rows_ += taken;
    next += taken * width;
    count -= taken;
  }
}

void Column::append(const Column& other) {
  const std::int64_t below = num_rows_;
  const auto append_cells = [&]<class T>(T) {
    std::vector<T> cells;
    for (std::int64_t g = 0; g < other.num_groups(); ++g) {
      const T* group = other.group<T>(g);
      cells.assign(group, group + std::min(kGroupRows, other.num_rows_ - g * kGroupRows));
      if constexpr (std::is_same_v<T, std::int32_t>) {
        for (T& id : cells) id = id == kMissingWord ? id : words_->add(other.words()[id]);
      }
      append(std::span<const T>(cells));
    }
  };
  NNCTL_ASSERT(storage_ == other.storage_, "columns that are held in different ways");
  if (storage_ == Storage::kNumber) append_cells(float{});
  if (storage_ == Storage::kWideNumber || storage_ == Storage::kTime) append_cells(double{});
  if (storage_ == Storage::kText) append_cells(std::int32_t{});
  for (const auto& [row, text] : other.unreadable_) set_unreadable(below + row, text);
}

void Column::map_groups(std::vector<const std::byte*> groups, std::int64_t num_rows,
                        std::shared_ptr<const void> owner) {
  groups_ = std::move(groups);
  num_rows_ = num_rows;
  owner_ = std::move(owner);
}

}  // namespace nnctl::data
