#include "analysis/compared_trainings.hpp"

#include <algorithm>
#include <mutex>

#include <fmt/format.h>

#include "analysis/compared_metric.hpp"
#include "experiment/training_memory.hpp"

namespace nnctl::analysis {

using data::Part;
using experiment::LoadedConfig;
using experiment::OpenedExperiment;

namespace {

// Every config's mistakes, so that all can be mended at once.
std::vector<LoadedConfig> load_all(const TrainingsRequest& request, const std::vector<std::string>& more) {
  std::vector<LoadedConfig> configs;
  Mistakes mistakes = request.mistakes;
  std::vector<std::string> overrides = request.overrides;
  overrides.insert(overrides.end(), more.begin(), more.end());
  for (const ComparedConfig& config : request.configs) {
    mistakes.survives([&] { configs.push_back(experiment::load_config(config.path, overrides, request.seed)); });
  }
  mistakes.throw_if_any();
  return configs;
}

// What is asked for, or what all configs ask for.
std::int64_t folds_of(const TrainingsRequest& request, const std::vector<LoadedConfig>& configs) {
  if (request.num_folds) return *request.num_folds;
  const std::int64_t folds = configs.front().config.data.folds.value_or(0);
  for (const LoadedConfig& config : configs) {
    if (config.config.data.folds.value_or(0) == folds) continue;
    throw UserError(Fault::kConfig, "the configs ask for different numbers of data.folds",
                    "--cv 5 takes five for all of them, --seeds 5 none");
  }
  return folds;
}

void check_comparable(const OpenedExperiment& first, const OpenedExperiment& other, Part judged,
                      const std::string& first_name, const std::string& other_name) {
  const auto target = [](const OpenedExperiment& opened) {
    return fmt::format("{}", fmt::join(opened.data->target.columns(), ", "));
  };
  if (target(first) != target(other)) {
    throw UserError(Fault::kConfig,
                    fmt::format("'{}' tells '{}' and '{}' tells '{}': such results cannot be compared", first_name,
                                target(first), other_name, target(other)),
                    "compare configs with the same data.target");
  }
  const auto steps = [](const OpenedExperiment& opened) {
    const auto& window = opened.loaded.config.data.window;
    return window ? fmt::format("{}", fmt::join(window->steps, ", ")) : "none";
  };
  if (steps(first) != steps(other)) {
    throw UserError(
        Fault::kConfig,
        fmt::format("'{}' and '{}' forecast different steps: such results cannot be compared", first_name, other_name),
        "give both the same data.window.horizon");
  }
  const data::PartRows& rows = first.data->part(judged);
  const data::PartRows& others = other.data->part(judged);
  if (rows.samples->content_hash() != others.samples->content_hash()) {
    throw UserError(Fault::kConfig,
                    fmt::format("'{}' and '{}' are judged on different data: '{}' and '{}' differ", first_name,
                                other_name, first.loaded.config.data.train.files.front().string(),
                                other.loaded.config.data.train.files.front().string()),
                    "give both the same data.train, or data.validation");
  }
  if (rows.rows != others.rows) {
    throw UserError(Fault::kConfig,
                    fmt::format("'{}' and '{}' hold out different rows: {} and {} of them", first_name, other_name,
                                rows.num_rows(), others.num_rows()),
                    "give both the same data.split; --set sets a key for all, such as --set data.split.seed=0");
  }
}

}  // namespace

ComparedTrainings::ComparedTrainings(const TrainingsRequest& request) {
  std::vector<LoadedConfig> configs = load_all(request, {});
  const std::int64_t folds = folds_of(request, configs);
  if (folds > 0) {
    configs = load_all(request, {fmt::format("data.folds={}", folds), "data.fold=1"});
  } else if (request.num_folds) {
    configs = load_all(request, {"data.folds=null", "data.fold=null"});
  }
  comparison_.repeats = folds > 0 ? Repeats::kFolds : Repeats::kSeeds;
  open(request, configs);
  const std::int64_t first = folds > 0 ? 1 : request.seed.value_or(configs.front().config.seed);
  comparison_.wanted = folds > 0 ? folds : request.num_seeds;
  for (std::int64_t i = 0; i < comparison_.wanted; ++i) {
    for (std::size_t entry = 0; entry < entries_.size(); ++entry) tasks_.push_back({entry, first + i});
  }
}

// The rows that decide.
Part ComparedTrainings::judged_part() const {
  return comparison_.repeats == Repeats::kFolds ? Part::kTest : Part::kValidation;
}

// Samples that decide: less than the rows where these are windows or lack values.
std::int64_t ComparedTrainings::count_judged(const OpenedExperiment& experiment) {
  if (comparison_.repeats != Repeats::kFolds) return data_.rows(experiment).validation->num_rows();
  return experiment.data->dataset(Part::kTest, experiment.assembly.encoding)->num_rows();
}

void ComparedTrainings::open(const TrainingsRequest& request, const std::vector<LoadedConfig>& configs) {
  std::vector<OpenedExperiment> opened;
  std::vector<const experiment::Assembly*> assemblies;
  opened.reserve(configs.size());
  std::int64_t first_samples = 0;
  Mistakes mistakes;
  for (const LoadedConfig& config : configs) mistakes.survives([&] { opened.push_back(data_.open(config)); });
  mistakes.throw_if_any();
  for (std::size_t i = 0; i < configs.size(); ++i) {
    const OpenedExperiment& experiment = opened[i];
    const data::PartRows& judged = experiment.data->part(judged_part());
    if (judged.num_rows() == 0) {
      throw UserError(Fault::kConfig, fmt::format("'{}' holds out no validation rows", request.configs[i].name),
                      "give data.split.validation a share, or compare over folds with --cv 5");
    }
    if (i > 0) check_comparable(opened[0], experiment, judged_part(), request.configs[0].name, request.configs[i].name);
    const std::int64_t samples = count_judged(experiment);
    if (i == 0) first_samples = samples;
    if (samples != first_samples) {
      warnings_.push_back(fmt::format("'{}' is judged on {} samples and '{}' on {}", request.configs[0].name,
                                      first_samples, request.configs[i].name, samples));
    }
    Entry entry{configs[i], nullptr};
    if (request.tests) {
      entry.test = experiment::test_rows(experiment);
      if (entry.test == nullptr) {
        throw UserError(Fault::kConfig, fmt::format("'{}' holds out no test rows", request.configs[i].name),
                        "give data.split.test a share, or leave --test out");
      }
    }
    entries_.push_back(std::move(entry));
    if (i == 0) {
      const auto scored = static_cast<double>(judged.num_rows());
      const auto trained = static_cast<double>(experiment.data->part(Part::kTrain).num_rows());
      if (comparison_.repeats == Repeats::kFolds) {
        comparison_.overlap = scored / trained;
      } else {
        comparison_.judged_rows = judged.num_rows();
      }
    }
    ComparedEntry compared;
    compared.name = request.configs[i].name;
    compared.source = request.configs[i].source;
    compared.next = request.configs[i].path;
    compared.model = summarize(*experiment.assembly.plan);
    for (const auto& [purpose, bytes] : experiment::training_memory(experiment.assembly))
      compared.memory_bytes += bytes;
    const experiment::ExperimentConfig resolved =
        experiment::with_paths_relative_to(experiment.assembly.config, std::filesystem::current_path());
    compared.config = experiment::ExperimentConfig::schema().write(&resolved);
    compared.loss = experiment.assembly.config.training.loss.part.name();
    comparison_.entries.push_back(std::move(compared));
  }
  for (const OpenedExperiment& one : opened) assemblies.push_back(&one.assembly);
  const ComparedMetric metric =
      choose_metric(assemblies, comparison_.repeats == Repeats::kFolds ? "test_" : "val_", request.metric);
  comparison_.metric = metric.name;
  comparison_.larger_is_better = metric.larger_is_better;
  comparison_.same_loss = same_loss(assemblies);
  notes_ = opened.front().data->notes;
  describe(comparison_);
}

experiment::TrialResult ComparedTrainings::train(const Task& task, int threads, const std::atomic<bool>& interrupted) {
  // Whichever thread it is, data is read and numbers are rounded as outside of a pool.
  const KeepDenormals precise;
  const Entry& entry = entries_[task.entry];
  LoadedConfig config = entry.config;
  const bool folds = comparison_.repeats == Repeats::kFolds;
  if (folds) {
    config.config.data.fold = task.number;
  } else {
    config.config.seed = task.number;
  }
  ThreadPool pool(threads);
  train::Logs judged;
  experiment::TrialHooks hooks;
  if (folds || entry.test) {
    hooks.ended = [&](const experiment::Training& training, const experiment::TrialResult& result) {
      if (result.metrics.empty()) return;
      const OpenedExperiment& experiment = training.experiment();
      const auto rows = folds ? std::shared_ptr<const data::Dataset>(
                                    experiment.data->dataset(Part::kTest, experiment.assembly.encoding))
                              : entry.test;
      for (const auto& [name, value] : training.evaluate(*rows)) judged.emplace_back("test_" + name, value);
    };
  }
  experiment::TrialResult result = experiment::run_trial(std::move(config), data_, pool, interrupted, hooks);
  for (auto& log : judged) result.metrics.push_back(std::move(log));
  return result;
}

Comparison ComparedTrainings::run(int threads, const std::atomic<bool>& interrupted, const Listener& listener) {
  const auto count = static_cast<std::int64_t>(tasks_.size());
  const int workers = static_cast<int>(std::clamp<std::int64_t>(count, 1, threads));
  std::vector<std::optional<experiment::TrialResult>> results(tasks_.size());
  std::size_t next = 0;
  std::mutex mutex;  // of results and of the listener
  auto run = [&](std::int64_t index, int) {
    if (interrupted.load(std::memory_order_relaxed)) return;
    experiment::TrialResult result =
        train(tasks_[static_cast<std::size_t>(index)], std::max(1, threads / workers), interrupted);
    const std::lock_guard lock(mutex);
    results[static_cast<std::size_t>(index)] = std::move(result);
    for (; next < results.size() && results[next]; ++next) {
      if (results[next]->outcome == experiment::Outcome::kInterrupted) continue;
      ComparedEntry& entry = comparison_.entries[tasks_[next].entry];
      entry.trials.push_back({tasks_[next].number, *results[next]});
      if (listener) listener(entry, entry.trials.back());
    }
  };
  ThreadPool pool(workers);
  pool.for_each_chunk(count, run);
  // What ended behind an interrupted one.
  for (; next < results.size(); ++next) {
    if (!results[next] || results[next]->outcome == experiment::Outcome::kInterrupted) continue;
    comparison_.entries[tasks_[next].entry].trials.push_back({tasks_[next].number, *results[next]});
  }
  judge(comparison_);
  return std::move(comparison_);
}

}  // namespace nnctl::analysis
