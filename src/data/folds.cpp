#include "data/folds.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <utility>

#include <fmt/format.h>

#include "base/assert.hpp"
#include "base/rng.hpp"
#include "data/cell_text.hpp"
#include "data/row_traits.hpp"

namespace nnctl::data {
namespace {

[[noreturn]] void fail(const std::string& file, std::string message, std::string hint) {
  throw UserError(Fault::kData,
                  {{.place = {.file = file}, .message = std::move(message), .hint = std::move(hint), .excerpt = {}}});
}

// Group ids without gaps, in the order of their first rows.
std::int32_t renumber(std::vector<std::int32_t>& ids) {
  std::map<std::int32_t, std::int32_t> number;
  for (std::int32_t& id : ids) id = number.try_emplace(id, static_cast<std::int32_t>(number.size())).first->second;
  return static_cast<std::int32_t>(number.size());
}

// The fold of each row, from 0. Rows are dealt one by one: classes differ by one row at most from fold to fold.
std::vector<std::int64_t> stratified_folds(const SplitTraits& traits, std::int64_t folds, const RandomStream& stream,
                                           const std::string& file) {
  std::vector<std::vector<std::int64_t>> rows_of(traits.classes.size());
  for (std::int64_t row = 0; row < traits.num_rows; ++row) {
    rows_of[static_cast<std::size_t>(traits.class_ids[static_cast<std::size_t>(row)])].push_back(row);
  }
  std::vector<std::int64_t> fold_of(static_cast<std::size_t>(traits.num_rows));
  std::int64_t next = 0;
  for (std::size_t c = 0; c < rows_of.size(); ++c) {
    if (!rows_of[c].empty() && std::ssize(rows_of[c]) < folds) {
      fail(file,
           fmt::format("class '{}' has {} to deal out, {} stratified folds need at least {} of every class",
                       traits.classes[c], counted(std::ssize(rows_of[c]), "row"), folds, folds),
           "add rows, take fewer folds, or data.split.strategy: random");
    }
    shuffle(rows_of[c], stream, c);
    for (const std::int64_t row : rows_of[c]) fold_of[static_cast<std::size_t>(row)] = next++ % folds;
  }
  return fold_of;
}

std::vector<std::int64_t> random_folds(const SplitTraits& traits, std::int64_t folds, const RandomStream& stream) {
  std::vector<std::int64_t> rows(static_cast<std::size_t>(traits.num_rows));
  std::iota(rows.begin(), rows.end(), std::int64_t{0});
  shuffle(rows, stream, 0);
  std::vector<std::int64_t> fold_of(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    fold_of[static_cast<std::size_t>(rows[i])] = static_cast<std::int64_t>(i) % folds;
  }
  return fold_of;
}

// The largest groups first, each into the smallest fold so far.
std::vector<std::int64_t> group_folds(const SplitTraits& traits, std::int64_t folds, const RandomStream& stream,
                                      const std::string& file) {
  std::vector<std::int32_t> ids = traits.group_ids;
  const std::int32_t num_groups = renumber(ids);
  if (num_groups < folds) {
    fail(file, fmt::format("{} folds need at least {} groups, there are {}", folds, folds, num_groups),
         "take fewer folds");
  }
  std::vector<std::int64_t> rows_in(static_cast<std::size_t>(num_groups));
  for (const std::int32_t id : ids) ++rows_in[static_cast<std::size_t>(id)];
  std::vector<std::int64_t> groups(static_cast<std::size_t>(num_groups));
  std::iota(groups.begin(), groups.end(), std::int64_t{0});
  shuffle(groups, stream, 0);
  std::stable_sort(groups.begin(), groups.end(), [&](std::int64_t a, std::int64_t b) {
    return rows_in[static_cast<std::size_t>(a)] > rows_in[static_cast<std::size_t>(b)];
  });
  std::vector<std::int64_t> sizes(static_cast<std::size_t>(folds));
  std::vector<std::int64_t> fold_of_group(static_cast<std::size_t>(num_groups));
  for (const std::int64_t group : groups) {
    const auto smallest = std::min_element(sizes.begin(), sizes.end());
    fold_of_group[static_cast<std::size_t>(group)] = smallest - sizes.begin();
    *smallest += rows_in[static_cast<std::size_t>(group)];
  }
  std::vector<std::int64_t> fold_of;
  for (const std::int32_t id : ids) fold_of.push_back(fold_of_group[static_cast<std::size_t>(id)]);
  return fold_of;
}

// Blocks of the rows in order, one more than folds. With whole times a block takes the rows of its last time too.
std::vector<std::int64_t> time_blocks(const SplitTraits& traits, std::int64_t folds, const std::string& file) {
  const std::vector<std::int64_t> rows = in_order(traits.ranks);
  const std::int64_t blocks = folds + 1;
  std::vector<std::int64_t> block_of(rows.size());
  std::int64_t block = 0;
  std::int64_t in_block = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto rank = [&](std::size_t at) { return traits.ranks[static_cast<std::size_t>(rows[at])]; };
    const bool may_cut = !traits.whole_times || i == 0 || rank(i) != rank(i - 1);
    const std::int64_t due = static_cast<std::int64_t>(i) * blocks / std::ssize(rows);
    if (may_cut && due > block && in_block > 0) {
      ++block;
      in_block = 0;
    }
    ++in_block;
    block_of[static_cast<std::size_t>(rows[i])] = block;
  }
  if (block + 1 < blocks) {
    fail(file,
         fmt::format("{} folds of rows in time need {} blocks of whole times, and there are {}", folds, blocks,
                     block + 1),
         "take fewer folds");
  }
  return block_of;
}

}  // namespace

