#include "analysis/stored_runs.hpp"

#include <algorithm>
#include <limits>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "analysis/compared_metric.hpp"
#include "base/file.hpp"
#include "base/mistakes.hpp"
#include "base/shell_word.hpp"
#include "experiment/folds_record.hpp"
#include "experiment/run_directory.hpp"
#include "experiment/training_memory.hpp"

namespace nnctl::analysis {

namespace fs = std::filesystem;
using experiment::Outcome;
using experiment::StoredModel;
using experiment::TrialResult;
using Json = nlohmann::ordered_json;

namespace {

double number_of(const Json& value) {
  return value.is_number() ? value.get<double>() : std::numeric_limits<double>::quiet_NaN();
}

// One object a line; an incomplete last line, of a run under way, is left out.
std::vector<train::EpochEvent> read_curve(const fs::path& path) {
  std::vector<train::EpochEvent> curve;
  std::error_code error;
  if (!fs::is_regular_file(path, error)) return curve;
  const std::string text = read_file(path);
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const Json json = Json::parse(text.substr(begin, end - begin), nullptr, /*allow_exceptions=*/false);
    begin = end + 1;
    if (!json.is_object()) continue;
    train::EpochEvent event;
    for (const auto& [name, value] : json.items()) {
      if (name == "epoch") {
        event.epoch = static_cast<std::int64_t>(number_of(value)) - 1;
      } else if (name == "learning_rate") {
        event.learning_rate = number_of(value);
      } else if (name == "seconds") {
        event.seconds = number_of(value);
      } else {
        event.logs.emplace_back(name, number_of(value));
      }
    }
    curve.push_back(std::move(event));
  }
  return curve;
}

Outcome outcome_of(const std::string& status) {
  for (const Outcome outcome : {Outcome::kCompleted, Outcome::kStoppedEarly, Outcome::kDiverged}) {
    if (to_string(outcome) == status) return outcome;
  }
  return Outcome::kInterrupted;
}

Json read_json(const fs::path& path) {
  std::error_code error;
  if (!fs::is_regular_file(path, error)) return Json::object();
  Json json = Json::parse(read_file(path), nullptr, /*allow_exceptions=*/false);
  return json.is_object() ? json : Json::object();
}

struct Stored {
  ComparedEntry entry;
  StoredModel model;
  fs::path place;    ///< of the run, without links: equal for the same run
  std::string rows;  ///< what tells the judged rows: equal texts, equal rows
  bool has_folds = false;
};

TrialResult single_result(const fs::path& directory, const StoredModel& model, const Json& run) {
  TrialResult result;
  result.outcome = directory.empty() ? Outcome::kCompleted : outcome_of(run.value("status", ""));
  if (!experiment::is_scored(result.outcome)) result.reason = "the run is " + run.value("status", "incomplete");
  result.metrics = model.metrics;
  result.best_epoch = model.epoch;
  result.epochs = run.value("epochs", model.epoch);
  result.total_parameters = model.assembly.plan->num_parameters();
  result.weights_hash = run.value("weights_hash", "");
  if (directory.empty()) return result;
  result.curve = read_curve(directory / "metrics.jsonl");
  result.seconds = run.contains("seconds") ? number_of(run["seconds"]) : 0;
  const double seconds = run.contains("training_seconds") ? number_of(run["training_seconds"]) : 0;
  const Json::json_pointer rows("/split/rows/train");
  if (seconds > 0 && run.contains(rows)) {
    result.samples_per_second = static_cast<double>(result.epochs) * number_of(run[rows]) / seconds;
  }
  return result;
}

TrialResult fold_result(const fs::path& directory, const experiment::FoldRecord& fold) {
  TrialResult result;
  result.outcome = Outcome::kCompleted;
  result.metrics = fold.metrics;
  result.epochs = fold.epochs;
  result.best_epoch = fold.best_epoch;
  result.weights_hash = fold.weights_hash;
  result.seconds = fold.seconds;
  result.curve = read_curve(directory / fold.run / "metrics.jsonl");
  return result;
}

Stored read_stored(const ComparedRun& asked, std::vector<std::string>& notes) {
  const experiment::FoundRun found = experiment::find_run(asked.source, /*takes_folds=*/true);
  if (!found.note.empty()) notes.push_back(found.note);
  const bool has_folds = !found.directory.empty() && experiment::holds_folds(found.directory);
  const std::vector<experiment::FoldRecord> folds =
      has_folds ? experiment::read_folds(found.directory) : std::vector<experiment::FoldRecord>{};
  if (has_folds && folds.empty()) {
    throw UserError(Fault::kData, fmt::format("no fold of '{}' is through", found.directory.string()),
                    "nnctl train --resume " + shell_word(found.directory.string()));
  }
  const fs::path first = has_folds ? found.directory / folds.front().run : found.directory;
  Stored stored{{},
                experiment::load_model(has_folds ? first / "model.safetensors" : found.model),
                fs::canonical(has_folds ? found.directory : found.model),
                {},
                has_folds};
  const experiment::Assembly& assembly = stored.model.assembly;
  ComparedEntry& entry = stored.entry;
  entry.name = asked.name;
  entry.source = asked.source;
  entry.next = found.directory.empty() ? found.model.string() : found.directory.string();
  entry.model = summarize(*assembly.plan);
  for (const auto& [purpose, bytes] : experiment::training_memory(assembly)) entry.memory_bytes += bytes;
  const experiment::ExperimentConfig resolved = experiment::with_paths_relative_to(assembly.config, fs::current_path());
  entry.config = experiment::ExperimentConfig::schema().write(&resolved);
  entry.loss = assembly.config.training.loss.part.name();
  // Which rows these are: the source's bytes and the split. The columns used may differ.
  const Json split = first.empty() ? Json::object() : read_json(first / "split.json");
  const Json::json_pointer judged(has_folds ? "/rows/test" : "/rows/validation");
  stored.rows = stored.model.data_fingerprint + (split.contains(judged) ? split[judged].dump() : "");
  if (has_folds) {
    for (const experiment::FoldRecord& fold : folds) {
      entry.trials.push_back({fold.fold, fold_result(found.directory, fold)});
    }
  } else {
    const Json run = found.directory.empty() ? Json::object() : read_json(found.directory / "run.json");
    entry.trials.push_back({1, single_result(found.directory, stored.model, run)});
  }
  return stored;
}

void check_comparable(const Stored& first, const Stored& other) {
  const auto target = [](const Stored& stored) {
    return fmt::format("{}", fmt::join(stored.model.target.columns(), ", "));
  };
  if (target(first) != target(other)) {
    throw UserError(Fault::kData,
                    fmt::format("'{}' tells '{}' and '{}' tells '{}': such results cannot be compared",
                                first.entry.source, target(first), other.entry.source, target(other)),
                    "compare runs with the same data.target");
  }
  if (first.has_folds != other.has_folds) {
    throw UserError(Fault::kUsage,
                    fmt::format("one of '{}' and '{}' is a cross-validation, the other a single run",
                                first.entry.source, other.entry.source),
                    "compare like with like; --cv 5 trains both anew over the same folds");
  }
}

void check_different(const Stored& one, const Stored& other) {
  if (one.place != other.place) return;
  throw UserError(Fault::kUsage, fmt::format("'{}' and '{}' are the same run", one.entry.source, other.entry.source),
                  "give each run once; --seeds 5 tells how much a config's results vary");
}

// Equal features, and yet another fingerprint: then it was other data.
bool same_features(const Stored& a, const Stored& b) {
  return a.model.preprocessing->columns() == b.model.preprocessing->columns();
}

}  // namespace

