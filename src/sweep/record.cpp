#include "sweep/record.hpp"

#include <cmath>
#include <limits>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "experiment/folds_record.hpp"
#include "experiment/logs_json.hpp"
#include "schema/scalar.hpp"

namespace nnctl::sweep {

using experiment::Outcome;
using Json = nlohmann::ordered_json;

namespace {

Json number(double value) { return std::isfinite(value) ? Json(value) : Json(); }

double number_of(const Json& json) {
  return json.is_null() ? std::numeric_limits<double>::quiet_NaN() : json.get<double>();
}

train::Logs logs_of(const Json& json) {
  train::Logs logs;
  for (const auto& [name, value] : json.items()) logs.emplace_back(name, number_of(value));
  return logs;
}

Outcome outcome_of(const std::string& name) {
  for (const Outcome outcome : {Outcome::kCompleted, Outcome::kStoppedEarly, Outcome::kPruned, Outcome::kDiverged}) {
    if (to_string(outcome) == name) return outcome;
  }
  return Outcome::kFailed;
}

}  // namespace

std::string trial_key(const Assignment& assignment, std::int64_t epochs, std::int64_t repeats) {
  return fmt::format("{} epochs={} repeats={}", to_text(assignment), epochs, repeats);
}

void summarize(TrialRecord& record) {
  std::vector<train::Logs> logs;
  std::size_t unscored = 0;
  record.outcome = Outcome::kCompleted;
  record.reason.clear();
  for (const RepeatRecord& repeat : record.repeats) {
    if (experiment::is_scored(repeat.outcome)) {
      logs.push_back(repeat.metrics);
      if (unscored == 0) record.outcome = repeat.outcome;
    } else if (++unscored == 1) {
      record.outcome = repeat.outcome;
      record.reason = repeat.reason;
    }
  }
  record.mean.clear();
  record.std.clear();
  if (unscored > 0) {
    if (record.repeats.size() > 1) {
      record.reason = fmt::format("{} of {} repeats: {}", unscored, record.repeats.size(), record.reason);
    }
    return;
  }
  const experiment::Spread spread = experiment::spread_of(logs);
  record.mean = spread.mean;
  record.std = spread.std;
}

Json to_json(const schema::Node& node) {
  using Kind = schema::Node::Kind;
  if (node.kind() == Kind::kSequence) {
    Json list = Json::array();
    for (const schema::Node& item : node.items()) list.push_back(to_json(item));
    return list;
  }
  if (node.kind() == Kind::kMap) {
    Json map = Json::object();
    for (const schema::Entry& entry : node.entries()) map[entry.key.text()] = to_json(entry.value);
    return map;
  }
  if (node.is_null()) return {};
  if (schema::is_string(node)) return node.text();
  if (const auto value = schema::as_bool(node)) return *value;
  if (const auto value = schema::as_integer(node)) return *value;
  if (const auto value = schema::as_number(node)) return number(*value);
  return node.text();
}

Json parameters_json(const Assignment& assignment) {
  Json json = Json::object();
  for (const schema::Entry& entry : assignment) json[entry.key.text()] = to_json(entry.value);
  return json;
}

std::string journal_line(const TrialRecord& record) {
  Json json;
  json["trial"] = record.trial;
  json["parameters"] = parameters_json(record.assignment);
  json["status"] = to_string(record.outcome);
  json["metrics"] = experiment::to_json(record.mean);
  if (!record.std.empty()) json["std"] = experiment::to_json(record.std);
  if (!record.reason.empty()) json["reason"] = record.reason;
  json["key"] = record.key;
  json["epochs"] = record.epochs;
  json["total_parameters"] = record.total_parameters;
  json["seconds"] = record.seconds;
  if (!record.run.empty()) json["run"] = record.run;
  json["repeats"] = Json::array();
  for (const RepeatRecord& repeat : record.repeats) {
    Json one;
    one["seed"] = repeat.seed;
    one["status"] = to_string(repeat.outcome);
    if (!repeat.reason.empty()) one["reason"] = repeat.reason;
    one["metrics"] = experiment::to_json(repeat.metrics);
    one["epochs"] = repeat.epochs;
    one["best_epoch"] = repeat.best_epoch;
    one["weights_hash"] = repeat.weights_hash;
    one["curve"] = Json::array();
    for (const double value : repeat.curve) one["curve"].push_back(number(value));
    json["repeats"].push_back(std::move(one));
  }
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

TrialRecord read_journal_line(const std::string& line, const std::string& place) {
  try {
    const Json json = Json::parse(line);
    TrialRecord record;
    record.trial = json.at("trial");
    record.key = json.at("key");
    record.epochs = json.at("epochs");
    record.outcome = outcome_of(json.at("status"));
    record.reason = json.value("reason", "");
    record.mean = logs_of(json.at("metrics"));
    if (json.contains("std")) record.std = logs_of(json.at("std"));
    record.total_parameters = json.at("total_parameters");
    record.seconds = json.at("seconds");
    record.run = json.value("run", "");
    for (const Json& one : json.at("repeats")) {
      RepeatRecord repeat;
      repeat.seed = one.at("seed");
      repeat.outcome = outcome_of(one.at("status"));
      repeat.reason = one.value("reason", "");
      repeat.metrics = logs_of(one.at("metrics"));
      repeat.epochs = one.at("epochs");
      repeat.best_epoch = one.at("best_epoch");
      repeat.weights_hash = one.at("weights_hash");
      for (const Json& value : one.at("curve")) repeat.curve.push_back(number_of(value));
      record.repeats.push_back(std::move(repeat));
    }
    return record;
  } catch (const nlohmann::json::exception&) {
    throw UserError(Fault::kData, fmt::format("{}: not a line of a sweep's journal", place),
                    "the file was changed by hand or is damaged: remove the line, and its trial runs again");
  }
}

}  // namespace nnctl::sweep
