// nnctl sweep CONFIG [KEY=V1,V2,...]... [--workers N] [--extend]
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/assert.hpp"
#include "base/shell_word.hpp"
#include "base/version.hpp"
#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/interrupt.hpp"
#include "cli/sweep_files.hpp"
#include "cli/training_run.hpp"
#include "experiment/places.hpp"
#include "experiment/run_recorder.hpp"
#include "report/figures.hpp"
#include "report/metrics_files.hpp"
#include "report/sweep_noise.hpp"
#include "report/sweep_picture.hpp"
#include "report/sweep_progress.hpp"
#include "report/sweep_view.hpp"
#include "schema/codec.hpp"

namespace nnctl::cli {

namespace {

namespace fs = std::filesystem;
using experiment::KeptRuns;
using sweep::SweepStatus;
using sweep::TrialRecord;

class SweepCommand {
 public:
  SweepCommand(const Context& context, const SweepArguments& arguments) : context_(context), arguments_(arguments) {}

  int run() {
    experiment::LoadedConfig loaded =
        experiment::load_config(arguments_.config, context_.options.overrides, context_.options.seed, arguments_.grid);
    name_ = *loaded.config.name;
    plan_ = sweep::plan_sweep(std::move(loaded), data_);
    const fs::path directory =
        context_.options.output ? fs::path(*context_.options.output) : fs::path("runs") / (name_ + "-sweep") / "1";
    const std::string what = definition(directory);
    files_.emplace(directory);
    sweep::Journal journal(directory, what, arguments_.extends);
    if (journal.num_trials() > 0) {
      context_.note(fmt::format("{} goes on: {} done before", directory.string(),
                                report::format_counted(journal.num_trials(), "trial")));
    }
    const InterruptGuard interrupt;
    sweep::SweepResult result = search(journal);
    trials_ = sweep::trials_of(result.jobs);
    order_ = sweep::ranking(plan_, trials_);
    if (trials_.empty() && result.status == SweepStatus::kCompleted) refuse_empty();
    const bool has_winner = !order_.empty() && !std::isnan(sweep::score(plan_, trials_[order_.front()]));
    write_files(has_winner);
    SweepWinner winner;
    std::string failure;
    if (has_winner && result.status != SweepStatus::kInterrupted) {
      const experiment::TrialResult again = train_winner(trials_[order_.front()], winner);
      if (again.outcome == experiment::Outcome::kInterrupted) result.status = SweepStatus::kInterrupted;
      if (!experiment::is_scored(again.outcome)) failure = again.reason;
    }
    const bool fails = result.status != SweepStatus::kInterrupted && !failure.empty();
    if (!fails || !context_.options.json) report(result, has_winner, winner);
    if (fails) {
      throw UserError(Fault::kData, fmt::format("the best trial was searched for, but not trained again: {}", failure),
                      "mend what is wrong and give the same command again");
    }
    if (result.status == SweepStatus::kInterrupted) return kInterrupted;
    const bool failed =
        std::ranges::any_of(trials_, [](const TrialRecord& trial) { return !experiment::is_scored(trial.outcome); });
    return failed ? kRequirement : kOk;
  }

 private:
  // What the journal belongs to: the config, the data it met, and the program.
  std::string definition(const fs::path& directory) {
    const auto opened = data_.open(plan_.base);
    return fmt::format("# nnctl {}\n# data {}\n{}", kVersion, opened.data->part(data::Part::kTrain).fingerprint,
                       sweep::definition(plan_, directory));
  }

  [[noreturn]] void refuse_empty() const {
    files_->undo();
    schema::Reader reader;
    reader.complain(experiment::locate(plan_.base.root, "sweep.limit"), "no trial of this space is within the limit",
                    "raise sweep.limit, or search smaller networks");
    reader.throw_if_failed();
    throw InternalError("a sweep without a trial has no limit");
  }

