// Counter-based random numbers: Philox4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011).
// A value depends on (seed, stream name, counter) and nothing else, so neither threads, chunks nor a resumed run can
// change it.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace nnctl {

class RandomStream {
 public:
  /// The stream `name` of `seed`: "shuffle", "initializer/dense/kernel", "dropout/dropout_1".
  RandomStream(std::uint64_t seed, std::string_view name);

  /// Four uniform words for this counter. Pure: the same counters give the same words.
  std::array<std::uint32_t, 4> words(std::uint64_t high, std::uint64_t low) const;
  /// In [0, 1), 24 bits: exact in float.
  static float uniform(std::uint32_t word) { return static_cast<float>(word >> 8) * 0x1p-24F; }
  /// In [0, 1), 53 bits, from counter (high, low).
  double uniform(std::uint64_t high, std::uint64_t low) const;
  /// Standard normal from counter (high, low), by Box-Muller in double.
  double normal(std::uint64_t high, std::uint64_t low) const;
  /// Uniform integer in [0, bound), without modulo bias (Lemire's method). Redraws take low's upper 16 bits: keep
  /// `low` below 2^48 here.
  std::uint64_t below(std::uint64_t bound, std::uint64_t high, std::uint64_t low) const;

 private:
  std::array<std::uint32_t, 2> key_{};
};

/// Fisher-Yates shuffle of `items` by counters (epoch, position).
void shuffle(std::span<std::int64_t> items, const RandomStream& stream, std::uint64_t epoch);
void shuffle(std::span<std::int32_t> items, const RandomStream& stream, std::uint64_t epoch);

}  // namespace nnctl
