#include "experiment/run_recorder.hpp"

#include <sys/resource.h>

#include <ctime>

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/file.hpp"
#include "base/hash.hpp"
#include "base/shell_word.hpp"
#include "base/version.hpp"
#include "experiment/logs_json.hpp"
#include "kernels/machine.hpp"

namespace nnctl::experiment {

namespace {

using Json = nlohmann::ordered_json;

// A checkpoint every half second at most, and never more than a fiftieth of the time.
constexpr std::chrono::milliseconds kLeastPause(500);
constexpr int kShare = 50;
constexpr int kLookEvery = 16;  // steps between looks at the clock

// Models and checkpoints are synced to the disk; what can be had again from the same command is not.
constexpr bool kDurable = false;

std::string now_text() { return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr))); }

std::optional<std::int64_t> kept_models(const TrainingBlock& training) {
  return training.model_checkpoint ? training.model_checkpoint->keep : std::nullopt;
}

}  // namespace

std::int64_t peak_memory_bytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss * 1024;
}

RunRecorder::RunRecorder(const OpenedExperiment& experiment, std::filesystem::path directory, int threads, bool fresh)
    : experiment_(experiment),
      directory_(std::move(directory)),
      threads_(threads),
      identity_(run_identity(experiment)),
      config_text_(config_text(experiment.assembly.config, directory_)),
      saved_models_(directory_ / "checkpoints", kept_models(experiment.assembly.config.training)),
      started_(now_text()),
      next_checkpoint_(std::chrono::steady_clock::now() + kLeastPause) {
  if (fresh) {
    write_config();
    write_split();
  }
  write_run(nullptr, {});
}

void RunRecorder::write_config() {
  write_file_atomically(directory_ / "config.yaml",
                        fmt::format("# Every default written out; trains again from here: nnctl train {}\n{}",
                                    shell_word((directory_ / "config.yaml").string()), config_text_),
                        kDurable);
}

void RunRecorder::write_split() {
  Json json;
  json["version"] = 1;
  constexpr std::int64_t kMostListed = 1'000'000;  // beyond, the list would be longer than the data
  for (const data::Part part : data::kParts) {
    const data::RowIds& rows = experiment_.data->split.rows(part);
    const std::string name(to_string(part));
    if (rows.count() <= kMostListed) {
      json["rows"][name] = rows.to_vector();
      continue;
    }
    Hasher hasher;
    for (const std::int64_t row : rows) hasher.number(row);
    json["rows"][name] = {{"count", rows.count()}, {"hash", hasher.hex()}};
  }
  write_file_atomically(directory_ / "split.json", json.dump() + "\n", kDurable);
}

