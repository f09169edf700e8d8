// nnctl compare A B ...: configs trained over the same seeds or folds, or runs by what they have stored.
#include <algorithm>
#include <chrono>

#include <fmt/format.h>

#include "analysis/compared_trainings.hpp"
#include "analysis/stored_runs.hpp"
#include "base/file.hpp"
#include "base/shell_word.hpp"
#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/interrupt.hpp"
#include "experiment/run_directory.hpp"
#include "report/compare_view.hpp"
#include "report/data_view.hpp"
#include "report/figures.hpp"
#include "report/live_line.hpp"

namespace nnctl::cli {

namespace {

using analysis::ComparedEntry;
using analysis::ComparedTrial;
using analysis::Comparison;

namespace fs = std::filesystem;

// A config's file name without its ending; the whole path where another is called the same.
std::vector<std::string> short_names(const std::vector<std::string>& inputs) {
  std::vector<std::string> names;
  for (const std::string& input : inputs) {
    names.push_back(experiment::is_config_path(input) ? fs::path(input).stem().string() : input);
  }
  const std::vector<std::string> stems = names;
  for (std::size_t i = 0; i < names.size(); ++i) {
    for (std::size_t j = 0; j < names.size(); ++j) {
      if (stems[j] == stems[i] && inputs[j] != inputs[i]) names[i] = inputs[i];
    }
    const auto before = std::ranges::count(inputs.begin(), inputs.begin() + static_cast<std::ptrdiff_t>(i), inputs[i]);
    if (before > 0) names[i] += fmt::format(" ({})", before + 1);
  }
  return names;
}

class Progress {
 public:
  Progress(const Context& context, const std::string& metric, std::int64_t trainings)
      : context_(context), metric_(metric), trainings_(trainings) {
    draw();
  }

  void tell(const ComparedEntry& entry, const ComparedTrial& trial, analysis::Repeats repeats) {
    ++done_;
    if (context_.console.can_redraw()) return draw();
    const double* value = train::find_log(trial.result.metrics, metric_);
    const std::string result = value != nullptr && experiment::is_scored(trial.result.outcome)
                                   ? fmt::format("{} {}, {}", metric_, report::format_value(*value),
                                                 report::format_counted(trial.result.epochs, "epoch"))
                                   : trial.result.reason;
    context_.console.note(fmt::format("{}, {}: {}\n", entry.name, report::repeat_name(repeats, trial.number), result));
  }

  double seconds() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count(); }

 private:
  void draw() {
    if (!context_.console.can_redraw()) return;
    const report::Look look = context_.console.err_look();
    const double share = static_cast<double>(done_) / static_cast<double>(trainings_);
    std::string line = fmt::format("{} {} of {} trainings", report::progress_bar(look, share, 20), done_, trainings_);
    if (done_ > 0) line += fmt::format("  {} left", report::format_time_left(seconds() / share * (1 - share)));
    context_.console.show_live(line);
  }