  sweep::SweepResult search(sweep::Journal& journal) {
    const int cores = context_.threads();
    sweep::RunnerOptions options;
    options.workers = arguments_.workers
                          ? static_cast<int>(*arguments_.workers)
                          : static_cast<int>(std::min<std::int64_t>(plan_.block->workers.count.value_or(cores), 1024));
    options.threads = std::max(1, cores / options.workers);
    if (plan_.block->keep == KeptRuns::kAll) {
      options.ended = [this](std::int64_t trial, const experiment::Training& training,
                             const experiment::TrialResult& result) {
        return files_->write_run(fmt::format("runs/{}", trial), training, result, {}).string();
      };
    }
    report::SweepView view(context_.console, plan_);
    sweep::SweepResult result = sweep::run_sweep(plan_, data_, journal, options, view, InterruptGuard::flag());
    context_.console.clear_live();
    return result;
  }

  void write_files(bool has_winner) {
    table_ = files_->write("trials.csv", sweep::table_csv(plan_, trials_));
    if (!has_winner) return;
    picture_ = files_->write("sweep.svg", report::sweep_picture(plan_, trials_, name_));
    const TrialRecord& best = trials_[order_.front()];
    const experiment::LoadedConfig variant = experiment::load_variant(plan_.base, best.assignment, 0);
    const fs::path& directory = files_->directory();
    config_ = files_->write("best.yaml",
                            fmt::format("# Trial {} of {}, {} {}\n{}", best.trial, directory.string(),
                                        plan_.block->metric.name, report::format_value(sweep::score(plan_, best)),
                                        experiment::config_text(variant.config, directory)));
  }

  // Trained once more, unless that has been done; a trial that the sweep cut short is left.
  experiment::TrialResult train_winner(const TrialRecord& best, SweepWinner& winner) {
    experiment::TrialResult again;
    again.outcome = best.outcome;
    if (best.outcome == experiment::Outcome::kPruned) return again;
    const std::string& hash = best.repeats.front().weights_hash;
    if (const auto known = files_->known_winner(best.key, hash)) {
      if (!known->run.empty() || plan_.block->keep == KeptRuns::kNone) {
        winner = *known;
        return again;
      }
    }
    context_.note(
        fmt::format("trial {} is trained once more, to the same bits, for its model and the test rows", best.trial));
    ThreadPool pool(context_.threads());
    experiment::TrialHooks hooks;
    hooks.ended = [&](const experiment::Training& training, const experiment::TrialResult& result) {
      if (const auto rows = experiment::test_rows(training.experiment())) winner.test = training.evaluate(*rows);
      if (plan_.block->keep != KeptRuns::kNone) {
        winner.run = files_->write_run("best", training, result, baselines_of(training, nullptr)).string();
      }
    };
    again = experiment::run_trial(experiment::load_variant(plan_.base, best.assignment, 0), data_, pool,
                                  InterruptGuard::flag(), hooks);
    if (!experiment::is_scored(again.outcome)) return again;
    if (again.weights_hash != hash) {
      context_.note("the weights differ from those of the search: it was run by another machine or build");
    }
    winner.key = best.key;
    winner.weights_hash = again.weights_hash;
    files_->keep_winner(winner);
    return again;
  }

  // The command that was typed.
  std::string command() const {
    std::string text = "nnctl sweep " + shell_word(arguments_.config);
    for (const std::string& one : arguments_.grid) text += " " + shell_word(one);
    for (const std::string& one : context_.options.overrides) text += " --set " + shell_word(one);
    if (context_.options.seed) text += fmt::format(" --seed {}", *context_.options.seed);
    if (context_.options.output) text += " -o " + shell_word(*context_.options.output);
    return text;
  }

  std::string run_text(const TrialRecord& trial) const { return trial.run; }

  void report(const sweep::SweepResult& result, bool has_winner, const SweepWinner& winner) const {
    if (context_.options.json) {
      context_.print_json(document(result, has_winner, winner));
    } else if (!context_.options.quiet) {
      context_.console.print(report::sweep_view(context_.console.out_look(), page(result, has_winner, winner)));
    }
  }

  static std::string status_text(SweepStatus status) {
    return status == SweepStatus::kCompleted     ? "completed"
           : status == SweepStatus::kInterrupted ? "interrupted"
                                                 : "out_of_budget";
  }

