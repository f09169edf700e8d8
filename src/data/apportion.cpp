#include "data/apportion.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "base/assert.hpp"

namespace nnctl::data {
namespace {

constexpr std::size_t kNumParts = 3;
using Counts = std::array<std::int64_t, kNumParts>;
using Shares = std::array<double, kNumParts>;

constexpr double kUnreachable = std::numeric_limits<double>::infinity();

// Moving one row of a class from a part to another.
struct Move {
  double cost = kUnreachable;  // the change in the sum of squares
  std::size_t class_index = 0;
};

class Apportionment {
 public:
  Apportionment(std::span<const std::int64_t> class_sizes, const Counts& part_sizes) : part_sizes_(part_sizes) {
    const auto total = static_cast<double>(std::accumulate(part_sizes.begin(), part_sizes.end(), std::int64_t{0}));
    for (const std::int64_t size : class_sizes) {
      Shares share{};
      for (std::size_t p = 0; p < kNumParts; ++p) {
        share[p] = static_cast<double>(size) * static_cast<double>(part_sizes[p]) / total;
      }
      shares_.push_back(share);
      counts_.push_back(nearest_row(share, size));
      for (std::size_t p = 0; p < kNumParts; ++p) excess_[p] += counts_.back()[p];
    }
    for (std::size_t p = 0; p < kNumParts; ++p) excess_[p] -= part_sizes[p];
  }

  std::vector<Counts> solve() && {
    while (excess_ != Counts{}) move_along_cheapest_path();
    return std::move(counts_);
  }

 private:
  std::int64_t least(std::size_t part) const { return part_sizes_[part] > 0 ? 1 : 0; }

  // The best for one class alone: rounded to its sum, then at least one row in each part.
  Counts nearest_row(const Shares& share, std::int64_t size) const {
    Counts counts = round_to_sum(share, size);
    for (std::size_t p = 0; p < kNumParts; ++p) {
      while (counts[p] < least(p)) {
        ++counts[p];
        std::size_t richest = p;
        for (std::size_t q = 0; q < kNumParts; ++q) {
          const auto over = [&](std::size_t r) { return static_cast<double>(counts[r]) - share[r]; };
          if (counts[q] > least(q) && (richest == p || over(q) > over(richest))) richest = q;
        }
        NNCTL_ASSERT(richest != p, "a class with fewer rows than parts");
        --counts[richest];
      }
    }
    return counts;
  }

  Move cheapest_move(std::size_t from, std::size_t to) const {
    Move best;
    if (part_sizes_[to] == 0) return best;
    for (std::size_t c = 0; c < counts_.size(); ++c) {
      if (counts_[c][from] <= least(from)) continue;
      const double over_from = static_cast<double>(counts_[c][from]) - shares_[c][from];
      const double over_to = static_cast<double>(counts_[c][to]) - shares_[c][to];
      const double cost = 2.0 * (over_to - over_from) + 2.0;
      if (cost < best.cost) best = {cost, c};
    }
    return best;
  }

  void apply(const Move& move, std::size_t from, std::size_t to) {
    --counts_[move.class_index][from];
    ++counts_[move.class_index][to];
    --excess_[from];
    ++excess_[to];
  }

  // From a part with too many rows to one with too few, straight or by way of the third.
  void move_along_cheapest_path() {
    double best_cost = kUnreachable;
    std::array<std::size_t, 3> best_path{};
    std::array<std::array<Move, kNumParts>, kNumParts> moves;
    for (std::size_t from = 0; from < kNumParts; ++from) {
      for (std::size_t to = 0; to < kNumParts; ++to) {
        if (from != to) moves[from][to] = cheapest_move(from, to);
      }
    }
    for (std::size_t from = 0; from < kNumParts; ++from) {
      for (std::size_t to = 0; to < kNumParts; ++to) {
        if (excess_[from] <= 0 || excess_[to] >= 0) continue;
        const std::size_t third = kNumParts - from - to;
        if (moves[from][to].cost < best_cost) {
          best_cost = moves[from][to].cost;
          best_path = {from, to, to};
        }
        if (moves[from][third].cost + moves[third][to].cost < best_cost) {
          best_cost = moves[from][third].cost + moves[third][to].cost;
          best_path = {from, third, to};
        }
      }
    }
    NNCTL_ASSERT(best_cost < kUnreachable, "shares that no whole rows can fill");
    const auto [from, middle, to] = best_path;
    apply(moves[from][middle], from, middle);
    if (middle != to) apply(moves[middle][to], middle, to);
  }

  Counts part_sizes_;
  std::vector<Shares> shares_;
  std::vector<Counts> counts_;
  Counts excess_{};  // rows that a part has beyond its size
};

}  // namespace

std::array<std::int64_t, 3> round_to_sum(const std::array<double, 3>& shares, std::int64_t sum) {
  Counts counts{};
  std::array<std::size_t, kNumParts> order{};
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::int64_t left = sum;
  for (std::size_t p = 0; p < kNumParts; ++p) {
    // A share that is whole but for rounding counts as whole.
    counts[p] = static_cast<std::int64_t>(std::floor(shares[p] * (1.0 + 1e-12)));
    left -= counts[p];
  }
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return shares[a] - static_cast<double>(counts[a]) > shares[b] - static_cast<double>(counts[b]);
  });
  for (std::size_t i = 0; left > 0; i = (i + 1) % kNumParts, --left) ++counts[order[i]];
  return counts;
}

std::vector<std::array<std::int64_t, 3>> apportion(std::span<const std::int64_t> class_sizes,
                                                   const std::array<std::int64_t, 3>& part_sizes) {
  return Apportionment(class_sizes, part_sizes).solve();
}

}  // namespace nnctl::data
