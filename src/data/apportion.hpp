// Whole rows for fractional shares.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace nnctl::data {

/// Rows of each class in each part with the given row sums (`class_sizes`) and column sums (`part_sizes`; both have
/// the same total). Every cell of a part with rows is at least 1, and the sum of squared distances from the exact
/// shares class_sizes[c] * part_sizes[p] / total is as small as it can be: a transportation problem with convex costs,
/// solved by moving single rows along the cheapest path while the column sums are off (successive shortest paths,
/// Ahuja, Magnanti and Orlin, "Network Flows", 1993, chapters 9 and 14). Ties go to the first.
/// Needs class_sizes[c] >= the number of parts with rows, and part_sizes[p] >= the number of classes or 0.
std::vector<std::array<std::int64_t, 3>> apportion(std::span<const std::int64_t> class_sizes,
                                                   const std::array<std::int64_t, 3>& part_sizes);

/// Whole numbers with the sum of `shares` (a whole number but for rounding), each next to its share: by largest
/// remainders, ties to the first.
std::array<std::int64_t, 3> round_to_sum(const std::array<double, 3>& shares, std::int64_t sum);

}  // namespace nnctl::data
