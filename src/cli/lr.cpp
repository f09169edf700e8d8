// nnctl lr CONFIG: between which learning rates this net learns, and a suggestion or a refusal.
#include <chrono>

#include <fmt/format.h>

#include "analysis/diagnosis_evidence.hpp"
#include "analysis/lr_range.hpp"
#include "base/file.hpp"
#include "base/shell_word.hpp"
#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/interrupt.hpp"
#include "experiment/run_directory.hpp"
#include "report/live_line.hpp"
#include "report/lr_view.hpp"

namespace nnctl::cli {

namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point begin) { return std::chrono::duration<double>(Clock::now() - begin).count(); }

void check_range(const analysis::RangeOptions& options) {
  if (options.least > 0 && options.least * 10 <= options.most) return;
  throw UserError(Fault::kUsage,
                  fmt::format("--from {:g} --to {:g} is no range of learning rates", options.least, options.most),
                  "give a positive rate, and one at least ten times as large");
}

// The same training with this rate; a schedule of several rates gives way to it.
std::string next_command(const Context& context, const experiment::OpenedExperiment& experiment,
                         const std::string& config, double rate) {
  std::string command = "nnctl train " + shell_word(config);
  for (const std::string& override : context.options.overrides) command += " --set " + shell_word(override);
  if (context.options.seed) command += fmt::format(" --seed {}", *context.options.seed);
  analysis::RateFacts facts = analysis::rate_facts(experiment);
  if (facts.set.empty()) facts.set = "training.optimizer.learning_rate=";
  return command + " " + analysis::set_rate(facts, rate, config);
}

// The steps done, a few times a second.
class Steps {
 public:
  Steps(const Context& context, std::int64_t steps) : context_(context), steps_(steps) {}
  void operator()(std::int64_t done) {
    constexpr double kPause = 0.1;
    if (!context_.console.can_redraw() || seconds_since(drawn_) < kPause) return;
    drawn_ = Clock::now();
    const double share = static_cast<double>(done) / static_cast<double>(steps_);
    const report::Look look = context_.console.err_look();
    context_.console.show_live(fmt::format("{} {} of {} steps", report::progress_bar(look, share, 20), done, steps_));
  }

 private:
  const Context& context_;
  std::int64_t steps_;
  Clock::time_point drawn_ = Clock::now();
};

}  // namespace

int lr(const Context& context, const LrArguments& arguments) {
  const analysis::RangeOptions options{arguments.least, arguments.most, arguments.steps};
  check_range(options);
  experiment::LoadedConfig loaded =
      experiment::load_config(arguments.config, context.options.overrides, context.options.seed);
  if (loaded.config.data.folds && !loaded.config.data.fold) loaded.config.data.fold = 1;
  ThreadPool pool(context.threads());
  experiment::Training training(experiment::open_experiment(std::move(loaded)), pool, /*starts=*/true);
  for (const std::string& note : training.experiment().data->notes) context.note(note);
  const std::string name = training.experiment().assembly.config.name.value_or("model");
  const std::filesystem::path directory = experiment::make_run_directory(context.options.output, name + "-lr");

  const InterruptGuard interrupt;
  const Clock::time_point begin = Clock::now();
  Steps steps(context, options.steps);
  const analysis::RangeTest test = analysis::run_range_test(training, options, InterruptGuard::flag(), std::ref(steps));
  context.console.clear_live();
  if (test.interrupted) {
    std::filesystem::remove(directory);
    return kInterrupted;
  }
  const analysis::RangeVerdict verdict = analysis::judge(test, options);
  report::RangePage page;
  page.name = name;
  page.run = directory.string();
  page.seconds = seconds_since(begin);
  if (verdict.suggestion)
    page.next = next_command(context, training.experiment(), arguments.config, *verdict.suggestion);
  if (!test.points.empty()) {
    page.chart = (directory / "lr.svg").string();
    write_file_atomically(page.chart, report::svg(report::range_chart(test, verdict, name)));
  }
  const report::Json document = report::range_document(test, verdict, page);
  write_file_atomically(directory / "lr.json", report::to_text(document));
  if (context.options.json) {
    context.print_json(document);
  } else {
    context.console.print(report::range_view(context.console.out_look(), test, verdict, page));
  }
  return kOk;
}

}  // namespace nnctl::cli