  const Context& context_;
  std::string metric_;
  std::int64_t trainings_;
  std::int64_t done_ = 0;
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

// The picture and the document beside what is printed.
int finish(const Context& context, const Comparison& comparison, report::ComparePage page, const fs::path& directory) {
  page.run = directory.string();
  const report::LineChart chart = report::compare_chart(comparison);
  const bool has_curves = std::ranges::any_of(chart.series, [](const auto& series) { return !series.x.empty(); });
  if (has_curves) {
    page.curves = (directory / "compare.svg").string();
    write_file_atomically(page.curves, report::svg(chart));
  }
  const report::Json document = report::compare_document(comparison, page);
  write_file_atomically(directory / "compare.json", report::to_text(document));
  if (context.options.json) {
    context.print_json(document);
  } else {
    context.console.print(report::compare_view(context.console.out_look(), comparison, page));
  }
  if (page.interrupted) return kInterrupted;
  const bool failed = std::ranges::any_of(comparison.entries, [](const ComparedEntry& entry) {
    return std::ranges::any_of(entry.trials,
                               [](const ComparedTrial& trial) { return !experiment::is_scored(trial.result.outcome); });
  });
  return failed && page.planned > 0 ? kRequirement : kOk;
}

int compare_stored_runs(const Context& context, const CompareArguments& arguments,
                        const std::vector<std::string>& names) {
  if (!context.options.overrides.empty() || context.options.seed) {
    throw UserError(Fault::kUsage, "--set and --seed have no meaning for runs that are through",
                    "--seeds 5 trains their configs anew");
  }
  if (arguments.test) {
    throw UserError(Fault::kUsage, "--test judges models as they are trained, and these runs are through",
                    "nnctl eval " + shell_word(arguments.inputs.front()));
  }
  std::vector<analysis::ComparedRun> runs;
  for (std::size_t i = 0; i < names.size(); ++i) runs.push_back({names[i], arguments.inputs[i]});
  const analysis::StoredRuns stored = analysis::compare_stored(runs, arguments.metric);
  for (const std::string& note : stored.notes) context.note(note);
  return finish(context, stored.comparison, {}, experiment::make_run_directory(context.options.output, "compare"));
}

// A run among configs is trained anew from its own.
std::string config_of(const Context& context, const std::string& input) {
  if (experiment::is_config_path(input)) return input;
  const experiment::FoundRun run = experiment::find_run(input, /*takes_folds=*/true);
  if (run.directory.empty()) {
    throw UserError(Fault::kUsage, fmt::format("'{}' is a model file: it cannot be trained over other seeds", input),
                    "give the run directory that holds it");
  }
  context.note(fmt::format("{} is trained anew from its config", run.directory.string()));
  return (run.directory / "config.yaml").string();
}

int compare_trainings(const Context& context, const CompareArguments& arguments,
                      const std::vector<std::string>& names) {
  analysis::TrainingsRequest request;
  for (std::size_t i = 0; i < names.size(); ++i) {
    request.mistakes.survives([&] {
      request.configs.push_back({names[i], arguments.inputs[i], config_of(context, arguments.inputs[i])});
    });
  }
  request.overrides = context.options.overrides;
  request.seed = context.options.seed;
  request.num_seeds = arguments.seeds.value_or(request.num_seeds);
  request.metric = arguments.metric;
  request.tests = arguments.test;
  if (arguments.folds && arguments.test) {
    throw UserError(Fault::kUsage, "--test has no meaning with --cv: every row that is not held out is scored once",
                    "leave one of them out");
  }
  request.num_folds = arguments.seeds ? std::optional<std::int64_t>(0) : arguments.folds;
  analysis::ComparedTrainings trainings(request);
  // Of the data, and the same for all: `train` says it too.
  for (const std::string& note : trainings.notes()) {
    context.console.detail(report::note_view(context.console.err_look(), note));
  }
  for (const std::string& warning : trainings.warnings()) context.note(warning);
  const fs::path directory = experiment::make_run_directory(context.options.output, "compare");
  const InterruptGuard interrupt;
  Progress progress(context, trainings.metric(), trainings.num_trainings());
  const Comparison comparison = trainings.run(context.threads(), InterruptGuard::flag(),
                                              [&](const ComparedEntry& entry, const ComparedTrial& trial) {
                                                progress.tell(entry, trial, trainings.repeats());
                                              });
  context.console.clear_live();
  const bool interrupted = InterruptGuard::flag().load();
  if (interrupted && context.console.can_redraw()) context.console.note("\n");  // behind the terminal's own ^C
  report::ComparePage page;
  page.planned = trainings.num_trainings();
  page.interrupted = interrupted;
  page.seconds = progress.seconds();
  return finish(context, comparison, page, directory);
}

}  // namespace

int compare(const Context& context, const CompareArguments& arguments) {
  if (arguments.inputs.size() < 2) {
    throw UserError(Fault::kUsage, "compare needs at least two configs or runs",
                    "nnctl compare configs/genre.yaml configs/genre_256_128.yaml");
  }
  const std::vector<std::string> names = short_names(arguments.inputs);
  const bool trains =
      arguments.seeds || arguments.folds || std::ranges::any_of(arguments.inputs, experiment::is_config_path);
  return trains ? compare_trainings(context, arguments, names) : compare_stored_runs(context, arguments, names);
}

}  // namespace nnctl::cli