SplitTraits SplitTraits::of(const std::vector<std::int64_t>& rows) const {
  const auto pick = [&](const auto& all) {
    auto some = all;
    some.clear();
    if (all.empty()) return some;
    for (const std::int64_t row : rows) some.push_back(all[static_cast<std::size_t>(row)]);
    return some;
  };
  return {strategy, std::ssize(rows), pick(class_ids), classes, pick(group_ids), pick(ranks), whole_times};
}

Split cut(const SplitTraits& traits, const PartSizes& sizes, std::uint64_t seed, const std::string& file) {
  switch (traits.strategy) {
    case SplitStrategy::kStratified:
      return split_stratified(sizes, traits.class_ids, traits.classes, seed, file);
    case SplitStrategy::kTime:
      return split_in_time(sizes, traits.ranks, traits.whole_times, file);
    case SplitStrategy::kGroup: {
      std::vector<std::int32_t> ids = traits.group_ids;
      const std::int32_t num_groups = renumber(ids);
      return split_by_group(sizes, ids, num_groups, seed, file);
    }
    default:
      NNCTL_ASSERT(traits.strategy == SplitStrategy::kRandom, "a strategy that is not settled");
      return split_randomly(sizes, seed);
  }
}

Split cut_fold(const SplitTraits& traits, const FoldChoice& choice, std::uint64_t seed, const std::string& file) {
  const auto select = [](const std::vector<std::int64_t>& rows, auto&& wanted) {
    std::vector<std::int64_t> some;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (wanted(i)) some.push_back(rows[i]);
    }
    return some;
  };
  const Split held_out = cut(traits, part_sizes(traits.num_rows, 0.0, choice.test, file), seed, file);
  const std::vector<std::int64_t> rows = held_out.rows(Part::kTrain).to_vector();
  const SplitTraits shown = traits.of(rows);
  const std::int64_t blocks = choice.folds + (traits.strategy == SplitStrategy::kTime ? 1 : 0);
  if (shown.num_rows < blocks) {
    fail(file, fmt::format("{} cannot be dealt into {} folds", counted(shown.num_rows, "row"), choice.folds),
         "take fewer folds, or add rows");
  }
  const RandomStream stream(seed, "folds");
  const bool chains = traits.strategy == SplitStrategy::kTime;
  const std::vector<std::int64_t> fold_of =
      chains                                          ? time_blocks(shown, choice.folds, file)
      : traits.strategy == SplitStrategy::kGroup      ? group_folds(shown, choice.folds, stream, file)
      : traits.strategy == SplitStrategy::kStratified ? stratified_folds(shown, choice.folds, stream, file)
                                                      : random_folds(shown, choice.folds, stream);
  const std::int64_t scored = choice.fold - (chains ? 0 : 1);
  std::vector<std::int64_t> rest =
      select(rows, [&](std::size_t i) { return chains ? fold_of[i] < scored : fold_of[i] != scored; });
  const Split inner = cut(traits.of(rest), part_sizes(std::ssize(rest), choice.validation, 0.0, file), seed, file);
  Split split{.strategy = traits.strategy, .parts = {}};
  for (const Part part : {Part::kTrain, Part::kValidation}) {
    for (const std::int64_t i : inner.rows(part)) {
      split.parts[static_cast<std::size_t>(part)].push_back(rest[static_cast<std::size_t>(i)]);
    }
  }
  split.parts[static_cast<std::size_t>(Part::kTest)] =
      select(rows, [&](std::size_t i) { return fold_of[i] == scored; });
  return split;
}

}  // namespace nnctl::data
