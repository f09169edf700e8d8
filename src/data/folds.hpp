// Cross-validation: the rows in folds, each of which is held out once while the others train.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "data/split.hpp"

namespace nnctl::data {

/// What a strategy looks at, one entry a row where it looks at it.
struct SplitTraits {
  SplitStrategy strategy = SplitStrategy::kRandom;  ///< any but kAuto and kColumn
  std::int64_t num_rows = 0;
  std::vector<std::int32_t> class_ids;  ///< kStratified
  std::vector<std::string> classes;
  std::vector<std::int32_t> group_ids;  ///< kGroup; any numbers from 0
  std::vector<std::int64_t> ranks;      ///< kTime
  bool whole_times = false;

  /// Of some rows.
  SplitTraits of(const std::vector<std::int64_t>& rows) const;
};

/// By the strategy. Throws what the strategy's own function does (split.hpp).
Split cut(const SplitTraits& traits, const PartSizes& sizes, std::uint64_t seed, const std::string& file);

struct FoldChoice {
  std::int64_t folds = 0;
  std::int64_t fold = 0;    ///< from 1
  double validation = 0.0;  ///< of the rows that are left to train on
  double test = 0.0;        ///< of all rows: in no fold and in no part
};

/// The fold is the test part. Folds are even in size as far as classes, groups and times allow. With kTime they chain
/// forward: the rows in order are cut into folds + 1 blocks, and fold i trains on the first i and is scored on the
/// next. Throws a UserError(kData) for fewer rows, groups, times or rows of a class than folds.
Split cut_fold(const SplitTraits& traits, const FoldChoice& choice, std::uint64_t seed, const std::string& file);

}  // namespace nnctl::data
