#include "analysis/profile.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <map>
#include <ranges>
#include <unordered_map>
#include <unordered_set>

#include <fmt/format.h>

#include "base/hash.hpp"
#include "data/boolean_words.hpp"

namespace nnctl::analysis {
namespace {

using data::Column;
using data::Storage;

class NumberTally {
 public:
  explicit NumberTally(ColumnProfile& profile) : profile_(profile) {}

  void add(double value) {
    if (count_ == 0) {
      profile_.least = profile_.greatest = value;
      profile_.rises = profile_.falls_never = true;
    } else {
      profile_.rises = profile_.rises && value > last_;
      profile_.falls_never = profile_.falls_never && value >= last_;
      profile_.least = std::min(profile_.least, value);
      profile_.greatest = std::max(profile_.greatest, value);
    }
    whole_ = whole_ && value == std::floor(value);
    last_ = value;
    sum_ += value;
    ++count_;
    if (std::ssize(seen_) < kMostDistinct || seen_.contains(value)) ++seen_[value];
  }

  void finish() {
    profile_.distinct = std::ssize(seen_);
    profile_.fewest = seen_.empty() ? 0 : std::ranges::min(seen_ | std::views::values);
    if (count_ > 0) profile_.mean = sum_ / static_cast<double>(count_);
    if (profile_.kind == ColumnKind::kNumber && whole_ && count_ > 0) profile_.kind = ColumnKind::kWholeNumber;
  }

