#include "report/chart_axis.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include <fmt/format.h>

namespace nnctl::report {

namespace {

constexpr double kMost = 1e300;     // of a size, so that differences stay finite
constexpr double kLeast = 1e-300;   // below it is 0
constexpr double kSame = 1e-12;     // relative: values so close are one
constexpr double kRounding = 1e-9;  // of a step

double tamed(double value) { return std::abs(value) < kLeast ? 0 : std::clamp(value, -kMost, kMost); }

// The steps people count in: 1, 2 or 5 times a power of ten, the smallest that is not below `step`.
double nice_step(double step) {
  const double power = std::pow(10, std::floor(std::log10(step)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (factor * power >= step * (1 - kRounding)) return factor * power;
  }
  return 10 * power;
}

}  // namespace

std::string format_tick(double value, int figures) {
  if (value == 0) return "0";
  const double size = std::abs(value);
  if (size >= 1e-3 * (1 - kRounding) && size < 1e6) {
    // A fixed number of decimals, then without those that say nothing: %g would fall into exponents by itself.
    const int decimals = std::clamp(figures - 1 - static_cast<int>(std::floor(std::log10(size))), 0, 12);
    std::string text = fmt::format("{:.{}f}", value, decimals);
    if (text.find('.') != std::string::npos) {
      text.erase(text.find_last_not_of('0') + 1);
      if (text.back() == '.') text.pop_back();
    }
    return text;
  }
  const std::string text = fmt::format("{:.{}e}", value, std::max(figures - 1, 0));
  const std::size_t e = text.find('e');
  std::string mantissa = text.substr(0, e);
  if (mantissa.find('.') != std::string::npos) {
    mantissa.erase(mantissa.find_last_not_of('0') + 1);
    if (mantissa.back() == '.') mantissa.pop_back();
  }
  return fmt::format("{}e{}", mantissa, std::stoi(text.substr(e + 1)));
}

double Axis::scaled(double value) const {
  if (!std::isfinite(value)) return std::numeric_limits<double>::quiet_NaN();
  if (scale_ == AxisScale::kLinear) return tamed(value);
  return value > 0 ? std::log10(std::max(value, kLeast)) : std::numeric_limits<double>::quiet_NaN();
}

Axis::Axis(std::span<const double> values, const AxisOptions& options) : scale_(options.scale) {
  bool any = false;
  for (const double value : values) {
    const double at = scaled(value);
    if (std::isnan(at)) continue;
    least_ = any ? std::min(least_, at) : at;
    greatest_ = any ? std::max(greatest_, at) : at;
    any = true;
  }
  if (greatest_ - least_ <= kSame * std::max(std::abs(least_), std::abs(greatest_))) {
    const double margin = scale_ == AxisScale::kLog ? 0.5 : std::max(std::abs(least_) * 0.1, least_ == 0 ? 1 : kLeast);
    least_ -= margin;
    greatest_ += margin;
  }
  if (scale_ == AxisScale::kLog) {
    add_log_ticks(options.most_ticks);
  } else {
    add_linear_ticks(least_, greatest_, options);
    if (options.to_ticks && !ticks_.empty()) {
      least_ = std::min(least_, ticks_.front().value);
      greatest_ = std::max(greatest_, ticks_.back().value);
    }
  }
}

double Axis::position(double value) const { return (scaled(value) - least_) / (greatest_ - least_); }

void Axis::add_linear_ticks(double least, double greatest, const AxisOptions& options) {
  double step = nice_step((greatest - least) / std::max(options.most_ticks - 1, 1));
  if (options.whole) step = std::max(step, 1.0);
  const bool outside = options.to_ticks && scale_ == AxisScale::kLinear;
  const double first = outside ? std::floor(least / step + kRounding) : std::ceil(least / step - kRounding);
  const double last = outside ? std::ceil(greatest / step - kRounding) : std::floor(greatest / step + kRounding);
  const double most = std::max(std::abs(first), std::abs(last)) * step;
  // Enough figures that neighbours differ, whatever they have in common.
  const int figures = std::clamp(static_cast<int>(std::floor(std::log10(most / step) + kRounding)) + 2, 2, 15);
  for (double count = first; count <= last; ++count) {
    // By the decimals of the step 0.1 * 3 is 0.3 again.
    const double value = count * step;
    ticks_.push_back({value, format_tick(std::abs(value) < step / 2 ? 0 : value, figures)});
  }
}

void Axis::add_log_ticks(int most_ticks) {
  const double decades = greatest_ - least_;
  if (decades < 1) {
    add_linear_ticks(std::pow(10, least_), std::pow(10, greatest_), {.most_ticks = most_ticks});
    return;
  }
  const std::array<double, 3> all = {1, 2, 5};
  const std::span<const double> factors = std::span(all).first(decades * 3 <= most_ticks ? 3 : 1);
  const double every = std::max(1.0, std::ceil(decades / most_ticks));
  for (double power = std::floor(least_); power <= greatest_ + kRounding; ++power) {
    if (std::fmod(std::abs(power), every) != 0) continue;
    for (const double factor : factors) {
      const double at = power + std::log10(factor);
      if (at < least_ - kRounding || at > greatest_ + kRounding) continue;
      const double value = factor * std::pow(10, power);
      ticks_.push_back({value, format_tick(value)});
    }
  }
}

}  // namespace nnctl::report
