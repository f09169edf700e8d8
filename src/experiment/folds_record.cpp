#include "experiment/folds_record.hpp"

#include <algorithm>
#include <limits>

#include "base/file.hpp"
#include "base/summary.hpp"
#include "base/version.hpp"
#include "experiment/logs_json.hpp"

namespace nnctl::experiment {

namespace {

using Json = nlohmann::ordered_json;

Json read_run(const std::filesystem::path& directory) {
  std::error_code error;
  const std::filesystem::path path = directory / "run.json";
  if (!std::filesystem::is_regular_file(path, error)) return {};
  return Json::parse(read_file(path), nullptr, /*allow_exceptions=*/false);
}

train::Logs logs_of(const Json& json) {
  train::Logs logs;
  for (const auto& [name, value] : json.items()) {
    logs.emplace_back(name, value.is_number() ? value.get<double>() : std::numeric_limits<double>::quiet_NaN());
  }
  return logs;
}

Json baselines_json(const std::vector<BaselineRecord>& baselines) {
  Json json = Json::object();
  for (const BaselineRecord& baseline : baselines) json[baseline.name] = to_json(baseline.metrics);
  return json;
}

}  // namespace

Spread spread_of(const std::vector<train::Logs>& folds) {
  Spread spread;
  if (folds.empty()) return spread;
  for (const auto& [name, first] : folds.front()) {
    std::vector<double> values;
    for (const train::Logs& logs : folds) {
      if (const double* value = train::find_log(logs, name)) values.push_back(*value);
    }
    if (values.size() < folds.size()) continue;
    const Summary summary = summary_of(values);
    spread.mean.emplace_back(name, summary.mean);
    if (folds.size() > 1) spread.std.emplace_back(name, summary.std);
  }
  return spread;
}

std::vector<BaselineRecord> mean_baselines(const std::vector<FoldRecord>& folds) {
  std::vector<BaselineRecord> means;
  if (folds.empty()) return means;
  for (std::size_t i = 0; i < folds.front().baselines.size(); ++i) {
    const std::string& name = folds.front().baselines[i].name;
    std::vector<train::Logs> logs;
    for (const FoldRecord& fold : folds) {
      const auto same = std::ranges::find(fold.baselines, name, &BaselineRecord::name);
      if (same != fold.baselines.end()) logs.push_back(same->metrics);
    }
    if (logs.size() == folds.size()) means.push_back({name, spread_of(logs).mean});
  }
  return means;
}

void write_folds(const std::filesystem::path& directory, const std::string& name, const std::string& status,
                 std::int64_t num_folds, const std::vector<FoldRecord>& folds) {
  Json json;
  json["version"] = 1;
  json["name"] = name;
  json["status"] = status;
  json["nnctl_version"] = kVersion;
  json["num_folds"] = num_folds;
  json["folds"] = Json::array();
  std::vector<train::Logs> logs;
  for (const FoldRecord& fold : folds) {
    logs.push_back(fold.metrics);
    json["folds"].push_back({{"fold", fold.fold},
                             {"run", fold.run},
                             {"metrics", to_json(fold.metrics)},
                             {"baseline", baselines_json(fold.baselines)},
                             {"epochs", fold.epochs},
                             {"best_epoch", fold.best_epoch},
                             {"weights_hash", fold.weights_hash},
                             {"seconds", fold.seconds}});
  }
  const Spread spread = spread_of(logs);
  json["mean"] = to_json(spread.mean);
  json["std"] = to_json(spread.std);
  json["baseline"] = baselines_json(mean_baselines(folds));
  write_file_atomically(directory / "run.json",
                        json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n");
}

std::vector<FoldRecord> read_folds(const std::filesystem::path& directory) {
  std::vector<FoldRecord> folds;
  try {
    const Json json = read_run(directory);
    if (!json.is_object()) return folds;
    for (const Json& entry : json.at("folds")) {
      FoldRecord fold;
      fold.fold = entry.at("fold").get<std::int64_t>();
      fold.run = entry.at("run").get<std::string>();
      fold.metrics = logs_of(entry.at("metrics"));
      for (const auto& [name, metrics] : entry.at("baseline").items())
        fold.baselines.push_back({name, logs_of(metrics)});
      fold.epochs = entry.at("epochs").get<std::int64_t>();
      fold.best_epoch = entry.at("best_epoch").get<std::int64_t>();
      fold.weights_hash = entry.at("weights_hash").get<std::string>();
      fold.seconds = entry.at("seconds").get<double>();
      folds.push_back(std::move(fold));
    }
  } catch (const nlohmann::json::exception& error) {
    throw UserError(Fault::kData,
                    fmt::format("'{}' cannot be read: {}", (directory / "run.json").string(), error.what()),
                    "the file is damaged or was edited");
  }
  return folds;
}

bool holds_folds(const std::filesystem::path& directory) {
  const Json json = read_run(directory);
  return json.is_object() && json.contains("folds");
}

}  // namespace nnctl::experiment
