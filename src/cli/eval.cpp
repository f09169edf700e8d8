// nnctl eval RUN [--split test|validation|train] [--data FILE]...
#include <algorithm>
#include <numeric>

#include <fmt/format.h>

#include "analysis/baseline.hpp"
#include "analysis/classification.hpp"
#include "base/shell_word.hpp"
#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/requirements.hpp"
#include "data/dataset.hpp"
#include "data/npz.hpp"
#include "experiment/ids.hpp"
#include "experiment/run_directory.hpp"
#include "experiment/stored_model.hpp"
#include "report/evaluation_view.hpp"
#include "train/predictor.hpp"

namespace nnctl::cli {

namespace {

using data::Part;
using experiment::StoredModel;

struct Judged {
  std::string name;  ///< "test", or the files
  data::PartRows rows;
};

Part part_of(const std::string& name) {
  if (name == "train") return Part::kTrain;
  return name == "validation" ? Part::kValidation : Part::kTest;
}

data::PartRows open_part(const StoredModel& model, Part part) {
  const experiment::DataBlock& data = model.loaded.config.data;
  for (const std::filesystem::path& file : data.train.files) {
    if (std::error_code error; !std::filesystem::exists(data::ArrayPath::parse(file).file, error)) {
      throw UserError(
          Fault::kData,
          fmt::format("the model's data '{}' is not there: its {} rows cannot be read", file.string(), to_string(part)),
          "the path starts from the model's own directory; give rows to judge with --data FILE");
    }
  }
  data::PartRows rows = data::reopen(data.to_config(), part, *model.preprocessing, model.target);
  const bool own_source =
      (part == Part::kTest && !data.test.empty()) || (part == Part::kValidation && !data.validation.empty());
  if (!own_source && rows.fingerprint != model.data_fingerprint) {
    throw UserError(Fault::kData,
                    fmt::format("'{}' has changed since the model was trained: its {} rows would not be the same",
                                data.train.files.front().string(), to_string(part)),
                    "restore the file, train again, or judge it as other data with --data FILE");
  }
  return rows;
}

Judged choose_rows(const StoredModel& model, const EvalArguments& arguments) {
  if (!arguments.data.empty()) {
    data::SourceConfig source;
    source.csv = model.loaded.config.data.csv_options();
    for (const std::string& file : arguments.data) source.files.emplace_back(file);
    source.arrays = model.loaded.config.data.train.arrays && source.files.size() == 2;
    return {fmt::format("{}", fmt::join(arguments.data, ", ")),
            data::open_rows(source, *model.preprocessing, model.target, model.loaded.config.data.to_config())};
  }
  if (!arguments.split.empty()) {
    Judged judged{arguments.split, open_part(model, part_of(arguments.split))};
    if (judged.rows.num_rows() > 0) return judged;
    throw UserError(Fault::kData, fmt::format("the model's config holds out no {} rows", arguments.split),
                    "choose another --split, or give --data FILE");
  }
  for (const char* name : {"test", "validation"}) {
    Judged judged{name, open_part(model, part_of(name))};
    if (judged.rows.num_rows() > 0) return judged;
  }
  throw UserError(Fault::kData, "the model's config holds out neither test nor validation rows",
                  "judge the training rows with --split train, or other data with --data FILE");
}

// What the constant baseline tells comes from the training rows, which need not be at hand any more.
std::unique_ptr<data::Dataset> training_rows(const StoredModel& model) {
  try {
    return data::make_dataset(open_part(model, Part::kTrain), *model.preprocessing, &model.target,
                              model.assembly.encoding, {}, model.loaded.config.data.memory);
  } catch (const UserError&) {
    return nullptr;
  }
}

// What is required of the rows judged; other data stand for test rows.
std::vector<experiment::CheckedRequirement> requirements_of(const StoredModel& model, const std::string& split,
                                                            const train::Logs& metrics) {
  const std::string_view prefix = split == "train" ? "" : split == "validation" ? "val_" : "test_";
  train::Logs logs;
  for (const auto& [name, value] : metrics) logs.emplace_back(std::string(prefix) + name, value);
  return experiment::check_requirements(model.assembly.config.require, logs, std::span(&prefix, 1));
}

// Run by run: there may be more rows than memory holds.
analysis::ConfusionMatrix confusion_of(const StoredModel& model, const Judged& judged, const data::Dataset& rows,
                                       ThreadPool& pool) {
  constexpr std::int64_t kRunRows = 1 << 16;
  const auto classes = static_cast<std::size_t>(model.target.num_classes());
  analysis::ConfusionMatrix sum(classes, std::vector<std::int64_t>(classes));
  for (std::int64_t first = 0; first < rows.num_rows(); first += kRunRows) {
    std::vector<std::int64_t> places(static_cast<std::size_t>(std::min(kRunRows, rows.num_rows() - first)));
    std::iota(places.begin(), places.end(), first);
    std::vector<std::int64_t> ids;
    for (auto row = judged.rows.rows.from(first); ids.size() < places.size(); ++row) ids.push_back(*row);
    const data::SubsetDataset run(rows, std::move(places));
    const auto told = analysis::predicted_classes(
        train::predict(*model.assembly.plan, model.weights, run, pool), model.assembly.plan->output().num_elements(),
        model.target.positive(), boundary(model.assembly.objective->loss().answer(), model.target.threshold()));
    const auto truth = model.target.class_ids(judged.rows.samples->targets(), ids);
    const auto matrix = analysis::confusion_matrix(truth, told, model.target.num_classes());
    for (std::size_t t = 0; t < classes; ++t) {
      for (std::size_t c = 0; c < classes; ++c) sum[t][c] += matrix[t][c];
    }
  }
  return sum;
}

}  // namespace

int eval(const Context& context, const EvalArguments& arguments) {
  const experiment::FoundRun run = experiment::find_run(arguments.run);
  const StoredModel model = experiment::load_model(run.model);
  if (!run.note.empty()) context.note(run.note);
  if (model.resaved)
    context.note(fmt::format("'{}' was saved again by another tool; its content is sound", run.model.string()));
  const Judged judged = choose_rows(model, arguments);
  experiment::check_ids(*model.assembly.plan, *model.preprocessing, judged.rows.samples, judged.rows.rows);
  if (judged.rows.num_dropped > 0) {
    context.note(fmt::format("{} of {} rows are not judged: a value is missing (missing: drop)",
                             judged.rows.num_dropped, judged.rows.num_dropped + judged.rows.num_rows()));
  }
  const std::string weight = model.loaded.config.data.weight.value_or("");
  const data::Table* table = judged.rows.samples->table();
  const bool weighs = !weight.empty() && table != nullptr && table->find_column(weight) >= 0;
  const std::unique_ptr<data::Dataset> judged_rows =
      data::make_dataset(judged.rows, *model.preprocessing, &model.target, model.assembly.encoding,
                         weighs ? weight : "", model.loaded.config.data.memory);
  const data::Dataset& rows = *judged_rows;

  ThreadPool pool(context.threads());
  train::Evaluator evaluator(*model.assembly.plan, *model.assembly.objective, rows,
                             model.assembly.config.training.batch_size, pool);
  const train::Evaluation evaluation = evaluator.evaluate(model.weights);
  train::Logs metrics = {{"loss", evaluation.loss}};
  for (std::size_t i = 0; i < evaluation.metrics.size(); ++i) {
    metrics.emplace_back(model.assembly.objective->metrics()[i].name, evaluation.metrics[i]);
  }
  std::vector<report::Score> scores = {{"model", metrics}};
  if (const auto training = training_rows(model)) {
    experiment::BaselineRecord constant = analysis::constant_baseline(model.assembly, *training, rows, pool);
    scores.push_back({std::move(constant.name), std::move(constant.metrics)});
  }
  for (experiment::BaselineRecord& naive : analysis::naive_baselines(model.assembly, rows, "", pool)) {
    scores.push_back({std::move(naive.name), std::move(naive.metrics)});
  }

  const auto requirements = requirements_of(model, judged.name, metrics);

  report::EvaluationPage page;
  page.split = judged.name;
  page.samples = rows.num_rows();
  page.scores = scores;
  page.run = run.directory.empty() ? run.model.string() : run.directory.string();
  page.next = fmt::format("nnctl predict {} FILE", shell_word(page.run));
  if (model.target.kind() == data::TargetKind::kLabels) {
    const std::vector<Real> predictions = train::predict(*model.assembly.plan, model.weights, rows, pool);
    const auto truth = model.target.encode(judged.rows.samples->targets(), judged.rows.rows, model.assembly.encoding);
    const auto figures =
        analysis::label_scores(truth, predictions, model.target.num_classes(),
                               boundary(model.assembly.objective->loss().answer(), model.target.threshold()));
    for (std::size_t c = 0; c < figures.size(); ++c) {
      page.classes.push_back(
          {model.target.classes()[c], figures[c].precision, figures[c].recall, figures[c].f1, figures[c].support});
    }
  }
  if (model.target.kind() == data::TargetKind::kClasses) {
    page.confusion = confusion_of(model, judged, rows, pool);
    const auto figures = analysis::class_scores(page.confusion);
    for (std::size_t c = 0; c < figures.size(); ++c) {
      page.classes.push_back(
          {model.target.classes()[c], figures[c].precision, figures[c].recall, figures[c].f1, figures[c].support});
    }
    for (const auto& [name, score] : analysis::class_averages(page.confusion)) {
      page.averages.push_back({name, score.precision, score.recall, score.f1, score.support});
    }
  }
  if (!context.options.json) {
    context.console.print(report::evaluation_view(context.console.out_look(), page));
    return report_requirements(context, requirements);
  }
  report::Json json = report::document();
  json["run"] = page.run;
  json["split"] = page.split;
  json["samples"] = page.samples;
  json["metrics"] = report::metrics(metrics);
  json["baseline"] = report::Json::object();
  for (std::size_t i = 1; i < scores.size(); ++i) json["baseline"][scores[i].name] = report::metrics(scores[i].metrics);
  json["requirements"] = requirements_json(requirements);
  if (!page.classes.empty()) {
    json["classes"] = model.target.classes();
    if (!page.confusion.empty()) json["confusion_matrix"] = page.confusion;
    for (const report::ClassFigures& figures : page.classes) {
      json["per_class"].push_back({{"class", figures.name},
                                   {"precision", report::number(figures.precision)},
                                   {"recall", report::number(figures.recall)},
                                   {"f1", report::number(figures.f1)},
                                   {"support", figures.support}});
    }
    for (const report::ClassFigures& figures : page.averages) {
      json["averages"][figures.name] = {{"precision", report::number(figures.precision)},
                                        {"recall", report::number(figures.recall)},
                                        {"f1", report::number(figures.f1)}};
    }
  }
  context.print_json(json);
  return report_requirements(context, requirements);
}

}  // namespace nnctl::cli