void RunRecorder::write_run(const train::Trainer* trainer, const Verdict& verdict) {
  const ExperimentConfig& config = experiment_.assembly.config;
  Json json;
  json["version"] = 1;
  json["name"] = config.name.value_or("");
  json["status"] = trainer != nullptr ? train::to_string(trainer->state().status) : "running";
  json["nnctl_version"] = kVersion;
  json["started"] = started_;
  json["finished"] = trainer != nullptr ? Json(now_text()) : Json();
  json["cpu"] = kernels::cpu_model();
  json["instruction_set"] = kernels::instruction_set();
  json["blas"] = {{"core", kernels::blas_core()}, {"config", kernels::blas_config()}};
  json["threads"] = threads_;
  json["seed"] = config.seed;
  json["source_fingerprint"] = source_fingerprint(experiment_.loaded.config);
  json["config_fingerprint"] = config_fingerprint(config);
  json["data_fingerprint"] = experiment_.data->part(data::Part::kTrain).fingerprint;
  Json split;
  split["strategy"] = to_string(experiment_.data->split.strategy);
  split["seed"] = config.data.split.seed;
  for (const data::Part part : data::kParts) {
    const std::string name(to_string(part));
    split["rows"][name] = experiment_.data->part(part).num_rows();
    const auto& counts = experiment_.data->class_counts[static_cast<std::size_t>(part)];
    for (std::size_t c = 0; c < counts.size(); ++c) {
      split["class_counts"][name][experiment_.data->target.classes()[c]] = counts[c];
    }
  }
  json["split"] = std::move(split);
  if (trainer != nullptr) {
    json["epochs"] = trainer->state().epoch;
    json["best_epoch"] = model_epoch(*trainer);
    json["metrics"] = to_json(model_logs(*trainer));
    json["weights_hash"] = weights_hash(trainer->plan(), trainer->model_weights());
    json["last"] = {{"epoch", trainer->state().epoch},
                    {"metrics", to_json(trainer->state().last_logs)},
                    {"weights_hash", weights_hash(trainer->plan(), trainer->last_weights())}};
    json["seconds"] = trainer->state().seconds;
    json["training_seconds"] = trainer->state().training_seconds;
    json["peak_memory_bytes"] = peak_memory_bytes();
  }
  Json scores = Json::object();
  for (const BaselineRecord& baseline : verdict.baselines) scores[baseline.name] = to_json(baseline.metrics);
  json["baseline"] = std::move(scores);
  json["diagnosis"] = Json::array();
  for (const Finding& finding : verdict.diagnosis) {
    json["diagnosis"].push_back(
        {{"name", finding.name}, {"evidence", finding.evidence}, {"suggestion", finding.suggestion}});
  }
  write_file_atomically(directory_ / "run.json",
                        json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n", kDurable);
}

std::int64_t RunRecorder::model_epoch(const train::Trainer& trainer) {
  return trainer.keeps_best() ? trainer.state().kept_epoch + 1 : trainer.state().epoch;
}

const train::Logs& RunRecorder::model_logs(const train::Trainer& trainer) {
  return trainer.keeps_best() ? trainer.state().kept_logs : trainer.state().last_logs;
}

void RunRecorder::write_models(const train::Trainer& trainer) {
  const ModelRecord kept{model_epoch(trainer), model_logs(trainer)};
  write_file_atomically(directory_ / "model.safetensors", serialize_model(experiment_.assembly, *experiment_.data,
                                                                          config_text_, trainer.model_weights(), kept));
  if (trainer.keeps_best() && kept.epoch != trainer.state().epoch) {
    const ModelRecord last{trainer.state().epoch, trainer.state().last_logs};
    write_file_atomically(directory_ / "last.safetensors", serialize_model(experiment_.assembly, *experiment_.data,
                                                                           config_text_, trainer.last_weights(), last));
  }
}

void RunRecorder::write_checkpoint(const train::Trainer& trainer) {
  const auto begin = std::chrono::steady_clock::now();
  write_file_atomically(directory_ / "checkpoint", train::serialize_checkpoint(trainer, identity_));
  const auto end = std::chrono::steady_clock::now();
  next_checkpoint_ = end + std::max<std::chrono::steady_clock::duration>(kLeastPause, (end - begin) * kShare);
}

void RunRecorder::on_step(const train::Trainer& trainer, const train::StepEvent&) {
  if (--steps_to_look_ > 0) return;
  steps_to_look_ = kLookEvery;
  if (std::chrono::steady_clock::now() >= next_checkpoint_) write_checkpoint(trainer);
}

void RunRecorder::on_epoch(const train::Trainer& trainer, const train::EpochEvent& event) {
  if (event.save_model) {
    const std::string text = config_text(experiment_.assembly.config, saved_models_.directory());
    saved_models_.add(event.epoch + 1, serialize_model(experiment_.assembly, *experiment_.data, text, trainer.weights(),
                                                       {event.epoch + 1, event.logs}));
  }
  steps_to_look_ = 0;
  on_step(trainer, {});
}

bool RunRecorder::has_checkpoint() const {
  std::error_code error;
  return std::filesystem::is_regular_file(directory_ / "checkpoint", error);
}

void RunRecorder::restore(train::Trainer& trainer) const {
  const std::filesystem::path path = directory_ / "checkpoint";
  train::restore_checkpoint(path, read_file(path), identity_, trainer);
}

void RunRecorder::drop_models_after(std::int64_t epochs_done) const { saved_models_.drop_after(epochs_done); }

void RunRecorder::finish(const train::Trainer& trainer, const Verdict& verdict) {
  write_models(trainer);
  // After a divergence the arrays are no state to go on from: the last good checkpoint stays.
  if (trainer.state().status != train::Status::kDiverged) write_checkpoint(trainer);
  write_run(&trainer, verdict);
}

}  // namespace nnctl::experiment
