#include "data/roles.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "data/cell_text.hpp"
#include "data/split.hpp"
#include "data/time_text.hpp"

namespace nnctl::data {
namespace {

class RoleCheck {
 public:
  RoleCheck(const DataConfig& config, std::vector<ConfigMistake>& mistakes)
      : config_(config), split_(config.split), mistakes_(mistakes) {}

  void run() {
    const std::size_t before = mistakes_.size();
    check_part_size("validation", config_.validation, split_.validation);
    check_part_size("test", config_.test, split_.test);
    if (mistakes_.size() == before) check_shares();
    check_strategy();
    check_values();
    check_folds();
    check_order();
    if (config_.window) check_window(*config_.window);
  }

 private:
  void complain(std::string key, std::string message, std::string hint) {
    mistakes_.push_back({std::move(key), std::move(message), std::move(hint)});
  }

  void check_part_size(std::string_view part, const SourceConfig& source, const std::optional<double>& size) {
    const std::string key = fmt::format("data.split.{}", part);
    if (!size) return;
    if (!(*size >= 0.0) || !std::isfinite(*size)) {
      complain(key, fmt::format("'{}' must be a share in [0, 1) or a number of rows, got {}", part, *size), "");
    } else if (*size >= 1.0 && *size != std::floor(*size)) {
      complain(key, fmt::format("'{}' must be a whole number of rows from 1 on, got {}", part, *size),
               "a share of the rows is below 1");
    } else if (*size > 0.0 && !source.empty()) {
      complain(key, fmt::format("'{}' has a source of its own, so it takes no rows of train", part),
               fmt::format("remove data.split.{0} or data.{0}", part));
    } else if (*size > 0.0 && split_.strategy == SplitStrategy::kColumn) {
      complain(key, fmt::format("'{}' is a size, and a split by column takes values of the column", part),
               fmt::format("write {}: [VALUE, ..]", part));
    }
  }

  void check_shares() {
    const auto share = [](const std::optional<double>& size, const SourceConfig& source) {
      const double value = size.value_or(source.empty() ? SplitConfig::kDefaultShare : 0.0);
      return value < 1.0 ? value : 0.0;
    };
    const double shares = share(split_.validation, config_.validation) + share(split_.test, config_.test);
    if (shares < 1.0) return;
    complain("data.split", fmt::format("the shares of validation and test add up to {:.6g}", shares),
             "they must leave rows to train on: a sum below 1");
  }

  void check_strategy() {
    const SplitStrategy strategy = split_.strategy;
    const auto refuse = [&](bool wrong, std::string message, std::string hint) {
      if (wrong) complain("data.split.strategy", std::move(message), std::move(hint));
    };
    refuse(strategy == SplitStrategy::kStratified && config_.target.type == TargetType::kNumber,
           "a stratified split needs classes, the target is a number", "strategy: random");
    refuse(strategy == SplitStrategy::kTime && config_.order_by.empty(), "a split by time needs 'data.order_by'",
           "add 'order_by: COLUMN' to 'data': the column that orders the rows");
    refuse(strategy == SplitStrategy::kGroup && config_.group_by.empty() && split_.by.empty(),
           "a split by group needs the column of the groups", "add 'by: COLUMN' here, or 'group_by: COLUMN' to 'data'");
    refuse(strategy == SplitStrategy::kColumn && split_.by.empty(),
           "a split by column needs the column that names each row's part", "add 'by: COLUMN' here");
    if (!split_.by.empty() && strategy != SplitStrategy::kGroup && strategy != SplitStrategy::kColumn) {
      complain("data.split.by", fmt::format("'by' is for strategy group or column, and it is {}", to_string(strategy)),
               "write strategy: group, or strategy: column with values of each part");
    }
  }

  void check_values() {
    bool any = false;
    for (const Part part : kParts) {
      const auto index = static_cast<std::size_t>(part);
      const std::vector<std::string>& values = split_.values[index];
      any = any || (part != Part::kTrain && !values.empty());
      const std::string key = fmt::format("data.split.{}", to_string(part));
      if (!values.empty() && split_.strategy != SplitStrategy::kColumn) {
        complain(key, fmt::format("'{}' lists values, which are for a split by column", to_string(part)),
                 "add 'strategy: column' and 'by: COLUMN'");
        return;
      }
      const SourceConfig& own = part == Part::kTest ? config_.test : config_.validation;
      if (!values.empty() && part != Part::kTrain && !own.empty()) {
        complain(key, fmt::format("'{}' has a source of its own, so it takes no rows of train", to_string(part)),
                 fmt::format("remove data.split.{0} or data.{0}", to_string(part)));
      }
      for (std::size_t i = 0; i < values.size(); ++i) check_listed_once(part, i);
    }
    if (split_.strategy == SplitStrategy::kColumn && !any && config_.validation.empty() && config_.test.empty()) {
      complain("data.split", "a split by column needs the values that validate or test", "add 'test: [VALUE, ..]'");
    }
  }

