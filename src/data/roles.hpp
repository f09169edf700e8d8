// Columns that are something else than a target or a feature: what names, weighs, orders, groups and splits rows.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "data/config.hpp"
#include "data/mistakes.hpp"

namespace nnctl::data {

struct Role {
  std::string key_path;  ///< "data.order_by"
  std::string column;
  std::string_view name;  ///< "order_by"
};
/// All columns of a config that have such a role: they are never features.
std::vector<Role> other_roles(const DataConfig& config);

/// Mistakes of split, folds, order_by, group_by and window that show without any file.
void check_roles(const DataConfig& config, std::vector<ConfigMistake>& mistakes);

}  // namespace nnctl::data
