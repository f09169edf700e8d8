// nnctl train with folds: a training a fold, each in a directory of its own, and their summary.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "cli/context.hpp"

namespace nnctl::cli {

struct CrossValidation {
  std::filesystem::path config;
  std::vector<std::string> overrides;  ///< --set, with the folds of --cv
  std::string name;
  std::filesystem::path resumed;  ///< the directory to go on in; empty: a new one
};
int cross_validate(const Context& context, const CrossValidation& request);

}  // namespace nnctl::cli
