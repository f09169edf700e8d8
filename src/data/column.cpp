#include "data/column.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>
#include <optional>

#include "base/assert.hpp"

namespace nnctl::data {
namespace {

constexpr int kGroupShift = std::countr_zero(static_cast<std::uint64_t>(kGroupRows));
constexpr std::array<double, kMostDecimals + 1> kPowersOfTen = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8};

template <class T>
T cell_at(const std::byte* cells, std::int64_t index) {
  T value;
  std::memcpy(&value, cells + static_cast<std::size_t>(index) * sizeof(T), sizeof(T));
  return value;
}

double number_at(const Group& group, std::int64_t index) {
  switch (group.encoding) {
    case Encoding::kDouble:
      return cell_at<double>(group.cells, index);
    case Encoding::kFloat: {
      const auto value = cell_at<float>(group.cells, index);
      if (!std::isnan(value)) return static_cast<double>(value);
      const bool unreadable = std::bit_cast<std::uint32_t>(value) == kUnreadableFloat;
      return std::bit_cast<double>(unreadable ? kUnreadableDouble : kMissingDouble);
    }
    case Encoding::kDecimal: {
      const auto value = cell_at<std::int32_t>(group.cells, index);
      if (value == kMissingDecimal) return std::bit_cast<double>(kMissingDouble);
      if (value == kUnreadableDecimal) return std::bit_cast<double>(kUnreadableDouble);
      return static_cast<double>(value) / kPowersOfTen[static_cast<std::size_t>(group.decimals)];
    }
    case Encoding::kWord:
      break;
  }
  NNCTL_ASSERT(false, "a text was asked for its number");
  return 0.0;
}

// The nearest whole number of one below 2^51: adding 1.5 * 2^52 rounds away what is behind the point.
double rounded(double value) {
  constexpr double kRoundsOff = 0x1.8p52;
  return (value + kRoundsOff) - kRoundsOff;
}

constexpr double kMostDecimal = 2147483646.0;  // below it on the other side of 0: kUnreadableDecimal

std::optional<std::int32_t> to_decimal(double value, double power) {
  if (std::isnan(value)) {
    return std::bit_cast<std::uint64_t>(value) == kUnreadableDouble ? kUnreadableDecimal : kMissingDecimal;
  }
  const double scaled = rounded(value * power);
  if (!(std::abs(scaled) <= kMostDecimal) || scaled / power != value) return {};
  if (scaled == 0.0 && std::signbit(value)) return {};  // -0
  return static_cast<std::int32_t>(scaled);
}

// Numbers without a missing value among them, in a loop that becomes vectors; false if some are no such decimals.
bool to_decimals(std::span<const double> numbers, double power, std::int32_t* packed) {
  std::uint64_t differ = 0;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const double scaled = rounded(numbers[i] * power);
    const double inside = std::abs(scaled) <= kMostDecimal ? scaled : 0.0;
    packed[i] = static_cast<std::int32_t>(inside);
    differ |= std::bit_cast<std::uint64_t>(inside / power) ^ std::bit_cast<std::uint64_t>(numbers[i]);
  }
  return differ == 0;
}

bool pack_decimals(std::span<const double> numbers, int decimals, std::int32_t* packed) {
  constexpr std::size_t kRun = 256;
  const double power = kPowersOfTen[static_cast<std::size_t>(decimals)];
  for (std::size_t begin = 0; begin < numbers.size(); begin += kRun) {
    const std::span<const double> run = numbers.subspan(begin, std::min(kRun, numbers.size() - begin));
    if (to_decimals(run, power, packed + begin)) continue;
    for (std::size_t i = 0; i < run.size(); ++i) {
      const auto value = to_decimal(run[i], power);
      if (!value) return false;
      packed[begin + i] = *value;
    }
  }
  return true;
}

