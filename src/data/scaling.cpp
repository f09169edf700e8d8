#include "data/scaling.hpp"

#include <algorithm>
#include <cmath>

#include <nlohmann/json.hpp>

namespace nnctl::data {
namespace {

double deviation_of(std::span<const double> values, double mean) {
  double sum = 0.0;
  for (const double value : values) sum += (value - mean) * (value - mean);
  return std::sqrt(sum / static_cast<double>(values.size()));
}

double signed_log(double value) { return std::copysign(std::log1p(std::abs(value)), value); }

}  // namespace

// Values are finite Reals in size, so that sums of squares cannot overflow a double. The mean of equal values need not
// be that value in floating point, nor their deviation zero.
double mean_of(std::span<const double> values) {
  const auto [least, greatest] = std::minmax_element(values.begin(), values.end());
  if (*least == *greatest) return *least;
  double sum = 0.0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

double quantile_of(std::vector<double> values, double share) {
  const double position = share * static_cast<double>(values.size() - 1);
  const auto below = values.begin() + static_cast<std::ptrdiff_t>(position);
  std::nth_element(values.begin(), below, values.end());
  const double part = position - std::floor(position);
  if (part == 0.0) return *below;
  const double above = *std::min_element(below + 1, values.end());
  return part == 0.5 ? (*below + above) / 2.0 : *below + (above - *below) * part;
}

double mode_of(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  double mode = values.front();
  std::ptrdiff_t most = 0;
  for (auto begin = values.begin(); begin != values.end();) {
    const auto end = std::upper_bound(begin, values.end(), *begin);
    if (end - begin > most) {
      most = end - begin;
      mode = *begin;
    }
    begin = end;
  }
  return mode;
}

Scaling Scaling::fit(Scale scale, std::span<const double> raw) {
  Scaling scaling;
  if (scale == Scale::kNone) return scaling;
  std::vector<double> values(raw.begin(), raw.end());
  if (scale == Scale::kLog) {
    scaling.log_ = true;
    std::transform(values.begin(), values.end(), values.begin(), signed_log);
  }
  const auto [least, greatest] = std::minmax_element(values.begin(), values.end());
  const bool is_constant = *least == *greatest;
  if (scale == Scale::kMinMax) {
    scaling.offset_ = *least;
    scaling.divisor_ = *greatest - *least;
  } else if (scale == Scale::kUnit) {
    scaling.divisor_ = std::max(std::abs(*least), std::abs(*greatest));
  } else {
    const double mean = mean_of(values);
    scaling.offset_ = mean;
    scaling.divisor_ = is_constant ? 0.0 : deviation_of(values, mean);
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
