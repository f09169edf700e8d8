// Which column of a table plays which role, and what of a config does not fit the table's header.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "data/config.hpp"
#include "data/mistakes.hpp"

namespace nnctl::data {

/// `*` stands for any characters, `?` for one; nothing else is special.
bool matches_glob(std::string_view name, std::string_view glob);

/// The part of a key path that names a column: quoted when it holds more than letters, digits, '_' and '-'.
std::string column_key(std::string_view name);

/// Mistakes that show without any file: shares and counts of the split, roles that exclude each other, classes.
std::vector<ConfigMistake> check_config(const DataConfig& config);

/// Mistakes that show beside the train source's header: unknown columns, globs that match none, no feature left.
std::vector<ConfigMistake> check_columns(std::span<const std::string> header, const DataConfig& config);

/// The type that the config declares for a column: under its own name, else under the first pattern that it matches.
/// Null when there is none.
const ColumnTypeConfig* declared_type(const std::string& name, const DataConfig& config);
/// A type by its name, with the options of `defaults`.
ColumnTypeConfig type_with_defaults(std::string_view name, const DataConfig& config);
/// Features of one row where every type is declared and says so; else as many as there are columns, and not certain.
struct FeatureCount {
  std::int64_t count = 0;
  bool is_certain = true;
};
FeatureCount count_features(std::span<const std::string> columns, const DataConfig& config);

/// The features of a config without mistakes: in the order of `features` when given, else of the header. Targets, the
/// id and excluded columns are never among them.
std::vector<std::string> resolve_features(std::span<const std::string> header, const DataConfig& config);

/// Columns of the header that are in none of the lists.
std::vector<std::string> other_columns(std::span<const std::string> header, std::span<const std::string> used,
                                       std::span<const std::string> also_used);

}  // namespace nnctl::data
