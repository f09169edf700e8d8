#include "experiment/run_directory.hpp"

#include <algorithm>
#include <charconv>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/file.hpp"
#include "base/shell_word.hpp"
#include "experiment/folds_record.hpp"
#include "experiment/load.hpp"

namespace nnctl::experiment {

namespace fs = std::filesystem;

namespace {

std::int64_t run_number(const fs::path& path) {
  const std::string name = path.filename().string();
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
  return error == std::errc{} && end == name.data() + name.size() ? number : 0;
}

// Numbered subdirectories, newest first.
std::vector<fs::path> numbered_runs(const fs::path& directory) {
  std::vector<fs::path> runs;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(directory, error)) {
    if (run_number(entry.path()) > 0) runs.push_back(entry.path());
  }
  std::ranges::sort(runs, std::greater<>(), run_number);
  return runs;
}

bool is_run(const fs::path& directory) {
  std::error_code error;
  return fs::is_regular_file(directory / "run.json", error);
}

std::string recorded_fingerprint(const fs::path& directory) {
  std::error_code error;
  if (!fs::is_regular_file(directory / "run.json", error)) return {};
  const auto json = nlohmann::json::parse(read_file(directory / "run.json"), nullptr, /*allow_exceptions=*/false);
  return json.is_object() ? json.value("source_fingerprint", "") : "";
}

FoundRun newest_of_config(const std::string& argument) {
  const LoadedConfig loaded = load_config(argument, {}, std::nullopt);
  const fs::path runs = fs::path("runs") / *loaded.config.name;
  const std::vector<fs::path> all = numbered_runs(runs);
  if (all.empty()) {
    throw UserError(Fault::kData, fmt::format("there is no run of '{}' under '{}'", argument, runs.string()),
                    "nnctl train " + shell_word(argument));
  }
  const std::string wanted = source_fingerprint(loaded.config);
  for (const fs::path& run : all) {
    if (recorded_fingerprint(run) == wanted)
      return {run, run / "model.safetensors", fmt::format("using {}", run.string())};
  }
  return {all.front(), all.front() / "model.safetensors",
          fmt::format("using {}; '{}' has changed since", all.front().string(), argument)};
}

}  // namespace

bool is_config_path(const std::string& argument) { return argument.ends_with(".yaml") || argument.ends_with(".yml"); }

fs::path make_run_directory(const std::optional<std::string>& output, const std::string& name) {
  if (output) {
    const fs::path directory = *output;
    if (directory.has_parent_path()) make_directories(directory.parent_path());
    if (!make_new_directory(directory)) {
      throw UserError(Fault::kData, fmt::format("'{}' exists already", directory.string()),
                      "nothing is overwritten: choose another --output, or remove it yourself");
    }
    return directory;
  }
  const fs::path parent = fs::path("runs") / name;
  make_directories(parent);
  const std::vector<fs::path> existing = numbered_runs(parent);
  std::int64_t number = existing.empty() ? 1 : run_number(existing.front()) + 1;
  while (!make_new_directory(parent / std::to_string(number))) ++number;  // another process may be faster
  return parent / std::to_string(number);
}

namespace {

FoundRun find(const std::string& argument) {
  const fs::path path = argument;
  std::error_code error;
  if (fs::is_directory(path, error)) {
    if (is_run(path)) return {path, path / "model.safetensors", {}};
    for (const fs::path& run : numbered_runs(path)) {
      if (is_run(run)) return {run, run / "model.safetensors", fmt::format("using {}", run.string())};
    }
    throw UserError(Fault::kData, fmt::format("'{}' is neither a run nor a directory of runs", argument),
                    "a run directory holds run.json; 'nnctl train CONFIG' makes one");
  }
  if (!fs::exists(path, error)) {
    throw UserError(is_config_path(argument) ? Fault::kConfig : Fault::kData,
                    fmt::format("'{}' does not exist", argument),
                    "give a run directory, a model file or a config that was trained");
  }
  if (is_config_path(argument)) return newest_of_config(argument);
  return {{}, path, {}};
}

}  // namespace

FoundRun find_run(const std::string& argument, bool takes_folds) {
  FoundRun run = find(argument);
  if (!takes_folds && !run.directory.empty() && holds_folds(run.directory)) {
    throw UserError(
        Fault::kData,
        fmt::format("'{}' is a cross-validation: its models are those of its folds", run.directory.string()),
        fmt::format("choose one, such as {}", (run.directory / "fold-1").string()));
  }
  return run;
}

}  // namespace nnctl::experiment
