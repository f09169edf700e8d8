#include "data/scaling.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <unordered_map>
#include <vector>

#include <nlohmann/json.hpp>

namespace nnctl::data {
namespace {

struct Summary {
  double least = std::numeric_limits<double>::infinity();
  double greatest = -std::numeric_limits<double>::infinity();
  double sum = 0.0;
  std::int64_t count = 0;

  bool is_constant() const { return least == greatest; }
  // Values are finite Reals in size, so that sums of squares cannot overflow a double. The mean of equal values need
  // not be that value in floating point, nor their deviation zero.
  double mean() const { return is_constant() ? least : sum / static_cast<double>(count); }
};

Summary summary_of(const ValueSource& source) {
  Summary summary;
  source.visit([&](std::span<const double> values) {
    const auto [least, greatest] = std::ranges::minmax(values);
    summary.least = std::min(summary.least, least);
    summary.greatest = std::max(summary.greatest, greatest);
    for (const double value : values) summary.sum += value;
    summary.count += std::ssize(values);
  });
  return summary;
}

double deviation_of(const ValueSource& source, const Summary& summary) {
  const double mean = summary.mean();
  double sum = 0.0;
  source.visit([&](std::span<const double> values) {
    for (const double value : values) sum += (value - mean) * (value - mean);
  });
  return std::sqrt(sum / static_cast<double>(summary.count));
}

double signed_log(double value) { return std::copysign(std::log1p(std::abs(value)), value); }

// Numbers that compare as the doubles do.
std::uint64_t key_of(double value) {
  constexpr std::uint64_t kSign = std::uint64_t{1} << 63;
  const auto bits = std::bit_cast<std::uint64_t>(value + 0.0);  // -0 is 0
  return (bits & kSign) != 0 ? ~bits : bits | kSign;
}

// What is left of a search for the value of a rank.
struct KeyRange {
  std::uint64_t least = 0;
  std::uint64_t greatest = std::numeric_limits<std::uint64_t>::max();
  std::int64_t before = 0;  // values below
  std::int64_t count = 0;   // values within

  bool contains(std::uint64_t key) const { return least <= key && key <= greatest; }
};

// The part that holds the value of rank `rank`, of equal parts.
KeyRange narrowed(const ValueSource& source, const KeyRange& range, std::int64_t rank) {
  constexpr std::uint64_t kParts = 1 << 14;
  const std::uint64_t width = (range.greatest - range.least) / kParts + 1;
  std::vector<std::int64_t> counts(kParts);
  source.visit([&](std::span<const double> values) {
    for (const double value : values) {
      const std::uint64_t key = key_of(value);
      if (range.contains(key)) ++counts[(key - range.least) / width];
    }
  });
  KeyRange part{range.least, 0, range.before, 0};
  std::size_t i = 0;
  for (; part.before + counts[i] <= rank; ++i) part.before += counts[i];
  part.least += i * width;
  part.greatest = std::min(range.greatest, part.least + (width - 1));
  part.count = counts[i];
  return part;
}

// The value of a rank, from 0. Few values are gathered and looked at together; of more the range that it is in is
// narrowed first, by counts.
double value_of_rank(const ValueSource& source, std::int64_t count, std::int64_t rank) {
  constexpr std::int64_t kGathered = 1 << 20;
  KeyRange range;
  range.count = count;
  while (range.count > kGathered && range.least < range.greatest) range = narrowed(source, range, rank);
  std::vector<double> gathered;
  const bool is_one_value = range.least == range.greatest;
  source.visit([&](std::span<const double> values) {
    for (const double value : values) {
      if (is_one_value && !gathered.empty()) return;
      if (range.contains(key_of(value))) gathered.push_back(value);
    }
  });
  if (is_one_value) return gathered.front();
  const auto found = gathered.begin() + (rank - range.before);
  std::nth_element(gathered.begin(), found, gathered.end());
  return *found;
}

}  // namespace

double mean_of(const ValueSource& source) { return summary_of(source).mean(); }

bool is_constant(const ValueSource& source) { return summary_of(source).is_constant(); }

double quantile_of(const ValueSource& source, double share) {
  const std::int64_t count = summary_of(source).count;
  const double position = share * static_cast<double>(count - 1);
  const auto rank = static_cast<std::int64_t>(position);
  const double below = value_of_rank(source, count, rank);
  const double part = position - std::floor(position);
  if (part == 0.0) return below;
  const double above = value_of_rank(source, count, rank + 1);
  return part == 0.5 ? (below + above) / 2.0 : below + (above - below) * part;
}

double mode_of(const ValueSource& source) {
  std::unordered_map<double, std::int64_t> counts;
  source.visit([&](std::span<const double> values) {
    for (const double value : values) ++counts[value];
  });
  const auto comes_first = [](const auto& a, const auto& b) {
    return a.second != b.second ? a.second > b.second : a.first < b.first;
  };
  return std::ranges::min_element(counts, comes_first)->first;
}

Scaling Scaling::fit(Scale scale, const ValueSource& values) {
  Scaling scaling;
  if (scale == Scale::kNone) return scaling;
  if (scale == Scale::kLog) {
    scaling = fit(Scale::kStandard, MappedValues(values, signed_log));
    scaling.log_ = true;
    return scaling;
  }
  const Summary summary = summary_of(values);
  if (scale == Scale::kMinMax) {
    scaling.offset_ = summary.least;
    scaling.divisor_ = summary.greatest - summary.least;
  } else if (scale == Scale::kUnit) {
    scaling.divisor_ = std::max(std::abs(summary.least), std::abs(summary.greatest));
  } else {
    scaling.offset_ = summary.mean();
    scaling.divisor_ = summary.is_constant() ? 0.0 : deviation_of(values, summary);
    if (scale == Scale::kRobust) {
      scaling.offset_ = quantile_of(values, 0.5);
      const double range = quantile_of(values, 0.75) - quantile_of(values, 0.25);
      if (range > 0.0) scaling.divisor_ = range;
    }
  }
  // Differences below 1e-154 have squares of zero: such a column counts as constant too.
  if (!(scaling.divisor_ > 0.0)) scaling.divisor_ = 1.0;
  return scaling;
}

Scaling::Scaling(const nlohmann::json& json)
    : log_(json.value("log", false)),
      offset_(json.at("offset").get<double>()),
      divisor_(json.at("divisor").get<double>()) {}

void Scaling::write(nlohmann::json& json) const {
  json["offset"] = offset_;
  json["divisor"] = divisor_;
  if (log_) json["log"] = true;
}

double Scaling::apply(double value) const { return ((log_ ? signed_log(value) : value) - offset_) / divisor_; }

double Scaling::invert(double scaled) const {
  const double value = scaled * divisor_ + offset_;
  return log_ ? std::copysign(std::expm1(std::abs(value)), value) : value;
}

}  // namespace nnctl::data

namespace nnctl::schema {

using data::Scale;

const std::vector<Choice<Scale>>& Choices<Scale>::all() {
  static const std::vector<Choice<Scale>> choices = {{"standard", Scale::kStandard}, {"minmax", Scale::kMinMax},
                                                     {"robust", Scale::kRobust},     {"log", Scale::kLog},
                                                     {"unit", Scale::kUnit},         {"none", Scale::kNone}};
  return choices;
}

}  // namespace nnctl::schema