  report::Json document(const sweep::SweepResult& result, bool has_winner, const SweepWinner& winner) const {
    report::Json json = report::document();
    json["run"] = files_->directory().string();
    json["status"] = status_text(result.status);
    json["strategy"] = schema::Codec<experiment::SweepStrategy>::write(plan_.strategy).text();
    json["metric"] = plan_.block->metric.name;
    json["trials"] = report::Json::array();
    for (const TrialRecord& trial : trials_) {
      report::Json one;
      one["id"] = trial.trial;
      one["parameters"] = sweep::parameters_json(trial.assignment);
      one["metrics"] = report::metrics(trial.mean);
      if (!trial.std.empty()) one["std"] = report::metrics(trial.std);
      one["status"] = to_string(trial.outcome);
      if (!trial.reason.empty()) one["reason"] = trial.reason;
      one["total_parameters"] = trial.total_parameters;
      one["repeats"] = report::Json::array();
      for (const sweep::RepeatRecord& repeat : trial.repeats) {
        one["repeats"].push_back({{"seed", repeat.seed},
                                  {"metrics", report::metrics(repeat.metrics)},
                                  {"epochs", repeat.epochs},
                                  {"weights_hash", repeat.weights_hash}});
      }
      one["seconds"] = trial.seconds;
      one["run"] = run_text(trial).empty() ? report::Json() : report::Json(run_text(trial));
      json["trials"].push_back(std::move(one));
    }
    json["best"] = nullptr;
    if (has_winner) {
      const TrialRecord& best = trials_[order_.front()];
      json["best"] = {{"id", best.trial},
                      {"parameters", sweep::parameters_json(best.assignment)},
                      {"metrics", report::metrics(best.mean)},
                      {"weights_hash", best.repeats.front().weights_hash},
                      {"config", config_.string()},
                      {"run", winner.run.empty() ? report::Json() : report::Json(winner.run)}};
      if (!winner.test.empty()) json["best"]["test"] = report::metrics(winner.test);
    }
    if (const auto noise = has_winner ? report::sweep_noise(plan_, trials_, order_) : std::nullopt) {
      json["noise"] = {
          {"tested", noise->tested}, {"beaten", noise->beaten}, {"smallest", trials_[noise->smallest].trial}};
    }
    json["effects"] = report::Json::array();
    for (const sweep::Effect& effect : sweep::effects(plan_, trials_)) {
      report::Json levels = report::Json::array();
      for (const sweep::EffectLevel& level : effect.levels) {
        levels.push_back({{"value", level.label},
                          {"mean", report::number(level.mean)},
                          {"std", report::number(level.std)},
                          {"trials", level.trials}});
      }
      json["effects"].push_back({{"parameter", effect.parameter}, {"levels", std::move(levels)}});
    }
    return json;
  }

  // Whether the winner's lead is more than noise, and the smallest network that is as good.
  void add_noise(report::SweepPage& page) const {
    if (plan_.block->repeats == 1 && trials_.size() > 1) {
      page.lines.emplace_back("noise",
                              "one training each: nnctl compare tells whether the lead is more than the seed's");
    }
    const auto noise = report::sweep_noise(plan_, trials_, order_);
    if (!noise) return;
    const std::string test = fmt::format(
        "worse by more than noise (paired t-tests over {} seeds, Holm's correction "
        "for {})",
        noise->seeds, report::format_counted(noise->pairs, "pair"));
    std::string beaten = fmt::format("{} of the {} other trials are {}", noise->beaten, noise->tested, test);
    if (noise->beaten == 0) beaten = fmt::format("none of the {} other trials is {}", noise->tested, test);
    if (noise->beaten == 1) beaten = fmt::format("one of the {} other trials is {}", noise->tested, test);
    if (noise->tested == 1) beaten = fmt::format("the other trial is {}{}", noise->beaten == 0 ? "not " : "", test);
    page.lines.emplace_back("noise", beaten);
    if (noise->best_is_smallest) return;
    const TrialRecord& small = trials_[noise->smallest];
    page.lines.emplace_back(
        "smallest", fmt::format("of those as good: trial {}, {} parameters: {}", small.trial,
                                report::format_count(small.total_parameters), sweep::to_text(small.assignment)));
  }

