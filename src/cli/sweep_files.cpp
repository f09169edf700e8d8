#include "cli/sweep_files.hpp"

#include <cmath>

#include <fmt/format.h>

#include "base/file.hpp"
#include "base/hash.hpp"
#include "experiment/run_recorder.hpp"
#include "report/metrics_files.hpp"
#include "sweep/journal.hpp"

namespace nnctl::cli {

namespace {

namespace fs = std::filesystem;
using report::Json;

constexpr const char* kRecordFile = "written.json";

std::string hash_of(std::string_view content) { return fmt::format("{:016x}", hash64(content)); }

// "best.yaml", "best-2.yaml", ...
fs::path numbered(const fs::path& path, int number) {
  if (number == 1) return path;
  return path.parent_path() / fmt::format("{}-{}{}", path.stem().string(), number, path.extension().string());
}

// A run directory's run.json; empty without one.
Json run_json(const fs::path& run) {
  std::error_code error;
  if (!fs::is_regular_file(run / "run.json", error)) return Json::object();
  Json json = Json::parse(read_file(run / "run.json"), nullptr, /*allow_exceptions=*/false);
  return json.is_object() ? json : Json::object();
}

std::string text_in(const Json& json, const char* key) {
  const auto found = json.find(key);
  return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
}

}  // namespace

SweepFiles::SweepFiles(fs::path directory) : directory_(std::move(directory)), record_(Json::object()) {
  std::error_code error;
  is_new_ = !fs::exists(directory_, error);
  if (!is_new_ && !sweep::Journal::is_in(directory_) &&
      !(fs::is_directory(directory_, error) && fs::is_empty(directory_, error))) {
    throw UserError(Fault::kData, fmt::format("'{}' exists and is no sweep", directory_.string()),
                    "nothing is overwritten: choose another --output, or remove it yourself");
  }
  make_directories(directory_);
  if (!fs::exists(directory_ / kRecordFile, error)) return;
  Json known = Json::parse(read_file(directory_ / kRecordFile), nullptr, /*allow_exceptions=*/false);
  if (known.is_object()) record_ = std::move(known);
}

void SweepFiles::undo() const {
  std::error_code error;
  if (is_new_) fs::remove_all(directory_, error);
}

fs::path SweepFiles::write(const std::string& name, std::string_view content) {
  for (int number = 1;; ++number) {
    const fs::path path = numbered(directory_ / name, number);
    const std::string key = path.filename().string();
    Json& hashes = record_["files"][key];
    std::error_code error;
    if (fs::exists(path, error)) {
      const std::string there = read_file(path);
      if (there == content) return path;
      bool ours = false;
      for (const Json& hash : hashes) ours = ours || hash == hash_of(there);
      if (!ours) {
        if (hashes.is_null()) record_["files"].erase(key);
        continue;
      }
      hashes = Json::array({hash_of(there), hash_of(content)});  // a kill may leave either
    } else {
      hashes = Json::array({hash_of(content)});
    }
    save_record();
    write_file_atomically(path, content);
    return path;
  }
}

fs::path SweepFiles::write_run(const std::string& name, const experiment::Training& training,
                               const experiment::TrialResult& result,
                               const std::vector<experiment::BaselineRecord>& baselines) const {
  std::error_code error;
  fs::path path = directory_ / name;
  for (int number = 1; fs::exists(path, error); path = numbered(directory_ / name, ++number)) {
    const Json run = run_json(path);
    if (text_in(run, "weights_hash") == result.weights_hash) return path;
    if (text_in(run, "status") != "running") continue;
    for (const char* file : {"metrics.csv", "metrics.jsonl"}) fs::remove(path / file, error);  // a kill left half of it
    break;
  }
  make_directories(path);
  experiment::RunRecorder recorder(training.experiment(), path, training.pool().threads(), /*fresh=*/true);
  report::MetricsFiles files(path);
  for (const train::EpochEvent& epoch : result.curve) files.append(epoch);
  recorder.finish(training.trainer(), {baselines, {}});
  return path;
}

std::optional<SweepWinner> SweepFiles::known_winner(const std::string& key, const std::string& weights_hash) const {
  const auto known = record_.find("winner");
  if (known == record_.end() || !known->is_object()) return std::nullopt;
  SweepWinner winner{text_in(*known, "key"), text_in(*known, "weights_hash"), text_in(*known, "run"), {}};
  if (winner.key != key || winner.weights_hash != weights_hash) return std::nullopt;
  if (!winner.run.empty()) {
    winner.run = (directory_ / winner.run).string();
    if (text_in(run_json(winner.run), "weights_hash") != weights_hash) return std::nullopt;
  }
  const auto test = known->find("test");
  if (test == known->end() || !test->is_object()) return std::nullopt;
  for (const auto& [name, value] : test->items()) {
    winner.test.emplace_back(name, value.is_number() ? value.get<double>() : std::nan(""));
  }
  return winner;
}

void SweepFiles::keep_winner(const SweepWinner& winner) {
  record_["winner"] = {{"key", winner.key},
                       {"weights_hash", winner.weights_hash},
                       {"run", fs::path(winner.run).filename().string()},
                       {"test", report::metrics(winner.test)}};
  save_record();
}

void SweepFiles::save_record() { write_file_atomically(directory_ / kRecordFile, report::to_text(record_)); }

}  // namespace nnctl::cli
