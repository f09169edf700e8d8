// The comparison for programs.
#include <cmath>

#include "report/compare_view.hpp"

namespace nnctl::report {

using analysis::ComparedEntry;
using analysis::ComparedPair;
using analysis::ComparedTrial;
using analysis::Comparison;
using analysis::Repeats;

namespace {

const char* number_key(Repeats repeats) {
  if (repeats == Repeats::kFolds) return "fold";
  return repeats == Repeats::kSeeds ? "seed" : "run";
}

Json trial_json(const Comparison& comparison, const ComparedTrial& trial) {
  Json json = Json::object();
  json[number_key(comparison.repeats)] = trial.number;
  json["status"] = to_string(trial.result.outcome);
  json["reason"] = trial.result.reason.empty() ? Json() : Json(trial.result.reason);
  json["metrics"] = metrics(trial.result.metrics);
  json["epochs"] = trial.result.epochs;
  json["best_epoch"] = trial.result.best_epoch;
  json["weights_hash"] = trial.result.weights_hash;
  json["seconds"] = number(trial.result.seconds);
  return json;
}

Json entry_json(const Comparison& comparison, const ComparedEntry& entry) {
  Json json = Json::object();
  json["name"] = entry.name;
  json["source"] = entry.source;
  const Json model = summary_document(entry.model);
  for (const char* key :
       {"layers", "total_parameters", "trainable_parameters", "non_trainable_parameters", "flops_per_sample"}) {
    json[key] = model.at(key);
  }
  json["memory_bytes"] = entry.memory_bytes;
  json["seconds_per_epoch"] = number(entry.seconds_per_epoch());
  json["samples_per_second"] = number(entry.samples_per_second());
  json["loss"] = entry.loss;
  json["trials"] = Json::array();
  for (const ComparedTrial& trial : entry.trials) json["trials"].push_back(trial_json(comparison, trial));
  json["mean"] = Json::object();
  json["std"] = Json::object();
  for (const ComparedTrial& trial : entry.trials) {
    for (const auto& [name, value] : trial.result.metrics) {
      const Summary summary = entry.summary(name);
      json["mean"][name] = number(summary.mean);
      json["std"][name] = number(summary.std);
    }
  }
  return json;
}

}  // namespace

Json compare_document(const Comparison& comparison, const ComparePage& page) {
  Json json = document();
  const auto name = [&](std::size_t entry) { return comparison.entries[entry].name; };
  json["run"] = page.run.empty() ? Json() : Json(page.run);
  json["status"] = page.interrupted ? "interrupted" : "completed";
  json["metric"] = {{"name", comparison.metric}, {"mode", comparison.larger_is_better ? "max" : "min"}};
  json["repeats"] = comparison.repeats == Repeats::kStored  ? "stored"
                    : comparison.repeats == Repeats::kSeeds ? "seeds"
                                                            : "folds";
  json["same_rows"] = comparison.same_rows;
  json["differences"] = Json::array();
  for (const analysis::ConfigDifference& difference : comparison.differences) {
    Json values = Json::array();
    for (const auto& value : difference.values) values.push_back(value ? Json(*value) : Json());
    json["differences"].push_back({{"key", difference.key}, {"values", std::move(values)}});
  }
  json["entries"] = Json::array();
  for (const ComparedEntry& entry : comparison.entries) json["entries"].push_back(entry_json(comparison, entry));
  json["pairs"] = Json::array();
  for (const ComparedPair& pair : comparison.pairs) {
    json["pairs"].push_back({{"better", name(pair.better)},
                             {"other", name(pair.other)},
                             {"difference", number(pair.test.difference)},
                             {"low", number(pair.test.low)},
                             {"high", number(pair.test.high)},
                             {"t", number(pair.test.t)},
                             {"pairs", pair.test.pairs},
                             {"p", number(pair.test.p)},
                             {"p_holm", number(pair.p)},
                             {"beyond_noise", pair.is_real()}});
  }
  json["test"] = comparison.overlap > 0 ? "paired t-test, corrected for overlapping folds" : "paired t-test";
  json["best"] = comparison.best ? Json(name(*comparison.best)) : Json();
  json["smallest_as_good"] = comparison.smallest ? Json(name(*comparison.smallest)) : Json();
  json["verdict"] = verdict(comparison);
  json["curves"] = page.curves.empty() ? Json() : Json(page.curves);
  json["seconds"] = page.seconds;
  return json;
}

}  // namespace nnctl::report
