#include "data/choose_split.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/assert.hpp"
#include "base/edit_distance.hpp"
#include "data/cell_text.hpp"
#include "data/folds.hpp"
#include "data/passing_split.hpp"
#include "data/row_traits.hpp"

namespace nnctl::data {
namespace {

double part_size(const std::optional<double>& size, const SourceConfig& source) {
  return size.value_or(source.empty() ? SplitConfig::kDefaultShare : 0.0);
}

// Every row's value in `by` against the lists. Values that no list names train when no list says what trains.
Split split_by_column(const Table& table, const SplitConfig& config) {
  const RowGroups groups = row_groups(table, config.by, "split");
  const std::string file = table.place().file;
  constexpr std::size_t kNone = 3;
  std::vector<std::size_t> part_of(groups.names.size(), config.values[0].empty() ? 0 : kNone);
  std::vector<Diagnostic> mistakes;
  for (const Part part : kParts) {
    const auto index = static_cast<std::size_t>(part);
    for (const std::string& value : config.values[index]) {
      const auto found = std::find(groups.names.begin(), groups.names.end(), value);
      if (found != groups.names.end()) {
        part_of[static_cast<std::size_t>(found - groups.names.begin())] = index;
        continue;
      }
      const std::string nearest = nearest_name(value, groups.names);
      const std::string values = "values: " + listed(groups.names);
      mistakes.push_back({.place = {.file = file},
                          .message = fmt::format("no row has '{}' in column '{}', which data.split.{} names", value,
                                                 config.by, to_string(part)),
                          .hint = nearest.empty() ? values : fmt::format("is it '{}'? {}", nearest, values),
                          .excerpt = {}});
    }
  }
  std::vector<std::string> unnamed;
  for (std::size_t i = 0; i < part_of.size(); ++i) {
    if (part_of[i] == kNone) unnamed.push_back(groups.names[i]);
  }
  if (!unnamed.empty() && mistakes.empty()) {
    mistakes.push_back({.place = {.file = file},
                        .message = fmt::format("column '{}' holds values that no part of data.split names: {}",
                                               config.by, listed(unnamed)),
                        .hint = "name them, or leave 'train' out: then all values that validation and test do not name "
                                "train",
                        .excerpt = {}});
  }
  if (!mistakes.empty()) throw UserError(Fault::kData, std::move(mistakes));
  Split split{.strategy = SplitStrategy::kColumn, .parts = {}};
  for (std::size_t row = 0; row < groups.ids.size(); ++row) {
    split.parts[part_of[static_cast<std::size_t>(groups.ids[row])]].push_back(static_cast<std::int64_t>(row));
  }
  if (split.rows(Part::kTrain).empty()) {
    throw UserError(
        Fault::kData,
        {{.place = {.file = file},
          .message = fmt::format("every value of column '{}' is held out: no row is left to train on", config.by),
          .hint = "name fewer values in data.split.validation and data.split.test",
          .excerpt = {}}});
  }
  return split;
}

template <class T>
std::vector<T> of_rows(const std::vector<T>& values, const RowIds& rows) {
  std::vector<T> some;
  some.reserve(rows.size());
  for (const std::int64_t row : rows) some.push_back(values[static_cast<std::size_t>(row)]);
  return some;
}

// Rows without a target go before a split is cut, so that parts are as large as asked for.
Split of_table_rows(Split split, const RowIds& rows) {
  const std::vector<std::int64_t> ids = rows.to_vector();
  for (RowIds& part : split.parts) part = of_rows(ids, part);
  return split;
}

Split with_target_only(Split split, const RowIds& rows) {
  for (RowIds& part : split.parts) {
    RowIds kept;
    for (const std::int64_t row : part) {
      if (rows.contains(row)) kept.push_back(row);
    }
    part = std::move(kept);
  }
  if (split.rows(Part::kTrain).empty()) {
    throw UserError(Fault::kData, "no training row has a target", "data.split.train names other values");
  }
  return split;
}

SplitTraits traits_of(const Table& table, const RowIds& rows, const DataConfig& config, const TargetEncoder& target,
                      SplitStrategy strategy) {
  SplitTraits traits;
  traits.strategy = strategy;
  traits.num_rows = rows.count();
  const bool is_all = rows.count() == table.num_rows();
  if (strategy == SplitStrategy::kTime) {
    traits.ranks = row_order(table, config.order_by).ranks;
    if (!is_all) traits.ranks = of_rows(traits.ranks, rows);
    traits.whole_times = !config.group_by.empty();
  } else if (strategy == SplitStrategy::kGroup) {
    const bool own = !config.split.by.empty();
    RowGroups groups = row_groups(table, own ? config.split.by : config.group_by, own ? "split" : "group_by");
    traits.group_ids = is_all ? std::move(groups.ids) : of_rows(groups.ids, rows);
  } else if (strategy == SplitStrategy::kStratified) {
    traits.class_ids = target.class_ids(table, rows);
    traits.classes = target.classes();
  }
  return traits;
}

Split split_in_passing(const Table& table, const RowIds& rows, const TargetEncoder& target, SplitStrategy strategy,
                       const PartSizes& sizes, std::uint64_t seed) {
  const bool by_class = strategy == SplitStrategy::kStratified;
  PassingSplit split(
      by_class ? stratified_sizes(sizes, target.count_classes(table, rows), target.classes(), table.place().file)
               : std::vector<PartSizes>{sizes},
      seed);
  if (by_class) {
    target.visit_class_ids(table, rows, [&](auto run, std::span<const std::int32_t> ids) {
      for (std::size_t i = 0; i < ids.size(); ++i) split.deal(run[i], ids[i]);
    });
  } else {
    for (const std::int64_t row : rows) split.deal(row, 0);
  }
  return split.take(strategy);
}

}  // namespace

SplitStrategy settled_strategy(const DataConfig& config, bool has_classes) {
  if (config.split.strategy != SplitStrategy::kAuto) return config.split.strategy;
  if (!config.order_by.empty()) return SplitStrategy::kTime;
  if (!config.group_by.empty()) return SplitStrategy::kGroup;
  return has_classes ? SplitStrategy::kStratified : SplitStrategy::kRandom;
}

Split choose_split(const Table& table, const DataConfig& config, const TargetEncoder& target) {
  const std::string file = table.place().file;
  const bool has_classes = target.kind() == TargetKind::kClasses;
  if (config.split.strategy == SplitStrategy::kStratified && !has_classes) {
    throw UserError(Fault::kConfig, "data.split.strategy: a stratified split needs classes, the target is a number",
                    "strategy: random, or data.target.type: category");
  }
  const SplitStrategy strategy = settled_strategy(config, has_classes);
  const RowIds rows = target.rows_with_target(table);
  const bool is_all = rows.count() == table.num_rows();
  if (strategy == SplitStrategy::kColumn) {
    Split split = split_by_column(table, config.split);
    return is_all ? split : with_target_only(std::move(split), rows);
  }
  const double validation = part_size(config.split.validation, config.validation);
  const double test = part_size(config.split.test, config.test);
  const bool draws_rows = strategy == SplitStrategy::kStratified || strategy == SplitStrategy::kRandom;
  if (draws_rows && config.fold == 0 && rows.count() > kLongTable) {
    const PartSizes sizes = part_sizes(rows.count(), validation, test, file);
    return split_in_passing(table, rows, target, strategy, sizes, config.split.seed);
  }
  const SplitTraits traits = traits_of(table, rows, config, target, strategy);
  Split split = config.fold == 0
                    ? cut(traits, part_sizes(traits.num_rows, validation, test, file), config.split.seed, file)
                    : cut_fold(traits, {config.folds, config.fold, validation, test}, config.split.seed, file);
  return is_all ? split : of_table_rows(std::move(split), rows);
}

}  // namespace nnctl::data
