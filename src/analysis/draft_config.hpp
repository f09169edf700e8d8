// A first config for a table, written from what its columns hold: for `nnctl init`.
#pragma once

#include <string>
#include <vector>

#include "analysis/notation.hpp"
#include "analysis/profile.hpp"
#include "data/table.hpp"

namespace nnctl::analysis {

/// Texts that stand for missing values here though no reader takes them for such: "?" among numbers or categories,
/// other words among numbers.
std::vector<std::string> missing_markers(const data::Table& table);

struct DraftSource {
  std::string command;  ///< "nnctl init songs.csv", for the first line
  std::string name;     ///< of the run
  std::string path;     ///< of the data, as the config is to name it
  std::vector<std::string> na_values;
  Notation notation;
  std::vector<Leak> leaks;
};

/// The column that is most likely meant: one that is called target, label, class or the like, else the last that is not
/// constant.
std::string likely_target(const std::vector<ColumnProfile>& columns);

/// What the rows and their target call for.
enum class Task { kTwoClasses, kClasses, kNumber };
Task task_of(const ColumnProfile& target, std::int64_t rows);

/// The config's text; `target` is one of the columns. Columns that leak it are left out.
std::string draft_config(const std::vector<ColumnProfile>& profiles, const std::string& target,
                         const DraftSource& source);

}  // namespace nnctl::analysis
