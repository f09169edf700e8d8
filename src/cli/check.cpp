// nnctl check CONFIG: everything that can be known without training.
#include <algorithm>
#include <chrono>

#include <fmt/format.h>

#include "analysis/baseline.hpp"
#include "base/shell_word.hpp"
#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "data/columns.hpp"
#include "experiment/initial_weights.hpp"
#include "experiment/model_doubts.hpp"
#include "experiment/shared_data.hpp"
#include "report/data_view.hpp"
#include "report/figures.hpp"
#include "report/profile_view.hpp"
#include "report/summary_view.hpp"
#include "schema/codec.hpp"
#include "sweep/plan.hpp"
#include "train/trainer.hpp"

namespace nnctl::cli {

namespace {

using data::Part;

report::DataFigures figures_of(const experiment::OpenedExperiment& opened) {
  const data::PreparedData& data = *opened.data;
  report::DataFigures figures;
  figures.source = opened.assembly.config.data.train.files.front().string();
  figures.rows = data.part(Part::kTrain).samples->num_rows();
  figures.features = data.preprocessing->columns();
  figures.shape = data.preprocessing->feature_shape();
  figures.target = data.target.columns().front();
  figures.more_targets = std::ssize(data.target.columns()) - 1;
  if (data.target.kind() == data::TargetKind::kClasses) {
    for (std::size_t c = 0; c < data.target.classes().size(); ++c) {
      std::int64_t rows = 0;
      for (const auto& counts : data.class_counts) rows += counts.empty() ? 0 : counts[c];
      figures.classes.emplace_back(data.target.classes()[c], rows);
    }
  }
  figures.split = to_string(data.split.strategy);
  figures.training = data.part(Part::kTrain).num_rows();
  figures.validation = data.part(Part::kValidation).num_rows();
  figures.test = data.part(Part::kTest).num_rows();
  figures.notes = data.notes;
  return figures;
}

// Of the features alone: columns that order, group or name rows may do just that, and no two texts need be the same. A
// window has its target's own past, which is no leak.
std::vector<std::string> column_doubts(const experiment::OpenedExperiment& opened,
                                       const std::vector<analysis::ColumnProfile>& columns,
                                       const report::DataFigures& figures) {
  const data::PartRows& training = opened.data->part(Part::kTrain);
  const data::DataConfig config = opened.assembly.config.data.to_config();
  std::vector<std::string> features = figures.features;
  std::erase(features, figures.target);
  std::vector<analysis::ColumnProfile> looked_at = columns;
  std::erase_if(looked_at, [&](const analysis::ColumnProfile& column) {
    const data::ColumnTypeConfig* type = data::declared_type(column.name, config);
    const bool is_text = type != nullptr && type->name() == "text";
    return std::ranges::find(features, column.name) == features.end() || (is_text && column.is_row_name());
  });
  const auto leaks = analysis::find_leaks(*training.samples->table(), training.rows, features, figures.target);
  return report::doubts(looked_at, leaks, figures.target);
}

// Seconds a step, from a few real ones on weights that are thrown away.
double measure_step(const experiment::OpenedExperiment& opened, const data::Dataset& training, ThreadPool& pool,
                    std::int64_t& memory) {
  const experiment::Assembly& assembly = opened.assembly;
  train::TrainedArrays arrays(*assembly.plan, *assembly.optimizer);
  initialize(*assembly.plan, static_cast<std::uint64_t>(assembly.config.seed), arrays.weights());
  if (const auto& initial = assembly.config.model.initial_weights) {
    experiment::load_initial_weights(*initial, opened.loaded.root, *assembly.plan, arrays.weights());
  }
  train::TrainingStep step(*assembly.plan, *assembly.objective, *assembly.optimizer, training,
                           assembly.config.training.batch_size, static_cast<std::uint64_t>(assembly.config.seed),
                           arrays, pool);
  memory = arrays.size_bytes() + step.size_bytes();
  std::vector<std::int64_t> rows(
      static_cast<std::size_t>(std::min(assembly.config.training.batch_size, training.num_rows())));
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = static_cast<std::int64_t>(i);
  std::vector<double> state(static_cast<std::size_t>(assembly.objective->state_size()));
  constexpr double kLongEnough = 0.05;  // seconds
  const double rate = assembly.optimizer->learning_rate(0, {});
  step.run(rows, 0, rate, state);
  const auto begin = std::chrono::steady_clock::now();
  std::int64_t steps = 0;
  double seconds = 0;
  while (seconds < kLongEnough) {
    step.run(rows, ++steps, rate, state);
    seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  }
  return seconds / static_cast<double>(steps);
}

struct SweepFigures {
  std::string strategy;
  std::int64_t trials = 0;  // 0: follows from what the trials show
  std::int64_t repeats = 1;
};

// The mistakes of a `sweep:` block, and how large the search is. None without one, or when its keys are to come on the
// command line.
std::optional<SweepFigures> check_sweep(const experiment::LoadedConfig& loaded, experiment::SharedData& shared) {
  const auto& block = loaded.config.sweep;
  if (!block || block->parameters.list.empty()) return std::nullopt;
  const sweep::SweepPlan plan = sweep::plan_sweep(loaded, shared);
  SweepFigures figures;
  figures.strategy = schema::Codec<experiment::SweepStrategy>::write(plan.strategy).text();
  figures.trials = sweep::begin_strategy(plan, shared)->total();
  figures.repeats = block->repeats;
  return figures;
}

std::string sweep_text(const SweepFigures& figures) {
  std::string text = "sweep       " + figures.strategy;
  if (figures.trials > 0) text += fmt::format(", {} trials", figures.trials);
  if (figures.repeats > 1) text += fmt::format(", {} trainings each", figures.repeats);
  return text + "\n";
}

}  // namespace

int check(const Context& context, const std::string& config) {
  experiment::SharedData shared;
  experiment::LoadedConfig loaded = experiment::load_config(config, context.options.overrides, context.options.seed);
  const std::optional<SweepFigures> search = check_sweep(loaded, shared);
  const experiment::OpenedExperiment opened = shared.open(std::move(loaded));
  const std::unique_ptr<data::Dataset> training_rows = experiment::training_rows(opened);
  const data::Dataset& training = *training_rows;
  ThreadPool pool(context.threads());
  std::int64_t memory = 0;
  const double step = measure_step(opened, training, pool, memory);
  const experiment::TrainingBlock& settings = opened.assembly.config.training;
  const double steps = std::ceil(static_cast<double>(training.num_rows()) / static_cast<double>(settings.batch_size));
  const double epoch = step * steps;
  report::DataFigures figures = figures_of(opened);
  std::vector<analysis::ColumnProfile> columns;
  if (const data::Table* table = opened.data->part(Part::kTrain).samples->table()) {
    columns = analysis::profile(*table);
    for (std::string& doubt : column_doubts(opened, columns, figures)) figures.notes.push_back(std::move(doubt));
  }
  for (std::string& doubt : experiment::model_doubts(opened)) figures.notes.push_back(std::move(doubt));
  const ModelSummary model = summarize(*opened.assembly.plan);
  if (context.options.json) {
    report::Json json = report::summary_document(model);
    json["data"] = {{"source", figures.source},         {"rows", figures.rows},   {"features", figures.features},
                    {"target", figures.target},         {"split", figures.split}, {"training", figures.training},
                    {"validation", figures.validation}, {"test", figures.test},   {"notes", figures.notes}};
    if (opened.data->fitted) json["data"]["preprocessing"] = opened.data->fitted->origin;
    for (const auto& [label, rows] : figures.classes) json["data"]["classes"][label] = rows;
    for (const analysis::ColumnProfile& column : columns)
      json["data"]["columns"].push_back(report::profile_json(column));
    if (search) {
      json["sweep"] = {{"strategy", search->strategy}, {"trials", nullptr}, {"repeats", search->repeats}};
      if (search->trials > 0) json["sweep"]["trials"] = search->trials;
    }
    json["memory_bytes"] = memory;
    json["seconds_per_epoch"] = report::number(epoch);
    context.print_json(json);
    return kOk;
  }
  const report::Look look = context.console.out_look();
  context.console.print(report::data_view(look, figures) + "\n");
  if (!columns.empty()) context.console.print(report::profile_view(look, columns) + "\n");
  const std::string time =
      fmt::format("{} an epoch ({} steps), {} for {} epochs, without validation", report::format_duration(epoch), steps,
                  report::format_duration(epoch * static_cast<double>(settings.epochs)), settings.epochs);
  if (search) context.console.print(sweep_text(*search) + "\n");
  context.console.print(report::summary_view(look, {opened.assembly.config.name.value_or(""),
                                                    model,
                                                    {{"training", memory}},
                                                    (search ? "nnctl sweep " : "nnctl train ") + shell_word(config)}));
  context.console.print(fmt::format("time: {}\nNo mistakes found in {}.\n", time, config));
  return kOk;
}

}  // namespace nnctl::cli
