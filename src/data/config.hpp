// What the `data:` block of a config says, as plain values. Reading it from YAML is the business of others.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "data/column_type.hpp"
#include "data/csv_options.hpp"
#include "data/scaling.hpp"

namespace nnctl::data {

/// Whether a table that was read is kept in a file, to be read again from there.
struct CacheConfig {
  enum class Use { kAuto, kOff, kAlways };
  Use use = Use::kAuto;             ///< kAuto: sources of kLeast bytes or more, or of more than the memory
  std::filesystem::path directory;  ///< empty: kDirectory, in the working directory

  static constexpr std::int64_t kLeast = 64'000'000;
  static constexpr const char* kDirectory = ".nnctl-cache";
};

/// How much of the data may be in memory, in bytes.
struct MemoryConfig {
  std::int64_t bytes = kDefault;

  static constexpr std::int64_t kDefault = 2'000'000'000;
  static constexpr std::int64_t kLeast = 1'000'000;
};

/// Where rows come from. Empty: not given.
struct SourceConfig {
  std::vector<std::filesystem::path> files;  ///< CSV files with the same columns, one after the other; of arrays x, y
  bool arrays = false;                       ///< IDX files: rows in one, their labels in the other
  CsvOptions csv = {};
  CacheConfig cache = {};
  MemoryConfig memory = {};

  bool empty() const { return files.empty(); }
};

/// Types of single columns, by name or pattern, in the order of the config.
struct ColumnMap {
  std::vector<std::pair<std::string, ColumnTypeConfig>> list;
};

/// Options of columns that a ColumnMap does not name, by the name of their type; a type that is not here has its own
/// defaults.
struct ColumnDefaults {
  std::map<std::string, ColumnTypeConfig> by_type;
};

/// How an array's integers become features: divided by their type's maximum, or as they are.
enum class ArrayScale { kUnit, kNone };

enum class TargetType { kAuto, kNumber, kCategory, kMultiLabel };

/// Rows without a target: a mistake, or left out.
enum class TargetMissing { kError, kDrop };

struct TargetConfig {
  std::vector<std::string> columns = {};
  TargetType type = TargetType::kAuto;
  std::vector<std::string> classes = {};  ///< in their order; empty: those of the data, sorted
  std::string positive = {};              ///< the class that a single sigmoid output tells; empty: the last
  Scale scale = Scale::kNone;             ///< of numbers while training
  double threshold = 0.5;                 ///< the probability above which the positive class, or a label, is told
  std::string separator = ";";            ///< between the labels of one cell
  TargetMissing missing = TargetMissing::kError;
};

enum class SplitStrategy { kAuto, kStratified, kRandom, kTime, kGroup, kColumn };

/// Below 1 a share of the train source's rows, else a number of rows. Unset: 0.15, or 0 for a part that has a source
/// of its own.
struct SplitConfig {
  SplitStrategy strategy = SplitStrategy::kAuto;
  std::optional<double> validation = {};
  std::optional<double> test = {};
  std::uint64_t seed = 0;
  std::string by =
      {};  ///< kGroup: the column of groups, empty: that of group_by; kColumn: the column that names the part
  /// kColumn: which values of `by` train, validate and test; no values for train: all that the others do not name.
  std::array<std::vector<std::string>, 3> values = {};

  static constexpr double kDefaultShare = 0.15;
};

/// The columns that put rows in order, the first deciding most. With a format their texts, joined by a blank, are one
/// time as strptime(3) reads it; without one each holds numbers or ISO 8601 times.
struct OrderConfig {
  std::vector<std::string> columns;
  std::string format;

  bool empty() const { return columns.empty(); }
};

/// What stands in for time steps that no row has: an error, an end of the sequence, the row before, or nothing.
enum class Gaps { kError, kBreak, kFill, kIgnore };

/// Samples of several rows that follow one another: `length` rows seen, some rows after them forecast.
struct WindowConfig {
  std::int64_t length = 0;
  std::vector<std::int64_t> steps = {1};  ///< which rows behind the window are forecast: ascending, from 1
  std::int64_t stride = 1;                ///< rows from one window to the next
  bool target_history = true;             ///< whether the window's own targets are features
  std::vector<std::string> known = {};    ///< features whose values of the forecast rows are seen too
  Gaps gaps = Gaps::kError;
  std::int64_t season = 0;  ///< rows of one period, for the seasonal baseline; 0: by the rows' time step

  std::int64_t reach() const { return steps.back(); }
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
  ColumnMap columns;
  ColumnDefaults defaults;
  std::vector<std::int64_t> shape;  ///< of an array's rows; empty: their own, with a channel axis behind images
  std::optional<ArrayScale> scale;  ///< of arrays; unset: kUnit for unsigned bytes, else kNone
  SplitConfig split;
  OrderConfig order_by;    ///< never features
  std::string group_by;    ///< a column whose groups stay whole; never a feature
  std::int64_t folds = 0;  ///< of cross-validation; 0: none
  std::int64_t fold = 0;   ///< the one to train, from 1; 0: all
  std::optional<WindowConfig> window;
  MemoryConfig memory;
};

}  // namespace nnctl::data