StoredRuns compare_stored(const std::vector<ComparedRun>& runs, const std::string& metric) {
  StoredRuns stored;
  std::vector<Stored> all;
  all.reserve(runs.size());
  std::vector<const experiment::Assembly*> assemblies;
  Mistakes mistakes;
  for (const ComparedRun& run : runs) mistakes.survives([&] { all.push_back(read_stored(run, stored.notes)); });
  mistakes.throw_if_any();
  for (std::size_t i = 1; i < all.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) check_different(all[j], all[i]);
    check_comparable(all.front(), all[i]);
  }
  for (const Stored& one : all) {
    assemblies.push_back(&one.model.assembly);
    if (one.rows == all.front().rows) continue;
    stored.comparison.same_rows = false;
    stored.notes.push_back(
        fmt::format("'{}' and '{}' were judged on different {}: their results say little about which is better",
                    all.front().entry.source, one.entry.source,
                    same_features(all.front(), one) ? "data or rows" : "columns or rows"));
  }
  const ComparedMetric chosen = choose_metric(assemblies, all.front().has_folds ? "test_" : "val_", metric);
  stored.comparison.repeats = all.front().has_folds ? Repeats::kFolds : Repeats::kStored;
  stored.comparison.metric = chosen.name;
  stored.comparison.larger_is_better = chosen.larger_is_better;
  stored.comparison.same_loss = same_loss(assemblies);
  for (Stored& one : all) {
    const auto folds = static_cast<double>(one.entry.trials.size());
    // Each fold is scored once, and all the others train.
    if (one.has_folds && folds > 1) stored.comparison.overlap = 1 / (folds - 1);
    stored.comparison.entries.push_back(std::move(one.entry));
  }
  describe(stored.comparison);
  judge(stored.comparison);
  return stored;
}

}  // namespace nnctl::analysis
