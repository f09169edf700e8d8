// One column of a table: cells of one kind, four or eight bytes each, in groups of rows. A group is one block of
// memory, whether allocated by a reader or mapped from a file, so a table can be larger than the memory that holds
// parts of it.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <limits>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "data/cell.hpp"
#include "data/group_memory.hpp"
#include "data/mapped_file.hpp"

namespace nnctl::data {

/// Rows of a group: the last of a column may have fewer.
inline constexpr std::int64_t kGroupRows = std::int64_t{1} << 16;

/// What the cells of a column are.
enum class Storage : std::uint8_t {
  kNone,    ///< nothing: the column was not asked for
  kNumber,  ///< doubles, exactly as the text's nearest double
  kFloat,   ///< floats, exactly as the text's nearest float
  kTime,    ///< doubles: seconds since 1970-01-01 00:00
  kText,    ///< which of the column's words
};

/// How the cells of one group lie in memory. Numbers take four bytes where that loses nothing.
enum class Encoding : std::uint8_t {
  kDouble,
  kFloat,
  kDecimal,  ///< std::int32_t n for the double nearest to n / 10^decimals
  kWord,     ///< std::int32_t
};
std::int64_t size_of(Encoding encoding);  ///< of one cell, in bytes

/// Cells without a number: a missing value, and text where a number was asked for.
inline constexpr std::uint32_t kMissingFloat = 0x7fc00000;
inline constexpr std::uint32_t kUnreadableFloat = 0x7fc00001;
inline constexpr std::uint64_t kMissingDouble = 0x7ff8000000000000;
inline constexpr std::uint64_t kUnreadableDouble = 0x7ff8000000000001;
inline constexpr std::int32_t kMissingDecimal = std::numeric_limits<std::int32_t>::min();
inline constexpr std::int32_t kUnreadableDecimal = kMissingDecimal + 1;
inline constexpr std::int32_t kMissingWord = -1;
/// With at most this many decimals the float nearest to n / 10^decimals is that nearest to its double.
inline constexpr int kMostDecimals = 8;

struct Group {
  const std::byte* cells = nullptr;
  Encoding encoding = Encoding::kDouble;
  int decimals = 0;
};

/// Takes packed groups out of memory while a column is read.
class GroupStore {
 public:
  virtual ~GroupStore() = default;
  /// Where the group lies, by which it is found again.
  virtual std::int64_t put(std::span<const std::byte> cells) = 0;
};

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
  Column(std::string name, Storage storage);

  const std::string& name() const { return name_; }
  Storage storage() const { return storage_; }
  std::int64_t num_rows() const { return num_rows_; }
  Cell cell(std::int64_t row) const;
  /// NaN for cells without a number. Not for texts.
  double number(std::int64_t row) const;
  /// The same for several rows, ascending.
  void numbers(std::span<const std::int64_t> rows, double* values) const;
  /// Of a column of texts; kMissingWord where there is none.
  std::int32_t word_id(std::int64_t row) const;
  const Words& words() const { return *words_; }
  std::span<const Group> groups() const { return groups_; }
  std::int64_t size_bytes() const;

  // For readers, which append in the order of the rows and finish at the end.
  void append(std::span<const double> numbers);
  void append(std::span<const float> numbers);
  void append(std::span<const std::int32_t> word_ids);
  /// The rows of another column of the same storage below these.
  void append(const Column& other);
  /// No further rows: the last group is packed.
  void finish();
  Words& words() { return *words_; }
  /// The text of an unreadable cell, for messages.
  void set_unreadable(std::int64_t row, std::string text) { unreadable_.emplace(row, std::move(text)); }
  const std::map<std::int64_t, std::string>& unreadable() const { return unreadable_; }
  /// From now on groups go to `store`, which outlives the reading, as soon as they are packed; such a column can be
  /// read once they are mapped.
  void store_groups(GroupStore& store) { store_ = &store; }
  /// Of stored groups: where they lie.
  std::span<const std::int64_t> stored() const { return stored_; }
  /// Rows that lie in `file`.
  void map_groups(std::vector<Group> groups, std::int64_t num_rows, std::shared_ptr<const MappedFile> file);

 private:
  // Rows whose cells the system maps together (64 KiB of 4 bytes each), and the last such that were read; threads may
  // read several.
  static constexpr int kVisitShift = 14;
  struct LastVisit {
    std::atomic<std::int64_t> index{-1};
    LastVisit() = default;
    LastVisit(LastVisit&&) noexcept {}
    LastVisit& operator=(LastVisit&&) noexcept { return *this; }
  };
  const Group& group_of(std::int64_t row) const;
  void visit(std::int64_t row, const Group& group) const;
  template <class T>
  void append_cells(std::span<const T> cells, Encoding encoding);
  void pack_last_group();

  std::string name_;
  Storage storage_ = Storage::kNone;
  std::int64_t num_rows_ = 0;
  std::vector<Group> groups_;
  std::vector<GroupBytes> owned_;  // empty for mapped and stored groups
  std::shared_ptr<const MappedFile> file_;
  mutable LastVisit last_visit_;
  GroupStore* store_ = nullptr;
  std::vector<std::int64_t> stored_;
  std::unique_ptr<Words> words_;                    // of kText only
  std::map<std::int64_t, std::string> unreadable_;  // some of them: readers keep the first
};

}  // namespace nnctl::data
