#include "data/sequences.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>
#include <numeric>
#include <utility>

#include <fmt/format.h>

#include "data/cell_text.hpp"
#include "data/time_text.hpp"

namespace nnctl::data {
namespace {

constexpr double kDay = 86400.0;
constexpr std::int64_t kMostFilled = 10'000'000;  // rows that may stand in: more is a mistake in the times

std::chrono::year_month_day date_of(double seconds) {
  return std::chrono::sys_days(std::chrono::days(static_cast<int>(std::floor(seconds / kDay))));
}

double month_number(double seconds) {
  const auto date = date_of(seconds);
  return static_cast<int>(date.year()) * 12.0 + static_cast<unsigned>(date.month()) - 1.0;
}

double time_in_month(double seconds) {
  return seconds -
         kDay * static_cast<double>(std::chrono::sys_days(date_of(seconds).year() / date_of(seconds).month() / 1)
                                        .time_since_epoch()
                                        .count());
}

// Whether every row is at the same day and time of its month.
bool are_months(const std::vector<double>& values) {
  return values.size() > 1 && std::all_of(values.begin(), values.end(), [&](double value) {
           return time_in_month(value) == time_in_month(values.front());
         });
}

class Builder {
 public:
  Builder(const Table& table, const OrderConfig& order_by, const std::string& group_by, Gaps gaps)
      : table_(table), gaps_(gaps) {
    sequences_.order = row_order(table, order_by);
    if (!group_by.empty()) {
      RowGroups groups = row_groups(table, group_by, "group_by");
      group_of_ = std::move(groups.ids);
      sequences_.group_names = std::move(groups.names);
    } else {
      group_of_.assign(static_cast<std::size_t>(table.num_rows()), 0);
    }
    rows_ = in_order(sequences_.order.ranks);
    std::stable_sort(rows_.begin(), rows_.end(), [&](std::int64_t a, std::int64_t b) { return group(a) < group(b); });
    find_step();
  }

  Sequences build() && {
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      const bool is_first = i == 0 || group(rows_[i]) != group(rows_[i - 1]);
      if (is_first) {
        add(rows_[i], true, false);
      } else {
        follow(rows_[i - 1], rows_[i]);
      }
    }
    refuse();
    return std::move(sequences_);
  }

 private:
  std::int32_t group(std::int64_t row) const { return group_of_[static_cast<std::size_t>(row)]; }
  double value(std::int64_t row) const {
    const double value = sequences_.order.values[static_cast<std::size_t>(row)];
    return sequences_.step.in_months ? month_number(value) : value;
  }

  // The commonest distance of neighbours; of two the smaller.
  void find_step() {
    const RowOrder& order = sequences_.order;
    if (order.values.empty()) return;
    sequences_.step.is_time = order.is_time;
    sequences_.step.in_months = order.is_time && are_months(order.values);
    std::map<double, std::int64_t> counts;
    for (std::size_t i = 1; i < rows_.size(); ++i) {
      if (group(rows_[i]) != group(rows_[i - 1])) continue;
      const double distance = value(rows_[i]) - value(rows_[i - 1]);
      if (distance > 0) ++counts[distance];
    }
    std::int64_t most = 0;
    for (const auto& [distance, count] : counts) {
      if (count <= most) continue;
      most = count;
      sequences_.step.size = distance;
    }
  }

  void add(std::int64_t row, bool begins, bool stands_in) {
    sequences_.rows.push_back(row);
    sequences_.begins.push_back(begins ? 1 : 0);
    sequences_.stands_in.push_back(stands_in ? 1 : 0);
    sequences_.groups.push_back(group(row));
  }

  void follow(std::int64_t before, std::int64_t row) {
    if (gaps_ == Gaps::kIgnore || sequences_.step.size == 0) return add(row, false, false);
    const double steps = (value(row) - value(before)) / sequences_.step.size;
    if (steps == 0) {
      if (num_equal_++ == 0) equal_ = {before, row};
    }
    const bool is_whole = std::abs(steps - std::nearbyint(steps)) < 1e-6;
    if (std::abs(steps - 1) < 1e-6) return add(row, false, false);
    if (gaps_ == Gaps::kFill && is_whole) {
      const auto missing = static_cast<std::int64_t>(std::nearbyint(steps)) - 1;
      num_filled_ += missing;
      if (num_filled_ > kMostFilled) return;
      for (std::int64_t i = 0; i < missing; ++i) add(before, false, true);
      return add(row, false, false);
    }
    if (num_gaps_++ == 0) gap_ = {before, row};
    add(row, true, false);
  }

