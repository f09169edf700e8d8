// Splits that keep rows together: by time, by group.
#include <algorithm>
#include <numeric>

#include <fmt/format.h>

#include "base/rng.hpp"
#include "data/cell_text.hpp"
#include "data/row_traits.hpp"
#include "data/split.hpp"

namespace nnctl::data {
namespace {

std::int64_t wanted_parts(const PartSizes& sizes) {
  return std::count_if(sizes.begin(), sizes.end(), [](std::int64_t size) { return size > 0; });
}

[[noreturn]] void fail_too_few(const std::string& file, std::int64_t count, std::string_view what, std::int64_t parts) {
  throw UserError(
      Fault::kData,
      {{.place = {.file = file},
        .message = fmt::format("{} cannot be split into {} parts: one at least for each", counted(count, what), parts),
        .hint = "add rows, or set data.split.validation or data.split.test to 0",
        .excerpt = {}}});
}

// Where `rows`, sorted by rank, may be cut: the first of each rank.
std::vector<std::int64_t> time_starts(std::span<const std::int64_t> rows, std::span<const std::int64_t> ranks) {
  std::vector<std::int64_t> starts;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (i == 0 || ranks[static_cast<std::size_t>(rows[i])] != ranks[static_cast<std::size_t>(rows[i - 1])]) {
      starts.push_back(static_cast<std::int64_t>(i));
    }
  }
  starts.push_back(std::ssize(rows));
  return starts;
}

// The index of the start nearest to `cut`, from `least` to `most`.
std::int64_t nearest_start(std::span<const std::int64_t> starts, std::int64_t cut, std::int64_t least,
                           std::int64_t most) {
  const auto distance = [&](std::int64_t i) { return std::abs(starts[static_cast<std::size_t>(i)] - cut); };
  std::int64_t best = least;
  for (std::int64_t i = least; i <= most; ++i) {
    if (distance(i) < distance(best)) best = i;
  }
  return best;
}

// Sizes whose cuts lie between times, each part with one time at least.
PartSizes with_whole_times(const PartSizes& sizes, std::span<const std::int64_t> starts, const std::string& file) {
  const std::int64_t num_times = std::ssize(starts) - 1;
  const std::int64_t validation = sizes[1] > 0 ? 1 : 0;
  const std::int64_t test = sizes[2] > 0 ? 1 : 0;
  if (num_times < 1 + validation + test) fail_too_few(file, num_times, "different time", wanted_parts(sizes));
  const std::int64_t last =
      test > 0 ? nearest_start(starts, sizes[0] + sizes[1], 1 + validation, num_times - 1) : num_times;
  const std::int64_t first = validation > 0 ? nearest_start(starts, sizes[0], 1, last - 1) : last;
  const auto at = [&](std::int64_t i) { return starts[static_cast<std::size_t>(i)]; };
  return {at(first), at(last) - at(first), at(num_times) - at(last)};
}

}  // namespace

Split split_in_time(const PartSizes& sizes, std::span<const std::int64_t> ranks, bool whole_times,
                    const std::string& file) {
  const std::vector<std::int64_t> rows = in_order(ranks);
  const PartSizes cuts = whole_times ? with_whole_times(sizes, time_starts(rows, ranks), file) : sizes;
  Split split{.strategy = SplitStrategy::kTime, .parts = {}};
  auto next = rows.begin();
  for (const Part part : kParts) {
    const auto end = next + cuts[static_cast<std::size_t>(part)];
    std::vector<std::int64_t> dealt(next, end);
    std::sort(dealt.begin(), dealt.end());
    split.parts[static_cast<std::size_t>(part)] = dealt;
    next = end;
  }
  return split;
}

Split split_by_group(const PartSizes& sizes, std::span<const std::int32_t> group_ids, std::int32_t num_groups,
                     std::uint64_t seed, const std::string& file) {
  if (num_groups < wanted_parts(sizes)) fail_too_few(file, num_groups, "group", wanted_parts(sizes));
  std::vector<std::int64_t> rows_in(static_cast<std::size_t>(num_groups));
  for (const std::int32_t id : group_ids) ++rows_in[static_cast<std::size_t>(id)];
  std::vector<std::int64_t> groups(static_cast<std::size_t>(num_groups));
  std::iota(groups.begin(), groups.end(), std::int64_t{0});
  shuffle(groups, RandomStream(seed, "split"), 0);
  std::stable_sort(groups.begin(), groups.end(), [&](std::int64_t a, std::int64_t b) {
    return rows_in[static_cast<std::size_t>(a)] > rows_in[static_cast<std::size_t>(b)];
  });

  std::array<std::int64_t, 3> lacking = sizes;
  std::array<bool, 3> is_empty = {sizes[0] > 0, sizes[1] > 0, sizes[2] > 0};
  std::vector<std::size_t> part_of(static_cast<std::size_t>(num_groups));
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const std::int64_t left = std::ssize(groups) - static_cast<std::int64_t>(i);
    const bool fills_empty = left <= std::count(is_empty.begin(), is_empty.end(), true);
    std::size_t best = 3;
    for (std::size_t part = 0; part < 3; ++part) {
      if (sizes[part] == 0 || (fills_empty && !is_empty[part])) continue;
      if (best == 3 || lacking[part] > lacking[best]) best = part;
    }
    const auto group = static_cast<std::size_t>(groups[i]);
    part_of[group] = best;
    lacking[best] -= rows_in[group];
    is_empty[best] = false;
  }
  Split split{.strategy = SplitStrategy::kGroup, .parts = {}};
  for (std::size_t row = 0; row < group_ids.size(); ++row) {
    split.parts[part_of[static_cast<std::size_t>(group_ids[row])]].push_back(static_cast<std::int64_t>(row));
  }
  return split;
}

}  // namespace nnctl::data
