// Numbers as text beside the C library's strtof and strtod, bit by bit.
#include "data/decimal_text.hpp"

#include <cstdlib>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <catch2/catch.hpp>

#include "data/text_kernels.hpp"
#include "kernels/dispatch.hpp"

namespace nnctl::data {
namespace {

// Of a text as a reader has it: with bytes behind it.
std::optional<double> read_double(const std::string& text) {
  const std::string padded = text + "," + std::string(kScanPadding, '7');
  const char* at = padded.data();
  Decimal number;
  double value = 0.0;
  if (scan_decimal(at, '.', number) && *at == ',' && to_double(number, value)) return value;
  return exact_double(text);
}

std::optional<float> read_float(const std::string& text) {
  const std::string padded = text + "," + std::string(kScanPadding, '7');
  const char* at = padded.data();
  Decimal number;
  float value = 0.0F;
  if (scan_decimal(at, '.', number) && *at == ',' && to_float(number, value)) return value;
  return exact_float(text);
}

class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(88172645463325252U + seed * 0x9e3779b97f4a7c15U) {}
  std::uint64_t next() {  // xorshift64*, G. Marsaglia, J. Stat. Software 8(14), 2003
    state_ ^= state_ >> 12;
    state_ ^= state_ << 25;
    state_ ^= state_ >> 27;
    return state_ * 2685821657736338717U;
  }
  int below(int limit) { return static_cast<int>(next() % static_cast<std::uint64_t>(limit)); }

 private:
  std::uint64_t state_;
};

std::string digits(Random& random, int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += static_cast<char>('0' + random.below(10));
  return text;
}

// How many of the texts are read otherwise than by the C library, whose infinities are nothing here.
struct Comparison {
  std::int64_t compared = 0;
  std::int64_t by_kernels = 0;  ///< numbers that text kernels made
  std::string first_wrong;

  void add(const std::string& text) {
    ++compared;
    const float f = std::strtof(text.c_str(), nullptr);
    const double d = std::strtod(text.c_str(), nullptr);
    const auto mine_f = read_float(text);
    const auto mine_d = read_double(text);
    if (!is_right(f, mine_f) || !is_right(d, mine_d)) note_wrong(text);
    texts.push_back(text);
    right_floats.push_back(f);
    right_doubles.push_back(d);
    if (texts.size() == kMostCells) compare_kernels();
  }

  // The same texts as cells of a column, by the kernels of every instruction set.
  void compare_kernels() {
    std::string rows(static_cast<std::size_t>(kBytesBefore), '7');
    std::vector<std::uint32_t> ends = {0};
    for (const std::string& text : texts) {
      rows += text + "\n";
      ends.push_back(static_cast<std::uint32_t>(rows.size()) - 1);
    }
    ends.front() = static_cast<std::uint32_t>(kBytesBefore) - 1;
    rows.append(kScanPadding, '7');
    const CellRun cells = {.text = rows.data(), .ends = ends.data(), .stride = 1, .count = texts.size()};
    for (const kernels::KernelTable* table : kernels::available_tables()) {
      kernels::use_table(table);
      const TextKernels* text_table = text_kernels();
      if (text_table == nullptr) continue;
      std::vector<float> floats(texts.size());
      std::vector<double> doubles(texts.size());
      const std::uint64_t are_floats = text_table->floats(cells, floats.data());
      const std::uint64_t are_doubles = text_table->doubles(cells, doubles.data());
      by_kernels += std::popcount(are_floats) + std::popcount(are_doubles);
      for (std::size_t i = 0; i < texts.size(); ++i) {
        if ((are_floats >> i & 1) != 0 && !is_right(right_floats[i], std::optional(floats[i]))) note_wrong(texts[i]);
        if ((are_doubles >> i & 1) != 0 && !is_right(right_doubles[i], std::optional(doubles[i]))) note_wrong(texts[i]);
      }
    }
    kernels::use_table(nullptr);
    texts.clear();
    right_floats.clear();
    right_doubles.clear();
  }

 private:
  static bool is_right(float right, std::optional<float> mine) {
    if (std::isinf(right)) return !mine;
    return mine && std::bit_cast<std::uint32_t>(*mine) == std::bit_cast<std::uint32_t>(right);
  }
  static bool is_right(double right, std::optional<double> mine) {
    if (std::isinf(right)) return !mine;
    return mine && std::bit_cast<std::uint64_t>(*mine) == std::bit_cast<std::uint64_t>(right);
  }
  void note_wrong(const std::string& text) {
    if (first_wrong.empty()) first_wrong = text;
  }