  void check_listed_once(Part part, std::size_t i) {
    const std::string& value = split_.values[static_cast<std::size_t>(part)][i];
    for (const Part other : kParts) {
      const std::vector<std::string>& values = split_.values[static_cast<std::size_t>(other)];
      const auto end = other == part ? values.begin() + static_cast<std::ptrdiff_t>(i) : values.end();
      if (other > part || std::find(values.begin(), end, value) == end) continue;
      complain(fmt::format("data.split.{}[{}]", to_string(part), i), fmt::format("value '{}' is listed twice", value),
               "a row is in one part only");
      return;
    }
  }

  void check_folds() {
    if (config_.fold > 0 && config_.folds == 0) {
      complain("data.fold", "'fold' chooses one of 'folds', and there are none", "add 'folds: K'");
    } else if (config_.fold > config_.folds) {
      complain("data.fold", fmt::format("'fold' must be from 1 to {}, got {}", config_.folds, config_.fold), "");
    }
    if (config_.folds > 0 && split_.strategy == SplitStrategy::kColumn) {
      complain("data.folds", "folds are dealt by nnctl, and a split by column names each row's part",
               "remove one of the two");
    }
  }

  void check_order() {
    const std::vector<std::string>& columns = config_.order_by.columns;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (std::find(columns.begin(), columns.begin() + static_cast<std::ptrdiff_t>(i), columns[i]) !=
          columns.begin() + static_cast<std::ptrdiff_t>(i)) {
        complain(fmt::format("data.order_by.columns[{}]", i), fmt::format("'{}' is listed twice", columns[i]), "");
      }
    }
    if (config_.order_by.format.empty()) return;
    const std::string mistake = time_format_mistake(config_.order_by.format);
    if (mistake.empty()) return;
    complain("data.order_by.format", fmt::format("'{}' is no format of times: {}", config_.order_by.format, mistake),
             "written as in strptime: %Y-%m-%d %H:%M:%S");
  }

  void check_window(const WindowConfig& window) {
    if (config_.order_by.empty()) {
      complain("data.window", "windows are cut from ordered rows, and 'data.order_by' is missing",
               "add 'order_by: COLUMN' to 'data': the column that orders the rows");
    }
    if (split_.strategy == SplitStrategy::kRandom || split_.strategy == SplitStrategy::kStratified) {
      complain("data.split.strategy",
               fmt::format("windows need rows that follow one another, and a {} split scatters them",
                           to_string(split_.strategy)),
               "strategy: time, or group with group_by");
    }
    if (config_.order_by.columns.size() > 1 && config_.order_by.format.empty() && window.gaps != Gaps::kIgnore) {
      complain("data.window.gaps", "time steps cannot be told from several order_by columns without a format",
               "write data.order_by: {columns: [..], format: \"%Y-%m-%d %H\"}, or gaps: ignore");
    }
    if (!window.known.empty() && window.length < window.reach()) {
      complain("data.window.known",
               fmt::format("columns known ahead fill the window's last {} rows, and it is {} long", window.reach(),
                           window.length),
               fmt::format("length: {} or more, or a shorter horizon", window.reach()));
    }
    if (!config_.weight.empty()) {
      complain("data.weight", "windows do not take weights of rows", "remove data.weight or data.window");
    }
    if (config_.target.type == TargetType::kCategory || !config_.target.classes.empty()) {
      complain("data.target", "windows forecast numbers, and the target is a category",
               "type: number, or rows without a window");
    }
  }

  const DataConfig& config_;
  const SplitConfig& split_;
  std::vector<ConfigMistake>& mistakes_;
};

}  // namespace

std::vector<Role> other_roles(const DataConfig& config) {
  std::vector<Role> roles;
  const auto add = [&](std::string key_path, const std::string& column, std::string_view name) {
    if (!column.empty()) roles.push_back({std::move(key_path), column, name});
  };
  add("data.id", config.id, "id");
  add("data.weight", config.weight, "weight");
  const bool listed = config.order_by.columns.size() > 1 || !config.order_by.format.empty();
  for (std::size_t i = 0; i < config.order_by.columns.size(); ++i) {
    add(listed ? fmt::format("data.order_by.columns[{}]", i) : "data.order_by", config.order_by.columns[i], "order_by");
  }
  add("data.group_by", config.group_by, "group_by");
  add("data.split.by", config.split.by, "split");
  return roles;
}

void check_roles(const DataConfig& config, std::vector<ConfigMistake>& mistakes) { RoleCheck(config, mistakes).run(); }

}  // namespace nnctl::data