  std::string text(std::int64_t row) const {
    return value_text(sequences_.order.values[static_cast<std::size_t>(row)], sequences_.step);
  }
  std::string of_group(std::int64_t row) const {
    return sequences_.group_names.empty()
               ? ""
               : fmt::format(" of group {}", in_quotes(sequences_.group_names[static_cast<std::size_t>(group(row))]));
  }
  [[noreturn]] void fail(std::int64_t row, std::string message, std::string hint) const {
    throw UserError(
        Fault::kData,
        {{.place = table_.place(row), .message = std::move(message), .hint = std::move(hint), .excerpt = {}}});
  }

  void refuse() const {
    if (num_equal_ > 0) {
      fail(equal_.second,
           fmt::format("{} rows{} are at {}, and a sequence has one row a time", num_equal_ == 1 ? "two" : "several",
                       of_group(equal_.second), text(equal_.second)),
           "name the column that tells the series apart with data.group_by, or data.window.gaps: ignore");
    }
    if (num_filled_ > kMostFilled) {
      fail(gap_.second, fmt::format("more than {} time steps are missing", kMostFilled),
           "correct the times, or data.window.gaps: break");
    }
    if (num_gaps_ == 0 || gaps_ == Gaps::kBreak) return;
    fail(gap_.second,
         fmt::format("time steps{} are missing: {} is followed by {}, and rows are {} apart; {} in all",
                     of_group(gap_.second), text(gap_.first), text(gap_.second), step_text(),
                     counted(num_gaps_, "such gap")),
         gaps_ == Gaps::kFill ? "these cannot be filled with whole steps; data.window.gaps: break or ignore"
                              : "data.window.gaps: break (no window crosses a gap), fill (the row before stands in) or "
                                "ignore");
  }

  std::string step_text() const {
    const TimeStep& step = sequences_.step;
    if (step.in_months) return counted(static_cast<std::int64_t>(step.size), "month");
    if (!step.is_time) return fmt::format("{}", step.size);
    for (const auto& [seconds, name] : {std::pair{kDay, "day"}, {3600.0, "hour"}, {60.0, "minute"}}) {
      if (std::fmod(step.size, seconds) == 0) return counted(static_cast<std::int64_t>(step.size / seconds), name);
    }
    return fmt::format("{} seconds", step.size);
  }

  const Table& table_;
  Gaps gaps_;
  Sequences sequences_;
  std::vector<std::int32_t> group_of_;
  std::vector<std::int64_t> rows_;
  std::int64_t num_gaps_ = 0;
  std::int64_t num_equal_ = 0;
  std::int64_t num_filled_ = 0;
  std::pair<std::int64_t, std::int64_t> gap_;
  std::pair<std::int64_t, std::int64_t> equal_;
};

}  // namespace

double TimeStep::after(double value, std::int64_t steps) const {
  if (!in_months) return value + size * static_cast<double>(steps);
  const auto months = static_cast<std::int64_t>(month_number(value) + size * static_cast<double>(steps));
  using namespace std::chrono;
  const year_month_day first{year(static_cast<int>(months / 12)), month(static_cast<unsigned>(months % 12 + 1)),
                             day(1)};
  return kDay * static_cast<double>(sys_days(first).time_since_epoch().count()) + time_in_month(value);
}

std::int64_t TimeStep::season() const {
  if (!is_time || size <= 0) return 0;
  if (in_months) return std::fmod(12.0, size) == 0 && size < 12 ? static_cast<std::int64_t>(12.0 / size) : 0;
  if (size == kDay) return 7;
  if (size == 7 * kDay) return 52;
  return size < kDay && std::fmod(kDay, size) == 0 ? static_cast<std::int64_t>(kDay / size) : 0;
}

Sequences sequences_of(const Table& table, const OrderConfig& order_by, const std::string& group_by, Gaps gaps) {
  return Builder(table, order_by, group_by, gaps).build();
}

std::string value_text(double value, const TimeStep& step) {
  return step.is_time ? time_text(value) : fmt::format("{}", value);
}

}  // namespace nnctl::data
