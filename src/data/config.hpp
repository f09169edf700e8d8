// What the `data:` block of a config says, as plain values. Reading it from YAML is the business of others.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace nnctl::data {

/// Where a table comes from: CSV files with the same columns, read one after the other. Empty: not given.
struct SourceConfig {
  std::vector<std::filesystem::path> files;

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
};

struct NumberOptions {
  Scale scale = Scale::kStandard;
  MissingOption missing;
};

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
  NumberOptions number;               ///< `defaults.number`
  std::map<std::string, NumberOptions> columns;
  SplitConfig split;
};

}  // namespace nnctl::data