// The numbers as decimals, if all of them are such; tries `guess` decimals first.
std::optional<int> pack_decimals(std::span<const double> numbers, int guess, std::vector<std::int32_t>& packed) {
  packed.resize(numbers.size());
  if (pack_decimals(numbers, guess, packed.data())) return guess;
  for (int decimals = 0; decimals <= kMostDecimals; ++decimals) {
    if (decimals != guess && pack_decimals(numbers, decimals, packed.data())) return decimals;
  }
  return {};
}

bool pack_floats(std::span<const double> numbers, std::vector<float>& packed) {
  packed.clear();
  for (const double number : numbers) {
    if (std::isnan(number)) {
      const bool unreadable = std::bit_cast<std::uint64_t>(number) == kUnreadableDouble;
      packed.push_back(std::bit_cast<float>(unreadable ? kUnreadableFloat : kMissingFloat));
      continue;
    }
    constexpr double kMost = std::numeric_limits<float>::max();
    if (std::abs(number) > kMost || static_cast<double>(static_cast<float>(number)) != number) return false;
    packed.push_back(static_cast<float>(number));
  }
  return true;
}

template <class T>
GroupBytes bytes_of(const std::vector<T>& cells) {
  const auto bytes = std::as_bytes(std::span(cells));
  return {bytes.begin(), bytes.end()};
}

}  // namespace

std::int64_t size_of(Encoding encoding) { return encoding == Encoding::kDouble ? 8 : 4; }

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

Column::Column(std::string name, Storage storage) : name_(std::move(name)), storage_(storage) {
  if (storage == Storage::kText) words_ = std::make_unique<Words>();
}

Cell Column::cell(std::int64_t row) const {
  NNCTL_ASSERT(storage_ != Storage::kNone, "a column that was not read");
  if (storage_ == Storage::kText) {
    const std::int32_t id = word_id(row);
    return id == kMissingWord ? Cell() : Cell(std::string_view((*words_)[id]));
  }
  const double value = number(row);
  if (!std::isnan(value)) return storage_ == Storage::kFloat ? Cell(static_cast<float>(value)) : Cell(value);
  if (std::bit_cast<std::uint64_t>(value) != kUnreadableDouble) return {};
  const auto found = unreadable_.find(row);
  return Cell(found == unreadable_.end() ? std::string_view("(text)") : std::string_view(found->second));
}

const Group& Column::group_of(std::int64_t row) const {
  const Group& group = groups_[static_cast<std::size_t>(row >> kGroupShift)];
  if (file_ != nullptr) visit(row, group);
  return group;
}

void Column::visit(std::int64_t row, const Group& group) const {
  const std::int64_t index = row >> kVisitShift;
  if (last_visit_.index.load(std::memory_order_relaxed) == index) return;
  last_visit_.index.store(index, std::memory_order_relaxed);
  file_->expect(size_of(group.encoding) << kVisitShift);
}

double Column::number(std::int64_t row) const { return number_at(group_of(row), row & (kGroupRows - 1)); }

void Column::numbers(std::span<const std::int64_t> rows, double* values) const {
  for (std::size_t i = 0; i < rows.size();) {
    const std::int64_t index = rows[i] >> kGroupShift;
    const Group& group = group_of(rows[i]);
    if (file_ != nullptr) visit(std::min(rows.back(), ((index + 1) << kGroupShift) - 1), group);
    if (group.encoding != Encoding::kDecimal) {
      for (; i < rows.size() && rows[i] >> kGroupShift == index; ++i) {
        values[i] = number_at(group, rows[i] & (kGroupRows - 1));
      }
      continue;
    }
    const double power = kPowersOfTen[static_cast<std::size_t>(group.decimals)];
    for (; i < rows.size() && rows[i] >> kGroupShift == index; ++i) {
      const auto value = cell_at<std::int32_t>(group.cells, rows[i] & (kGroupRows - 1));
      values[i] = value > kUnreadableDecimal ? static_cast<double>(value) / power
                                             : number_at(group, rows[i] & (kGroupRows - 1));
    }
  }
}

std::int32_t Column::word_id(std::int64_t row) const {
  return cell_at<std::int32_t>(group_of(row).cells, row & (kGroupRows - 1));
}

