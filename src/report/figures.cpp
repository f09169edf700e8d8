#include "report/figures.hpp"

#include <array>
#include <cmath>

#include <fmt/format.h>

namespace nnctl::report {
namespace {

constexpr std::int64_t kMinute = 60;
constexpr std::int64_t kHour = 60 * kMinute;
constexpr std::int64_t kDay = 24 * kHour;
constexpr double kFarFuture = 1e9;  // seconds; 31 years is as good as never

std::string minutes_and_more(std::int64_t seconds) {
  if (seconds < kHour) return fmt::format("{}m{:02}s", seconds / kMinute, seconds % kMinute);
  if (seconds < kDay) return fmt::format("{}h{:02}m", seconds / kHour, seconds % kHour / kMinute);
  return fmt::format("{}d{:02}h", seconds / kDay, seconds % kDay / kHour);
}

}  // namespace

std::string format_value(double value) {
  const double size = std::abs(value);
  if (std::isnan(value)) return "nan";  // whatever its sign bit
  // The borders are those of the rounded text: 0.00099999 must not turn into 0.0010 in one place and 1.000e-03
  // elsewhere.
  const bool plain = !std::isfinite(value) || value == 0 || (size >= 9.9995e-4 && size < 99999.99995);
  return plain ? fmt::format("{:.4f}", value) : fmt::format("{:.3e}", value);
}

std::string format_difference(double difference, double value) {
  const bool plain = std::abs(difference) >= 5e-5 && std::abs(value) >= 0.1 && std::abs(value) < 99999;
  return plain ? fmt::format("{:.4f}", difference) : format_value(difference);
}

std::string format_duration(double seconds) {
  if (!(seconds >= 0)) return "?";
  if (seconds < 0.00995) return fmt::format("{:.1f}ms", seconds * 1e3);
  if (seconds < 0.9995) return fmt::format("{:.0f}ms", seconds * 1e3);
  if (seconds < 9.995) return fmt::format("{:.2f}s", seconds);
  if (seconds < 59.95) return fmt::format("{:.1f}s", seconds);
  if (seconds > kFarFuture) return "never";
  return minutes_and_more(std::llround(seconds));
}

std::string format_time_left(double seconds) {
  if (!(seconds >= 0)) return "?";
  if (seconds > kFarFuture) return "never";
  const std::int64_t whole = std::llround(seconds);
  if (whole == 0) return "<1s";
  return whole < kMinute ? fmt::format("{}s", whole) : minutes_and_more(whole);
}

std::string format_bytes(std::int64_t bytes) {
  constexpr double kStep = 1024;
  constexpr double kCarry = 1023.95;  // shown as 1024.0
  if (bytes < 1024) return fmt::format("{} B", bytes);
  constexpr std::array<const char*, 5> kUnits{"KiB", "MiB", "GiB", "TiB", "PiB"};
  double size = static_cast<double>(bytes) / kStep;
  std::size_t unit = 0;
  for (; size >= kCarry && unit + 1 < kUnits.size(); ++unit) size /= kStep;
  return fmt::format("{:.1f} {}", size, kUnits[unit]);
}

std::string format_count(std::int64_t count) {
  std::string digits = fmt::format("{}", count);
  const std::size_t sign = count < 0 ? 1 : 0;
  for (std::size_t end = digits.size(); end > sign + 3; end -= 3) digits.insert(end - 3, ",");
  return digits;
}

std::string format_rate(double per_second) {
  if (!(per_second >= 0)) return "?";
  if (per_second < 9.995) return fmt::format("{:.2f}", per_second);
  if (per_second < 99.95) return fmt::format("{:.1f}", per_second);
  if (per_second < 9999.5) return format_count(std::llround(per_second));
  if (per_second < 99950) return fmt::format("{:.1f}k", per_second / 1e3);
  if (per_second < 999500) return fmt::format("{:.0f}k", per_second / 1e3);
  if (per_second < 99.95e6) return fmt::format("{:.1f}M", per_second / 1e6);
  return fmt::format("{:.0f}M", per_second / 1e6);
}

std::string format_counted(std::int64_t count, std::string_view singular, std::string_view plural) {
  if (count == 1) return fmt::format("1 {}", singular);
  if (plural.empty()) return fmt::format("{} {}s", format_count(count), singular);
  return fmt::format("{} {}", format_count(count), plural);
}

}  // namespace nnctl::report