 private:
  ColumnProfile& profile_;
  std::unordered_map<double, std::int64_t> seen_;
  double last_ = 0;
  double sum_ = 0;
  std::int64_t count_ = 0;
  bool whole_ = true;
};

void profile_numbers(const Column& column, ColumnProfile& profile, Hasher& hasher) {
  NumberTally tally(profile);
  for (std::int64_t row = 0; row < profile.rows; ++row) {
    const double value = column.number(row);
    hasher.bytes(&value, sizeof(value));
    if (!std::isnan(value)) {
      tally.add(value);
    } else if (std::bit_cast<std::uint64_t>(value) == data::kUnreadableDouble) {
      ++profile.unreadable;
    } else {
      ++profile.missing;
    }
  }
  tally.finish();
  if (!column.unreadable().empty()) profile.first_unreadable = column.unreadable().begin()->second;
}

void profile_words(const Column& column, ColumnProfile& profile, Hasher& hasher) {
  const data::Words& words = column.words();
  std::vector<std::int64_t> counts(static_cast<std::size_t>(words.size()));
  for (std::int64_t row = 0; row < profile.rows; ++row) {
    const std::int32_t id = column.word_id(row);  // words are numbered as they come: same ids, same texts by place
    hasher.bytes(&id, sizeof(id));
    if (id == data::kMissingWord) {
      ++profile.missing;
    } else {
      ++counts[static_cast<std::size_t>(id)];
    }
  }
  for (std::int32_t id = 0; id < words.size(); ++id) hasher.text(words[id]);
  profile.distinct = std::min<std::int64_t>(words.size(), kMostDistinct);
  profile.fewest = counts.empty() ? 0 : std::ranges::min(counts);
  std::vector<std::int32_t> order(counts.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<std::int32_t>(i);
  const auto shown = std::min<std::ptrdiff_t>(3, std::ssize(order));
  std::partial_sort(order.begin(), order.begin() + shown, order.end(), [&](std::int32_t a, std::int32_t b) {
    const auto of = [&](std::int32_t id) { return counts[static_cast<std::size_t>(id)]; };
    return of(a) != of(b) ? of(a) > of(b) : a < b;
  });
  for (std::ptrdiff_t i = 0; i < shown; ++i) {
    const std::int32_t id = order[static_cast<std::size_t>(i)];
    profile.frequent.emplace_back(words[id], counts[static_cast<std::size_t>(id)]);
  }
  const auto is_truth = [&](std::int32_t id) { return data::boolean_of(words[id]).has_value(); };
  if (words.size() == 2 && is_truth(0) && is_truth(1)) profile.kind = ColumnKind::kBoolean;
}

// Groups of rows with about the same value: one for each distinct value, or 64 of as many rows.
std::vector<std::int64_t> bins_of(const Column& column, const std::vector<std::int64_t>& rows) {
  constexpr std::size_t kBins = 64;
  std::vector<std::int64_t> bins;
  bins.reserve(rows.size());
  if (column.storage() == Storage::kText) {
    for (const std::int64_t row : rows) bins.push_back(column.word_id(row));
    return bins;
  }
  std::vector<double> values;
  for (const std::int64_t row : rows) values.push_back(column.number(row));
  std::vector<double> edges;
  std::ranges::copy_if(values, std::back_inserter(edges), [](double value) { return !std::isnan(value); });
  std::ranges::sort(edges);
  std::vector<double> distinct = edges;
  distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
  if (distinct.size() > kBins) {
    distinct.clear();
    for (std::size_t bin = 1; bin < kBins; ++bin) distinct.push_back(edges[bin * edges.size() / kBins]);
  }
  for (const double value : values) {
    bins.push_back(std::isnan(value) ? -1 : std::ranges::lower_bound(distinct, value) - distinct.begin());
  }
  return bins;
}

std::vector<std::int64_t> classes_of(const Column& column, const std::vector<std::int64_t>& rows) {
  std::map<double, std::int64_t> known;
  std::vector<std::int64_t> classes;
  for (const std::int64_t row : rows) {
    classes.push_back(column.storage() == Storage::kText
                          ? column.word_id(row)
                          : known.emplace(column.number(row), std::ssize(known)).first->second);
  }
  return classes;
}

// The share of rows whose class is the most frequent one among the other rows of their bin.
double accuracy_of(const std::vector<std::int64_t>& bins, const std::vector<std::int64_t>& classes) {
  std::map<std::int64_t, std::map<std::int64_t, std::int64_t>> counts;
  for (std::size_t i = 0; i < bins.size(); ++i) ++counts[bins[i]][classes[i]];
  double right = 0;
  for (const auto& [bin, of_class] : counts) {
    std::int64_t first = 0;
    std::int64_t second = 0;
    for (const auto& [id, count] : of_class) {
      second = std::max(second, std::min(first, count));
      first = std::max(first, count);
    }
    // without the row itself the majority still has to be greater than every other class
    for (const auto& [id, count] : of_class) {
      if (count == first && first - 1 > second) right += static_cast<double>(count);
    }
  }
  return right / static_cast<double>(bins.size());
}

// R2 of telling each row the mean of the others of its bin.
double r2_of(const std::vector<std::int64_t>& bins, const std::vector<double>& targets) {
  std::map<std::int64_t, std::pair<double, double>> sums;  // rows, sum
  double total = 0;
  for (std::size_t i = 0; i < bins.size(); ++i) {
    sums[bins[i]].first += 1;
    sums[bins[i]].second += targets[i];
    total += targets[i];
  }
  const double mean = total / static_cast<double>(bins.size());
  double left = 0;
  double all = 0;
  for (std::size_t i = 0; i < bins.size(); ++i) {
    const auto& [rows, sum] = sums[bins[i]];
    const double told = rows > 1 ? (sum - targets[i]) / (rows - 1) : mean;
    left += (targets[i] - told) * (targets[i] - told);
    all += (targets[i] - mean) * (targets[i] - mean);
  }
  return all > 0 ? 1 - left / all : 0;
}

bool has_classes(const Column& column, const std::vector<std::int64_t>& rows) {
  if (column.storage() == Storage::kText) return true;
  constexpr std::size_t kFew = 20;
  std::unordered_set<double> seen;
  for (const std::int64_t row : rows) {
    const double value = column.number(row);
    if (value != std::floor(value)) return false;
    seen.insert(value);
    if (seen.size() > kFew) return false;
  }
  return true;
}

// Pairs of number columns that add up to the target in every row.
void find_sums(const data::Table& table, const std::vector<std::int64_t>& rows,
               const std::vector<std::string>& features, const std::vector<double>& targets, std::vector<Leak>& leaks) {
  std::vector<const Column*> numbers;
  for (const std::string& feature : features) {
    const int index = table.find_column(feature);
    if (index < 0) continue;
    const Column& column = table.column(index);
    if (column.storage() == Storage::kNumber || column.storage() == Storage::kFloat) numbers.push_back(&column);
  }
  constexpr double kRounding = 1e-6;
  for (std::size_t a = 0; a < numbers.size(); ++a) {
    for (std::size_t b = a + 1; b < numbers.size(); ++b) {
      std::size_t i = 0;
      while (i < rows.size()) {
        const double sum = numbers[a]->number(rows[i]) + numbers[b]->number(rows[i]);
        if (!(std::abs(sum - targets[i]) <= kRounding * std::max(1.0, std::abs(targets[i])))) break;
        ++i;
      }
      if (i == rows.size()) leaks.push_back({{numbers[a]->name(), numbers[b]->name()}, 1.0, false});
    }
  }
}

}  // namespace

std::string to_string(const Leak& leak) {
  if (leak.columns.size() > 1) return fmt::format("'{}' is the target", fmt::join(leak.columns, "' + '"));
  if (leak.is_accuracy) {
    return fmt::format("'{}' alone tells the target in {:.1f} % of the rows", leak.columns.front(), 100 * leak.score);
  }
  return fmt::format("'{}' alone tells the target with an R2 of {:.3f}", leak.columns.front(), leak.score);
}

std::string_view to_string(ColumnKind kind) {
  constexpr std::array<std::string_view, 5> kNames = {"number", "whole number", "boolean", "category", "time"};
  return kNames[static_cast<std::size_t>(kind)];
}

bool ColumnProfile::is_row_name() const {
  constexpr std::int64_t kFewRows = 20;
  if (present() < kFewRows || distinct < std::min(present(), kMostDistinct)) return false;
  if (kind == ColumnKind::kCategory) return true;
  const bool leaves_none_out = greatest - least + 1 == static_cast<double>(present());
  return kind == ColumnKind::kWholeNumber && rises && leaves_none_out;
}

std::vector<ColumnProfile> profile(const data::Table& table) {
  std::vector<ColumnProfile> profiles;
  std::map<std::string, std::string> first_of;  // by hash of all cells
  for (int c = 0; c < table.num_columns(); ++c) {
    const Column& column = table.column(c);
    if (column.storage() == Storage::kNone) continue;
    ColumnProfile& profile = profiles.emplace_back();
    profile.name = column.name();
    profile.rows = table.num_rows();
    Hasher hasher;
    if (column.storage() == Storage::kText) {
      profile.kind = ColumnKind::kCategory;
      profile_words(column, profile, hasher);
    } else {
      profile.kind = column.storage() == Storage::kTime ? ColumnKind::kTime : ColumnKind::kNumber;
      profile_numbers(column, profile, hasher);
    }
    const auto [earlier, is_new] = first_of.emplace(hasher.hex(), profile.name);
    if (!is_new) profile.duplicate_of = earlier->second;
  }
  return profiles;
}

std::vector<Leak> find_leaks(const data::Table& table, const data::RowIds& rows,
                             const std::vector<std::string>& features, const std::string& target) {
  constexpr std::size_t kMostRows = 50'000;
  constexpr double kTellingAccuracy = 0.99;
  constexpr double kTellingR2 = 0.995;
  constexpr double kNearlyAll = 0.95;  // of one class: then any column "tells" it
  const int target_column = table.find_column(target);
  if (target_column < 0 || table.column(target_column).storage() == Storage::kNone) return {};
  const Column& told = table.column(target_column);
  std::vector<std::int64_t> looked_at;
  const std::size_t stride = rows.size() / kMostRows + 1;
  for (std::int64_t i = 0; i < rows.count(); i += static_cast<std::int64_t>(stride)) looked_at.push_back(rows[i]);
  constexpr std::size_t kFewRows = 50;
  if (looked_at.size() < kFewRows) return {};

  std::vector<Leak> leaks;
  const bool is_accuracy = has_classes(told, looked_at);
  const std::vector<std::int64_t> one_bin(looked_at.size());
  std::vector<std::int64_t> classes;
  std::vector<double> numbers;
  if (is_accuracy) {
    classes = classes_of(told, looked_at);
    if (accuracy_of(one_bin, classes) > kNearlyAll) return {};
  } else {
    for (const std::int64_t row : looked_at) numbers.push_back(told.number(row));
    if (std::ranges::any_of(numbers, [](double value) { return std::isnan(value); })) return {};
  }
  for (const std::string& feature : features) {
    const int index = table.find_column(feature);
    if (index < 0 || table.column(index).storage() == Storage::kNone) continue;
    const std::vector<std::int64_t> bins = bins_of(table.column(index), looked_at);
    const double score = is_accuracy ? accuracy_of(bins, classes) : r2_of(bins, numbers);
    if (score >= (is_accuracy ? kTellingAccuracy : kTellingR2)) leaks.push_back({{feature}, score, is_accuracy});
  }
  if (!is_accuracy) find_sums(table, looked_at, features, numbers, leaks);
  return leaks;
}

}  // namespace nnctl::analysis
