// nnctl init DATA [--target COLUMN] [-o FILE]: a first config from what the data hold.
#include <filesystem>

#include <fmt/format.h>

#include "analysis/draft_config.hpp"
#include "base/edit_distance.hpp"
#include "base/file.hpp"
#include "base/shell_word.hpp"
#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "data/cell_text.hpp"
#include "data/source.hpp"

namespace nnctl::cli {

namespace {

using analysis::ColumnProfile;

// The column that the user named, or the likely one.
const ColumnProfile& choose_target(const std::vector<ColumnProfile>& columns, const InitArguments& arguments) {
  std::vector<std::string> names;
  for (const ColumnProfile& column : columns) names.push_back(column.name);
  const std::string name = arguments.target.empty() ? analysis::likely_target(columns) : arguments.target;
  const auto found = std::ranges::find(columns, name, &ColumnProfile::name);
  if (found == columns.end() && arguments.target.empty()) {
    throw UserError(Fault::kData,
                    fmt::format("no column of '{}' can be told: each is constant or names the rows", arguments.data),
                    "columns: " + data::listed(names));
  }
  if (found == columns.end()) {
    const std::string nearest = nearest_name(name, names);
    throw UserError(Fault::kUsage,
                    fmt::format("--target names column '{}', which '{}' does not have", name, arguments.data),
                    fmt::format("{}columns: {}", nearest.empty() ? "" : fmt::format("did you mean '{}'? ", nearest),
                                data::listed(names)));
  }
  if (found->is_constant()) {
    throw UserError(Fault::kData,
                    fmt::format("target '{}' has the same value in every row: there is nothing to learn", name),
                    "choose another --target");
  }
  return *found;
}

std::vector<analysis::Leak> leaks_of(const data::Table& table, const std::vector<ColumnProfile>& columns,
                                     const std::string& target) {
  std::vector<std::string> features;
  for (const ColumnProfile& column : columns) {
    if (column.name != target && !column.is_row_name() && column.duplicate_of != target)
      features.push_back(column.name);
  }
  return analysis::find_leaks(table, data::all_rows(table), features, target);
}

// By the notation that its texts show, or without its numbers where others would be lost by it.
data::Table read_again(const data::Table& table, data::SourceConfig source, analysis::Notation& notation) {
  const auto count_numbers = [](const data::Table& counted) {
    int count = 0;
    for (int c = 0; c < counted.num_columns(); ++c) {
      const data::Column& column = counted.column(c);
      if (column.storage() == data::Storage::kNumber && column.unreadable().empty()) ++count;
    }
    return count;
  };
  data::TableRequest request;
  for (const auto& [name, format] : notation.of_times) {
    request.columns[name] = {data::ColumnRequest::Kind::kTime, format, {}};
  }
  const data::CsvOptions usual = source.csv;
  source.csv.decimal = notation.decimal;
  source.csv.thousands = notation.thousands;
  data::Table again = data::read_table(source, request);
  if (!notation.has_own_numbers() || count_numbers(again) > count_numbers(table)) return again;
  notation.decimal = '.';
  notation.thousands = '\0';
  source.csv = usual;
  return data::read_table(source, request);
}

// As the config is to name it: seen from the config's own directory.
std::string path_from(const std::optional<std::string>& output, const std::string& data) {
  if (!output) return data;
  const auto directory = std::filesystem::absolute(*output).lexically_normal().parent_path();
  return std::filesystem::absolute(data).lexically_normal().lexically_relative(directory).string();
}

}  // namespace

int init(const Context& context, const InitArguments& arguments) {
  const std::optional<std::string>& output = context.options.output;
  if (output && std::filesystem::exists(*output)) {
    throw UserError(Fault::kData, fmt::format("'{}' exists already", *output),
                    "nothing is overwritten: choose another --output, or remove it yourself");
  }
  const auto is_array = [&](const char* ending) {
    return arguments.data.ends_with(ending) || arguments.data.ends_with(std::string(ending) + ".gz");
  };
  if (is_array(".npz") || is_array(".npy") || is_array("-ubyte") || is_array(".idx")) {
    throw UserError(
        Fault::kData, fmt::format("'{}' holds arrays, and init writes configs for tables", arguments.data),
        "a config names them as data: {train: {x: FILE, y: FILE}}, or {train: FILE.npz}; see 'nnctl help data'");
  }
  data::SourceConfig source{{arguments.data}};
  data::Table table = data::read_table(source);
  analysis::DraftSource draft;
  draft.na_values = analysis::missing_markers(table);
  if (!draft.na_values.empty()) {
    source.csv.na_values = draft.na_values;
    table = data::read_table(source);
  }
  draft.notation = analysis::notation_of(table);
  if (draft.notation.has_own_numbers() || !draft.notation.of_times.empty()) {
    table = read_again(table, source, draft.notation);
  }
  const std::vector<ColumnProfile> columns = analysis::profile(table);
  const ColumnProfile& target = choose_target(columns, arguments);
  draft.leaks = leaks_of(table, columns, target.name);
  draft.command =
      fmt::format("nnctl init {}{}", shell_word(arguments.data),
                  arguments.target.empty() ? "" : fmt::format(" --target {}", shell_word(arguments.target)));
  draft.name = std::filesystem::path(arguments.data).stem().stem().string();
  draft.path = path_from(output, arguments.data);
  const std::string text = analysis::draft_config(columns, target.name, draft);
  if (arguments.target.empty()) {
    context.note(fmt::format("the target is '{}'; another is chosen with --target", target.name));
  }
  if (target.missing > 0) {
    context.note(
        fmt::format("{} of {} have no target and are left out", target.missing, data::counted(target.rows, "row")));
  }
  if (analysis::task_of(target, target.rows) == analysis::Task::kClasses && !target.frequent.empty() &&
      analysis::is_number_with_sign(target.frequent.front().first)) {
    context.note(
        fmt::format("target '{}' holds numbers with a sign, such as '{}', and is taken for {} classes; "
                    "numbers alone would be a number",
                    target.name, target.frequent.front().first, target.distinct));
  }
  if (target.unreadable > 0) {
    context.note(fmt::format("target '{}' is a number, and {} not, such as '{}': correct them first", target.name,
                             data::counted(target.unreadable, "cell") + (target.unreadable == 1 ? " is" : " are"),
                             target.first_unreadable));
  }
  if (!output) {
    context.console.print(text);
    return kOk;
  }
  write_file_atomically(*output, text);
  context.note(fmt::format("{} written; next: nnctl train {}", *output, shell_word(*output)));
  return kOk;
}

}  // namespace nnctl::cli
