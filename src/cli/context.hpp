// What every command gets: its flags and the console.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "report/console.hpp"
#include "report/json.hpp"

namespace nnctl::cli {

/// Flags of every command.
struct Options {
  std::vector<std::string> overrides;  ///< --set
  std::optional<std::string> output;
  std::optional<std::int64_t> seed;
  std::optional<int> threads;
  bool json = false;
  bool quiet = false;
  bool verbose = false;
  bool no_color = false;
};

struct Context {
  const Options& options;
  report::Console& console;

  /// --threads, or the cores there are.
  int threads() const;
  void note(const std::string& text) const;
  void print_json(const report::Json& document) const;
};

}  // namespace nnctl::cli