std::int64_t Column::size_bytes() const {
  std::int64_t bytes = words_ ? words_->size_bytes() : 0;
  for (const GroupBytes& group : owned_) bytes += static_cast<std::int64_t>(group.capacity());
  return bytes;
}

template <class T>
void Column::append_cells(std::span<const T> cells, Encoding encoding) {
  while (!cells.empty()) {
    const std::int64_t used = num_rows_ & (kGroupRows - 1);
    if (used == 0) {
      owned_.emplace_back();
      // the first grows, for most tables are small
      if (!groups_.empty()) owned_.back().reserve(static_cast<std::size_t>(kGroupRows) * sizeof(T));
      groups_.push_back({nullptr, encoding, 0});
    }
    const auto taken = std::as_bytes(cells.first(std::min(cells.size(), static_cast<std::size_t>(kGroupRows - used))));
    GroupBytes& group = owned_.back();
    group.insert(group.end(), taken.begin(), taken.end());
    groups_.back().cells = group.data();
    num_rows_ += static_cast<std::int64_t>(taken.size() / sizeof(T));
    cells = cells.subspan(taken.size() / sizeof(T));
    if ((num_rows_ & (kGroupRows - 1)) == 0) pack_last_group();
  }
}

void Column::append(std::span<const double> numbers) { append_cells(numbers, Encoding::kDouble); }
void Column::append(std::span<const float> numbers) { append_cells(numbers, Encoding::kFloat); }
void Column::append(std::span<const std::int32_t> word_ids) { append_cells(word_ids, Encoding::kWord); }

void Column::append(const Column& other) {
  NNCTL_ASSERT(storage_ == other.storage_, "columns that hold different things");
  const std::int64_t first = num_rows_;
  if (num_rows_ % kGroupRows != 0) {
    NNCTL_ASSERT(groups_.back().encoding != Encoding::kDecimal, "rows behind a column that is finished");
  }
  for (std::int64_t row = 0; row < other.num_rows_; ++row) {
    if (storage_ == Storage::kText) {
      const std::int32_t id = other.word_id(row);
      const std::int32_t ours = id == kMissingWord ? id : words_->add(other.words()[id]);
      append(std::span(&ours, 1));
    } else if (storage_ == Storage::kFloat) {
      const auto number = cell_at<float>(other.group_of(row).cells, row & (kGroupRows - 1));
      append(std::span(&number, 1));
    } else if (storage_ != Storage::kNone) {
      const double number = other.number(row);
      append(std::span(&number, 1));
    }
  }
  for (const auto& [row, text] : other.unreadable_) set_unreadable(first + row, text);
}

void Column::finish() {
  if (num_rows_ % kGroupRows != 0) pack_last_group();
}

void Column::pack_last_group() {
  Group& group = groups_.back();
  GroupBytes& bytes = owned_.back();
  if (group.encoding == Encoding::kDouble) {
    const std::span<const double> numbers(reinterpret_cast<const double*>(bytes.data()), bytes.size() / sizeof(double));
    const int guess = groups_.size() > 1 ? groups_[groups_.size() - 2].decimals : 0;
    std::vector<std::int32_t> decimals;
    std::vector<float> floats;
    if (const auto count = pack_decimals(numbers, guess, decimals)) {
      group = {nullptr, Encoding::kDecimal, *count};
      bytes = bytes_of(decimals);
    } else if (pack_floats(numbers, floats)) {
      group.encoding = Encoding::kFloat;
      bytes = bytes_of(floats);
    }
  }
  if (store_ != nullptr) {
    stored_.push_back(store_->put(bytes));
    bytes = {};
  }
  bytes.shrink_to_fit();
  group.cells = bytes.data();
}

void Column::map_groups(std::vector<Group> groups, std::int64_t num_rows, std::shared_ptr<const MappedFile> file) {
  groups_ = std::move(groups);
  num_rows_ = num_rows;
  file_ = std::move(file);
}

}  // namespace nnctl::data
