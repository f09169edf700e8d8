// Groups of columns: where they lie, and that packing loses nothing.
#include "data/group_memory.hpp"

#include <bit>
#include <cstring>
#include <limits>
#include <utility>

#include <catch2/catch.hpp>

#include "data/column.hpp"

namespace nnctl::data {
namespace {

TEST_CASE("blocks of group memory do not overlap, and are reused") {
  std::vector<std::pair<unsigned char*, std::size_t>> blocks;
  std::uint64_t state = 88172645463325252U;
  const auto below = [&](std::size_t limit) {
    state ^= state >> 12;
    state ^= state << 25;
    state ^= state >> 27;
    return static_cast<std::size_t>(state * 2685821657736338717U >> 33) % limit;
  };
  for (int i = 0; i < 2000; ++i) {
    if (blocks.size() < 40 && below(5) < 3) {
      const std::size_t size = kLeastGroup + below(below(10) == 0 ? 3'000'000 : 500'000);
      auto* block = static_cast<unsigned char*>(take_group_memory(size));
      std::memset(block, static_cast<int>(size % 251), size);
      blocks.emplace_back(block, size);
    } else if (!blocks.empty()) {
      const std::size_t k = below(blocks.size());
      const auto [block, size] = blocks[k];
      const auto expected = static_cast<unsigned char>(size % 251);
      CHECK((block[0] == expected && block[size / 2] == expected && block[size - 1] == expected));
      give_group_memory(block, size);
      blocks.erase(blocks.begin() + static_cast<std::ptrdiff_t>(k));
    }
  }
  for (const auto& [block, size] : blocks) give_group_memory(block, size);
}

// Group by group, cells come back bit by bit.
void check_kept(const std::vector<double>& numbers, Encoding expected) {
  Column column("x", Storage::kNumber);
  column.append(std::span<const double>(numbers));
  column.finish();
  CHECK(column.groups().front().encoding == expected);
  bool is_same = true;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const double found = column.number(static_cast<std::int64_t>(i));
    is_same = is_same && std::bit_cast<std::uint64_t>(found) == std::bit_cast<std::uint64_t>(numbers[i]);
  }
  CHECK(is_same);
}

TEST_CASE("numbers are packed where that loses nothing") {
  const double missing = std::bit_cast<double>(kMissingDouble);
  const double unreadable = std::bit_cast<double>(kUnreadableDouble);
  std::vector<double> decimals;
  for (int i = 0; i < 3000; ++i) decimals.push_back((i * 7919 % 100003 - 50000) / 1000.0);
  check_kept(decimals, Encoding::kDecimal);
  decimals[300] = missing;
  decimals[2999] = unreadable;
  check_kept(decimals, Encoding::kDecimal);
  check_kept({2147483646.0, -2147483646.0, 0.0}, Encoding::kDecimal);
  check_kept({2147483647.0, -2147483647.0, 0.0}, Encoding::kDouble);
  check_kept({2147483648.0, 0.0}, Encoding::kFloat);
  check_kept({-2147483648.0, 0.0}, Encoding::kFloat);
  check_kept({-0.0, 1.0}, Encoding::kFloat);
  check_kept({0.5, 0x1p-149, missing, unreadable}, Encoding::kFloat);
  check_kept({0.1, 1e300}, Encoding::kDouble);
  check_kept({1.0 / 3.0, 1.0}, Encoding::kDouble);
  check_kept({std::numeric_limits<double>::denorm_min(), 0.25}, Encoding::kDouble);
  std::vector<double> grows(70000, 1.25);  // two groups; the second has more decimals
  for (std::size_t i = 65536; i < grows.size(); ++i) grows[i] = 0.000125;
  check_kept(grows, Encoding::kDecimal);
}

}  // namespace
}  // namespace nnctl::data
