// What the `data:` block of a config says, as plain values. Reading it from YAML is the business of others.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace nnctl::data {

/// Where rows come from. Empty: not given.
struct SourceConfig {
  std::vector<std::filesystem::path> files;  ///< CSV files with the same columns, one after the other; of arrays x, y
  bool arrays = false;                       ///< IDX files: rows in one, their labels in the other

  bool empty() const { return files.empty(); }
};

/// How a number is mapped to a feature: standard (x - mean) / deviation, minmax (x - least) / (greatest - least).
enum class Scale { kStandard, kMinMax, kNone };

/// What stands in for a missing number: nothing (an error), a statistic of the training rows, or a constant. In the
/// column's own units, before scaling.
struct MissingOption {
  enum class Kind { kError, kMean, kMedian, kConstant };
  Kind kind = Kind::kError;
  double constant = 0.0;

  friend bool operator==(const MissingOption&, const MissingOption&) = default;
};

struct NumberOptions {
  Scale scale = Scale::kStandard;
  MissingOption missing;

  friend bool operator==(const NumberOptions&, const NumberOptions&) = default;
};

/// How an array's integers become features: divided by their type's maximum, or as they are.
enum class ArrayScale { kUnit, kNone };

enum class TargetType { kAuto, kNumber, kCategory };

struct TargetConfig {
  std::vector<std::string> columns;
  TargetType type = TargetType::kAuto;
  std::vector<std::string> classes;  ///< in their order; empty: those of the data, sorted
  std::string positive;              ///< the class that a single sigmoid output tells; empty: the last
};

enum class SplitStrategy { kAuto, kStratified, kRandom };

/// Below 1 a share of the train source's rows, else a number of rows. Unset: 0.15, or 0 for a part that has a source
/// of its own.
struct SplitConfig {
  SplitStrategy strategy = SplitStrategy::kAuto;
  std::optional<double> validation;
  std::optional<double> test;
  std::uint64_t seed = 0;

  static constexpr double kDefaultShare = 0.15;
};

struct DataConfig {
  SourceConfig train;
  SourceConfig validation;
  SourceConfig test;
  TargetConfig target;
  std::vector<std::string> features;  ///< names and globs; empty: every column with no other role
  std::vector<std::string> exclude;   ///< names and globs
  std::string id;                     ///< a column that names the rows; never a feature
  std::string weight;                 ///< a column of sample weights; never a feature; empty: all rows count alike
  NumberOptions number;               ///< `defaults.number`
  std::map<std::string, NumberOptions> columns;
  std::vector<std::int64_t> shape;  ///< of an array's rows; empty: their own, with a channel axis behind images
  std::optional<ArrayScale> scale;  ///< of arrays; unset: kUnit for unsigned bytes, else kNone
  SplitConfig split;
};

}  // namespace nnctl::data