  std::vector<std::string> texts;
  std::vector<float> right_floats;
  std::vector<double> right_doubles;
};

TEST_CASE("numbers are rounded as strtof and strtod round them") {
  const char* repeats = std::getenv("NNCTL_NUMBERS");  // many times as many, on request
  const int rounds = repeats == nullptr ? 20000 : std::atoi(repeats);
  const char* seed = std::getenv("NNCTL_NUMBERS_SEED");
  Random random(seed == nullptr ? 0 : static_cast<std::uint64_t>(std::atoll(seed)));
  Comparison all;
  for (int i = 0; i < rounds; ++i) {
    const std::string sign = random.below(2) == 0 ? "-" : "";
    all.add(sign + digits(random, 1 + random.below(3)) + "." + digits(random, random.below(9)));
    all.add(sign + digits(random, 1 + random.below(20)) + "." + digits(random, random.below(20)));
    all.add(sign + digits(random, 1 + random.below(4)) + "e" + fmt::format("{}", random.below(80) - 40));
    all.add(sign + "." + digits(random, 1 + random.below(30)) + "E" + fmt::format("{:+}", random.below(700) - 350));
    // about a float, and half-way between it and the next, by a few digits more or less
    const auto bits = static_cast<std::uint32_t>(random.next()) & 0x7fffffff;
    const auto low = static_cast<double>(std::bit_cast<float>(std::min(bits, 0x7f7fffffU)));
    const auto high = static_cast<double>(std::bit_cast<float>(std::min(bits + 1, 0x7f7fffffU)));
    const std::string middle = fmt::format("{:.60e}", (low + high) / 2);
    all.add(fmt::format("{}", low));
    all.add(middle);
    all.add(fmt::format("{:.17e}", (low + high) / 2));
    all.add(fmt::format("{:.15e}", (low + high) / 2));
    const std::size_t e = middle.find('e');
    all.add(middle.substr(0, e) + "1" + middle.substr(e));
    // half-way between floats with few digits, as files hold them
    const int shift = random.below(24);
    const auto half = static_cast<double>((random.next() & 0xffffff) * 2 + 1) / static_cast<double>(1 << shift);
    all.add(fmt::format("{:.{}f}", half, shift));
    all.add(fmt::format("{:.{}f}", half, std::max(0, shift - 1)));
    all.add(fmt::format("{}", std::bit_cast<double>(random.next() & 0x7fefffffffffffff)));
    // floats' neighbourhoods in as many characters as kernels take
    all.add(fmt::format("{:.{}f}", static_cast<double>(half) / 1000.0, random.below(13)));
    all.add(fmt::format("{:.13g}", low));
    const double near_half = half * (1.0 + static_cast<double>(random.below(9) - 4) * 0x1p-52);
    all.add(fmt::format("{:.15g}", near_half));
    all.add(fmt::format("{:.16g}", near_half));
    all.add(fmt::format("{}e-{}", 1 + random.below(1000), 300 + random.below(40)));  // subnormal doubles
    all.add(fmt::format("{}e-{}", 1 + random.below(1000), 36 + random.below(14)));   // subnormal floats
  }
  all.add("0." + std::string(2000, '0') + digits(random, 3000) + "e2000");
  all.add(digits(random, 5000) + "e-4990");
  for (const char* text : {"0", "-0", "0.0", "1e400", "1e-400", "-1e-400", "3.4028235e38", "3.4028236e38",
                           "1.17549435e-38", "2.2250738585072011e-308", "0e999999999", "1e-999999999999",
                           "9007199254740993", "16777217", "999999999999999999", "9999999999999999999999"}) {
    all.add(text);
  }
  all.compare_kernels();
  CHECK(all.first_wrong == "");
  if (repeats != nullptr) fmt::print("{} texts, {} numbers by kernels\n", all.compared, all.by_kernels);
}

TEST_CASE("what is no number") {
  for (const char* text : {"", "-", "+", ".", "-.", "e5", "1e", "1e+", "1.2.3", "0x10", "inf", "nan", "--1", "+-1",
                           "1 2", "1e5.0", "1_000"}) {
    INFO(text);
    CHECK_FALSE(read_double(text));
    CHECK_FALSE(read_float(text));
  }
  for (const char* text : {"+1", "1.", ".5", "-.5", "1.e2", "1E+2", "007"}) {
    INFO(text);
    CHECK(read_double(text) == std::strtod(text, nullptr));
  }
}

}  // namespace
}  // namespace nnctl::data
