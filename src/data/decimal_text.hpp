// Decimal numbers as text: the nearest float or double, exactly as strtof and strtod have it, in every locale. Most
// numbers of real files are few digits over a power of ten that a double holds exactly; one division rounds those right
// (W. D. Clinger, How to read floating point numbers accurately, PLDI 1990). The rest goes to std::from_chars.
#pragma once

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>

namespace nnctl::data {

/// digits * 10^exponent.
struct Decimal {
  std::int64_t digits = 0;
  int exponent = 0;
  bool negative = false;
};

/// Bytes behind a text that scan_decimal() and text kernels may look at.
inline constexpr std::size_t kScanPadding = 64;
/// Powers of ten that doubles hold exactly.
inline constexpr int kMostExactPower = 22;
inline constexpr std::array<double, kMostExactPower + 1> kExactPowers = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                                                         1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                                                         1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

// Eight characters at a time, the first in the lowest byte. After D. Lemire, Number parsing at a gigabyte per second,
// Software: Practice and Experience 51(8), 2021.
namespace digits {

inline std::uint64_t load(const char* text) {
  static_assert(std::endian::native == std::endian::little);
  std::uint64_t eight = 0;
  std::memcpy(&eight, text, sizeof eight);
  return eight;
}

/// How many characters at the beginning are digits.
inline int count(std::uint64_t eight) {
  const std::uint64_t others = ((eight + 0x4646464646464646) | (eight - 0x3030303030303030)) & 0x8080808080808080;
  return std::countr_zero(others) >> 3;  // 8 of 64 zeros
}

inline std::int64_t value(std::uint64_t eight) {
  eight &= 0x0f0f0f0f0f0f0f0f;
  eight = eight * 10 + (eight >> 8);
  constexpr std::uint64_t kPairs = 0x000000ff000000ff;
  return static_cast<std::int64_t>(
      ((eight & kPairs) * 0x000f424000000064 + ((eight >> 16) & kPairs) * 0x0000271000000001) >> 32);
}

/// Of the first `count` characters, fewer than 8.
inline std::int64_t value(std::uint64_t eight, int count) { return value((eight << (56 - 8 * count)) << 8); }

inline constexpr std::array<std::int64_t, 8> kPowers = {1, 10, 100, 1000, 10000, 100000, 1000000, 10000000};

/// Takes the digits at `text`; their number. More than `most` of them: -1.
inline int take(const char*& text, int most, std::int64_t& sum) {
  int taken = 0;
  for (;;) {
    const std::uint64_t eight = load(text);
    const int found = count(eight);
    if (taken + found > most) return -1;
    text += found;
    taken += found;
    if (found < 8) {
      sum = sum * kPowers[static_cast<std::size_t>(found)] + value(eight, found);
      return taken;
    }
    sum = sum * 100000000 + value(eight);
  }
}

}  // namespace digits

/// Takes a number of at most 18 digits, and moves `text` behind it; false for anything else. Blanks are not skipped.
inline bool scan_decimal(const char*& text, char decimal_mark, Decimal& number) {
  constexpr int kMostDigits = 18;
  const char* at = text;
  number.negative = *at == '-';
  at += *at == '-' || *at == '+' ? 1 : 0;
  number.digits = 0;
  number.exponent = 0;
  int taken = digits::take(at, kMostDigits, number.digits);
  if (taken < 0) return false;
  if (*at == decimal_mark) {
    ++at;
    const int decimals = digits::take(at, kMostDigits - taken, number.digits);
    if (decimals < 0) return false;
    number.exponent = -decimals;
    taken += decimals;
  }
  if (taken == 0) return false;
  if ((*at | 0x20) == 'e') {
    ++at;
    const bool negative = *at == '-';
    at += *at == '-' || *at == '+' ? 1 : 0;
    std::int64_t exponent = 0;
    const int length = digits::take(at, 4, exponent);
    if (length <= 0) return false;
    number.exponent += static_cast<int>(negative ? -exponent : exponent);
  }
  text = at;
  return true;
}

/// The nearest double where one operation gives it.
inline bool to_double(const Decimal& number, double& value) {
  constexpr std::int64_t kMostExact = std::int64_t{1} << 53;
  if (number.digits > kMostExact || number.exponent > kMostExactPower || number.exponent < -kMostExactPower)
    return false;
  const auto whole = static_cast<double>(number.digits);
  value = number.exponent < 0 ? whole / kExactPowers[static_cast<std::size_t>(-number.exponent)]
                              : whole * kExactPowers[static_cast<std::size_t>(number.exponent)];
  if (number.negative) value = -value;
  return true;
}

/// The nearest float where a double close to it tells: one that is not about half-way between two floats.
inline bool to_float(const Decimal& number, float& value) {
  constexpr int kMostPower = 19;  // with 18 digits, within a float's range
  if (number.exponent > kMostPower || number.exponent < -kMostExactPower) return false;
  const auto whole = static_cast<double>(number.digits);
  const double near = number.exponent < 0 ? whole / kExactPowers[static_cast<std::size_t>(-number.exponent)]
                                          : whole * kExactPowers[static_cast<std::size_t>(number.exponent)];
  // two roundings, of the digits and of the quotient, are off by less than two units in the last place
  constexpr std::uint64_t kBelowFloat = (std::uint64_t{1} << 29) - 1;
  constexpr std::uint64_t kHalfWay = std::uint64_t{1} << 28;
  constexpr std::uint64_t kDoubt = 2;
  const std::uint64_t below = std::bit_cast<std::uint64_t>(near) & kBelowFloat;
  if (below - (kHalfWay - kDoubt) <= 2 * kDoubt) return false;
  value = static_cast<float>(number.negative ? -near : near);
  return true;
}

/// The whole of `text`, without blanks: [sign] digits with at most one point among or around them [e [sign] digits].
/// Nothing for other text and for what a double (a float) cannot hold; too small a number is a zero.
std::optional<double> exact_double(std::string_view text);
std::optional<float> exact_float(std::string_view text);

}  // namespace nnctl::data
