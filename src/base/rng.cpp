#include "base/rng.hpp"

#include <cmath>
#include <numbers>
#include <string>
#include <utility>

#include "base/assert.hpp"
#include "base/hash.hpp"
#include "base/philox.hpp"

namespace nnctl {
namespace {

// Redraws of below() leave the counters that callers number their values with: low + (redraw << 48).
constexpr int kRedrawShift = 48;

std::uint64_t join(std::uint32_t high, std::uint32_t low) { return (std::uint64_t{high} << 32) | low; }

// In [0, 1), 53 bits.
double fraction(std::uint64_t bits) { return static_cast<double>(bits >> 11) * 0x1p-53; }

__extension__ using Product = unsigned __int128;

}  // namespace

RandomStream::RandomStream(std::uint64_t seed, std::string_view name) {
  std::string text;
  for (int byte = 0; byte < 8; ++byte) text += static_cast<char>((seed >> (8 * byte)) & 0xFF);
  text += name;
  const std::uint64_t key = hash64(text);
  key_ = {static_cast<std::uint32_t>(key), static_cast<std::uint32_t>(key >> 32)};
}

std::array<std::uint32_t, 4> RandomStream::words(std::uint64_t high, std::uint64_t low) const {
  return philox4x32_10({static_cast<std::uint32_t>(low), static_cast<std::uint32_t>(low >> 32),
                        static_cast<std::uint32_t>(high), static_cast<std::uint32_t>(high >> 32)},
                       key_);
}

double RandomStream::uniform(std::uint64_t high, std::uint64_t low) const {
  const auto word = words(high, low);
  return fraction(join(word[0], word[1]));
}

double RandomStream::normal(std::uint64_t high, std::uint64_t low) const {
  // Box and Muller, "A note on the generation of random normal deviates", 1958; 1 - u keeps the logarithm finite.
  const auto word = words(high, low);
  const double radius = std::sqrt(-2.0 * std::log(1.0 - fraction(join(word[0], word[1]))));
  return radius * std::cos(2.0 * std::numbers::pi * fraction(join(word[2], word[3])));
}

std::uint64_t RandomStream::below(std::uint64_t bound, std::uint64_t high, std::uint64_t low) const {
  NNCTL_ASSERT(bound > 0, "no integer lies in [0, 0)");
  // Lemire, "Fast random integer generation in an interval", ACM TOMACS 2019: the high half of bits * bound is uniform
  // once the low halves under 2^64 mod bound are thrown away.
  const std::uint64_t rejected = -bound % bound;
  for (std::uint64_t redraw = 0;; ++redraw) {
    const auto word = words(high, low + (redraw << kRedrawShift));
    for (const std::uint64_t bits : {join(word[0], word[1]), join(word[2], word[3])}) {
      const Product product = Product{bits} * bound;
      if (static_cast<std::uint64_t>(product) >= rejected) return static_cast<std::uint64_t>(product >> 64);
    }
  }
}

namespace {

// Two positions share a counter, 64 bits each: half the work of below() for each, and its division only in the one case
// of 2^52 or so that may have to be drawn again.
template <class Item>
void shuffle_items(std::span<Item> items, const RandomStream& stream, std::uint64_t epoch) {
  std::array<std::uint32_t, 4> words{};
  for (std::size_t position = items.size(); position > 1; --position) {
    const bool odd = position % 2 == 1;
    if (odd || position == items.size()) words = stream.words(epoch, position / 2);
    const std::uint64_t bits = odd ? join(words[2], words[3]) : join(words[0], words[1]);
    const Product product = Product{bits} * position;
    std::size_t chosen = static_cast<std::size_t>(product >> 64);
    const auto low = static_cast<std::uint64_t>(product);
    if (low < position && low < -std::uint64_t{position} % position) {
      chosen = stream.below(position, epoch, position + (std::uint64_t{1} << kRedrawShift));
    }
    std::swap(items[position - 1], items[chosen]);
  }
}

}  // namespace

void shuffle(std::span<std::int64_t> items, const RandomStream& stream, std::uint64_t epoch) {
  shuffle_items(items, stream, epoch);
}

void shuffle(std::span<std::int32_t> items, const RandomStream& stream, std::uint64_t epoch) {
  shuffle_items(items, stream, epoch);
}

}  // namespace nnctl
