// One column of a table: cells of one kind, four or eight bytes each, in groups of rows. A group is one block of
// memory, whether allocated by a reader or mapped from a file, so a table can be larger than the memory that holds
// parts of it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "data/cell.hpp"

namespace nnctl::data {

/// Rows of a group: the last of a column may have fewer.
inline constexpr std::int64_t kGroupRows = std::int64_t{1} << 16;

/// How cells are held.
enum class Storage : std::uint8_t {
  kNone,        ///< not at all: the column was not asked for
  kNumber,      ///< float: correctly rounded, and exact enough beside the spread of the column (needs_double())
  kWideNumber,  ///< double
  kTime,        ///< double: seconds since 1970-01-01 00:00
  kText,        ///< std::int32_t: which of the column's words
};
std::int64_t size_of(Storage storage);  ///< of one cell, in bytes

/// Bit patterns of cells without a number: a missing value, and text where a number was asked for.
inline constexpr std::uint32_t kMissingFloat = 0x7fc00000;
inline constexpr std::uint32_t kUnreadableFloat = 0x7fc00001;
inline constexpr std::uint64_t kMissingDouble = 0x7ff8000000000000;
inline constexpr std::uint64_t kUnreadableDouble = 0x7ff8000000000001;
inline constexpr std::int32_t kMissingWord = -1;

/// Whether floats are too coarse for a column of numbers in [least, greatest] when `greatest_error` is the largest
/// distance of one from its float: more than a millionth of the spread, or beyond what a float holds.
bool needs_double(double greatest_error, double least, double greatest);

/// Distinct texts, numbered in the order that they came in.
class Words {
 public:
  std::int32_t add(std::string_view word);
  /// -1: none of them.
  std::int32_t find(std::string_view word) const;
  const std::string& operator[](std::int32_t id) const { return list_[static_cast<std::size_t>(id)]; }
  std::int32_t size() const { return static_cast<std::int32_t>(list_.size()); }
  std::int64_t size_bytes() const;

 private:
  std::deque<std::string> list_;  // whose strings stay where they are
  std::unordered_map<std::string_view, std::int32_t> ids_;
};

class Column {
 public:
  Column(std::string name, Storage storage) : name_(std::move(name)), storage_(storage) {}
  Column(Column&&) = default;
  Column& operator=(Column&&) = default;

  const std::string& name() const { return name_; }
  Storage storage() const { return storage_; }
  std::int64_t num_rows() const { return num_rows_; }
  Cell cell(std::int64_t row) const;
  /// A number as it is held: NaN where there is none. Storage is one of the three of numbers.
  double number(std::int64_t row) const;
  /// Storage is kText; kMissingWord where there is none.
  std::int32_t word_id(std::int64_t row) const;
  const Words& words() const { return *words_; }
  std::int64_t size_bytes() const;

  /// The cells of a group as they lie in memory.
  template <class T>
  const T* group(std::int64_t index) const {
    return reinterpret_cast<const T*>(groups_[static_cast<std::size_t>(index)]);
  }
  std::int64_t num_groups() const { return static_cast<std::int64_t>(groups_.size()); }

  // For readers, which append in the order of the rows.
  void append(std::span<const float> numbers) { append(numbers.data(), std::ssize(numbers)); }
  void append(std::span<const double> numbers) { append(numbers.data(), std::ssize(numbers)); }
  void append(std::span<const std::int32_t> word_ids) { append(word_ids.data(), std::ssize(word_ids)); }
  Words& words() { return *words_; }
  /// The text of an unreadable cell, for messages.
  void set_unreadable(std::int64_t row, std::string text) { unreadable_.emplace(row, std::move(text)); }
  const std::map<std::int64_t, std::string>& unreadable() const { return unreadable_; }
  /// Rows that lie in memory already, such as a mapped file's, which `owner` keeps there.
  void map_groups(std::vector<const std::byte*> groups, std::int64_t num_rows, std::shared_ptr<const void> owner);
  /// The rows of another column of the same name below these.
  void append(const Column& other);

 private:
  void append(const void* cells, std::int64_t count);

  std::string name_;
  Storage storage_ = Storage::kNone;
  std::int64_t num_rows_ = 0;
  std::vector<const std::byte*> groups_;
  std::vector<std::vector<std::byte>> owned_;  // empty for mapped groups
  std::shared_ptr<const void> owner_;
  std::unique_ptr<Words> words_ = std::make_unique<Words>();
  std::map<std::int64_t, std::string> unreadable_;  // some of them: readers keep the first
};

}  // namespace nnctl::data
