// Which rows train, which validate and which are held out. Depends on the rows' number, their classes, groups, times
// and the split's seed; never on the run's seed.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "data/config.hpp"
#include "data/row_ids.hpp"

namespace nnctl::data {

enum class Part { kTrain, kValidation, kTest };
inline constexpr std::array<Part, 3> kParts = {Part::kTrain, Part::kValidation, Part::kTest};
std::string_view to_string(Part part);               ///< "train"
std::string_view to_string(SplitStrategy strategy);  ///< "stratified"

/// One number a part, by Part.
using PartSizes = std::array<std::int64_t, 3>;

struct Split {
  SplitStrategy strategy = SplitStrategy::kRandom;  ///< never kAuto
  /// By Part; together every row once, but for a fold's held-out test rows, which are in none.
  std::array<RowIds, 3> parts;

  const RowIds& rows(Part part) const { return parts[static_cast<std::size_t>(part)]; }
};

/// Rows of each part, from shares and counts that are set and sound (check_config()). Shares are rounded by largest
/// remainders. Throws a UserError(kData), with `file` as its place, when a part that was asked for would get no row.
PartSizes part_sizes(std::int64_t num_rows, double validation, double test, const std::string& file);

/// A random permutation, cut: the test rows first, so that they stay when validation changes.
Split split_randomly(const PartSizes& sizes, std::uint64_t seed);

/// How many rows of each class each part gets: every class is spread over the parts like all rows are, as evenly as
/// whole rows allow, with at least one row in every part that has rows. Throws a UserError(kData) when a class is too
/// small for that, or a part.
std::vector<PartSizes> stratified_sizes(const PartSizes& sizes, std::span<const std::int64_t> class_sizes,
                                        std::span<const std::string> classes, const std::string& file);

/// Random rows of each class, as many as stratified_sizes() says.
Split split_stratified(const PartSizes& sizes, std::span<const std::int32_t> class_ids,
                       std::span<const std::string> classes, std::uint64_t seed, const std::string& file);

/// The first rows in time train, those behind them validate, the last test; rows of the same rank in the order of the
/// file. `whole_times`: rows of the same rank stay together, and sizes are as near as that allows. Throws a
/// UserError(kData) when there are too few times for that.
Split split_in_time(const PartSizes& sizes, std::span<const std::int64_t> ranks, bool whole_times,
                    const std::string& file);

/// Groups stay whole. The largest are dealt first, each to the part that lacks most rows; groups of one size in a
/// random order. Throws a UserError(kData) when there are fewer groups than parts.
Split split_by_group(const PartSizes& sizes, std::span<const std::int32_t> group_ids, std::int32_t num_groups,
                     std::uint64_t seed, const std::string& file);

}  // namespace nnctl::data