  report::SweepPage page(const sweep::SweepResult& result, bool has_winner, const SweepWinner& winner) const {
    report::SweepPage page;
    page.metric = plan_.block->metric.name;
    page.title = fmt::format("{}: {} by {}, {}", name_, report::format_counted(std::ssize(trials_), "trial"),
                             schema::Codec<experiment::SweepStrategy>::write(plan_.strategy).text(),
                             plan_.block->repeats > 1 ? fmt::format("{} seeds each", plan_.block->repeats)
                                                      : fmt::format("seed {}", plan_.base.config.seed));
    page.parameters = sweep::parameter_names(plan_);
    double seconds = 0;
    for (const std::size_t i : order_) {
      const TrialRecord& trial = trials_[i];
      report::SweepPage::Row row;
      row.trial = trial.trial;
      row.values = sweep::parameter_texts(plan_, trial);
      row.score = sweep::score(plan_, trial);
      row.std = sweep::score_std(plan_, trial);
      row.total_parameters = trial.total_parameters;
      for (const sweep::RepeatRecord& repeat : trial.repeats) {
        row.fewest_epochs = row.most_epochs == 0 ? repeat.epochs : std::min(row.fewest_epochs, repeat.epochs);
        row.most_epochs = std::max(row.most_epochs, repeat.epochs);
      }
      row.is_pruned = trial.outcome == experiment::Outcome::kPruned;
      row.reason = trial.reason;
      seconds += trial.seconds;
      page.rows.push_back(std::move(row));
    }
    page.effects = sweep::effects(plan_, trials_);
    const auto pruned = std::ranges::count(trials_, experiment::Outcome::kPruned, &TrialRecord::outcome);
    if (pruned > 0) {
      page.lines.emplace_back(
          "ended", fmt::format("{} of {} trials early; the effects are those of the others", pruned, trials_.size()));
    }
    if (has_winner) {
      const TrialRecord& best = trials_[order_.front()];
      page.lines.emplace_back("best", fmt::format("trial {}: {}", best.trial, sweep::to_text(best.assignment)));
      add_noise(page);
      if (!winner.test.empty()) {
        std::string text;
        for (const auto& [name, value] : winner.test) {
          text += fmt::format("{}{} {}", text.empty() ? "" : ", ", name, report::format_value(value));
        }
        page.lines.emplace_back(
            "test", fmt::format("{} (seed {}; on rows that no trial has seen, chosen from {})", text,
                                best.repeats.front().seed, report::format_counted(std::ssize(trials_), "trial")));
      }
    } else if (!trials_.empty()) {
      page.lines.emplace_back("best", "none: no trial of this space could be scored");
    }
    page.lines.emplace_back("time", fmt::format("{} of training", report::format_duration(seconds)));
    std::string files = table_.filename().string();
    for (const fs::path& file : {picture_, config_}) files += file.empty() ? "" : ", " + file.filename().string();
    page.lines.emplace_back("files", fmt::format("{}: {}", files_->directory().string(), files));
    if (result.status == SweepStatus::kInterrupted) {
      page.lines.emplace_back("next", command());
    } else if (result.status == SweepStatus::kOutOfBudget) {
      page.lines.emplace_back("budget", "used up; the same command goes on with as much again");
    }
    if (has_winner && result.status != SweepStatus::kInterrupted) {
      page.lines.emplace_back("next", "nnctl train " + shell_word(config_.string()));
    }
    return page;
  }

  const Context& context_;
  const SweepArguments& arguments_;
  experiment::SharedData data_;
  sweep::SweepPlan plan_;
  std::string name_;
  std::optional<SweepFiles> files_;
  fs::path table_;
  fs::path picture_;  // empty: not drawn
  fs::path config_;   // the best trial's; empty: none
  std::vector<TrialRecord> trials_;
  std::vector<std::size_t> order_;
};

}  // namespace

int sweep(const Context& context, const SweepArguments& arguments) { return SweepCommand(context, arguments).run(); }

}  // namespace nnctl::cli
