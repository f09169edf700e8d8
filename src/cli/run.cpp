// The command line: flags and commands, and where every error becomes a message and an exit code.
#include "cli/run.hpp"

#include <csignal>
#include <exception>
#include <functional>
#include <ios>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "base/assert.hpp"
#include "base/edit_distance.hpp"
#include "base/version.hpp"
#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "kernels/machine.hpp"
#include "parallel/thread_pool.hpp"
#include "report/work_progress.hpp"

namespace nnctl::cli {

namespace {

constexpr int kMostThreads = 1024;

void add_common_flags(CLI::App& command, Options& options) {
  command.add_option("--set", options.overrides, "Replace a key of the config (repeatable)")
      ->type_name("KEY=VALUE")
      ->allow_extra_args(false);
  command.add_option("-o,--output", options.output, "Where results go; nothing there is overwritten")
      ->type_name("PATH")
      ->check([](const std::string& path) { return path.empty() ? "must name a place, got ''" : ""; });
  command.add_option("--seed", options.seed, "Seed of initial weights, shuffling and dropout")
      ->check([](const std::string& text) {
        return text.find_first_not_of("0123456789") == std::string::npos ? "" : "must be an integer >= 0, got " + text;
      });
  command.add_option("--threads", options.threads, "Threads to use; the results do not depend on it")
      ->check(CLI::Range(1, kMostThreads));
  command.add_flag("--json", options.json, "One JSON document on standard output");
  command.add_flag("-q,--quiet", options.quiet, "No progress and no notes");
  command.add_flag("-v,--verbose", options.verbose, "More detail on standard error");
  command.add_flag("--no-color", options.no_color, "No colours");
}

class Program {
 public:
  Program() : app_("Trains neural networks from a YAML file.", "nnctl") {
    app_.set_version_flag("--version", fmt::format("nnctl {}", kVersion));
    app_.require_subcommand(1);
    app_.set_help_flag("-h,--help", "Print this help");
    app_.footer("Start with: nnctl train configs/genre.yaml");
    add("train", "Build, train, write a run directory", [this](CLI::App& command) {
      auto* config = command.add_option("config", train_.config, "The config file")->type_name("CONFIG");
      auto* resume =
          command.add_option("--resume", train_.resume, "Go on with a run that was interrupted")->type_name("RUN");
      config->excludes(resume);
      command.add_option("--cv", train_.folds, "Cross-validate: train and score this many folds")
          ->type_name("K")
          ->check(CLI::Range(2, 1000000))
          ->excludes(resume);
      return [this](const Context& context) {
        if (train_.config.empty() && train_.resume.empty()) {
          throw UserError(Fault::kUsage, "train needs a config, or --resume RUN", "nnctl train configs/genre.yaml");
        }
        return train(context, train_);
      };
    });
    add("eval", "Metrics on a held-out split or other data", [this](CLI::App& command) {
      command.add_option("run", eval_.run, "A run, a model file or a config")->required()->type_name("RUN");
      command.add_option("--split", eval_.split, "test, validation or train")
          ->check(CLI::IsMember({"test", "validation", "train"}));
      command.add_option("--data", eval_.data, "Judge these rows instead (repeatable; of arrays x, then y)")
          ->type_name("FILE")
          ->allow_extra_args(false);
      return [this](const Context& context) { return eval(context, eval_); };
    });
    add("predict", "One row out for each row in", [this](CLI::App& command) {
      command.add_option("run", predict_.run, "A run, a model file or a config")->required()->type_name("RUN");
      command.add_option("files", predict_.files, "CSV files; '-' or none for standard input")->type_name("FILE");
      command.add_option("--keep", predict_.keep, "Input columns to repeat in front: names with commas, or all");
      command.add_option("--format", predict_.format, "csv or ndjson")->check(CLI::IsMember({"csv", "ndjson"}));
      command.add_option("--windows", predict_.windows, "Forecasts of a windowed model: behind the last rows, or all")
          ->check(CLI::IsMember({"last", "all"}));
      command.add_option("--bad-rows", predict_.bad_rows, "What a row that cannot be read gives: error or blank")
          ->check(CLI::IsMember({"error", "blank"}));
      return [this](const Context& context) { return predict(context, predict_); };
    });
    add("compare", "Configs or runs side by side, and whether they differ by more than noise",
        [this](CLI::App& command) {
          command.add_option("inputs", compare_.inputs, "Configs, which are trained, or runs")
              ->required()
              ->type_name("CONFIG|RUN");
          auto* seeds = command.add_option("--seeds", compare_.seeds, "Trainings of each, with as many seeds (5)")
                            ->type_name("N")
                            ->check(CLI::Range(1, 1000000));
          command.add_option("--cv", compare_.folds, "Cross-validate instead: train and score this many folds")
              ->type_name("K")
              ->check(CLI::Range(2, 1000000))
              ->excludes(seeds);
          command.add_option("--metric", compare_.metric, "What decides; else the first metric that all compute")
              ->type_name("NAME");
          command.add_flag("--test", compare_.test, "Also judge every model on the test rows");
          return [this](const Context& context) { return compare(context, compare_); };
        });
    add("sweep", "Search layer widths and any other key", [this](CLI::App& command) {
      command.add_option("config", sweep_.config, "The config file")->required()->type_name("CONFIG");
      command.add_option("grid", sweep_.grid, "Keys and their values, in the place of sweep.parameters")
          ->type_name("KEY=V1,V2,...");
      command.add_option("--workers", sweep_.workers, "Trainings at a time; the results do not depend on it")
          ->check(CLI::Range(1, kMostThreads));
      command.add_flag("--extend", sweep_.extends, "Go on with a sweep whose space has changed");
      return [this](const Context& context) { return sweep(context, sweep_); };
    });
    add("lr", "Find a learning rate: a range test with a plot", [this](CLI::App& command) {
      command.add_option("config", lr_.config, "The config file")->required()->type_name("CONFIG");
      command.add_option("--from", lr_.least, "The smallest rate tried (1e-7)")->type_name("RATE");
      command.add_option("--to", lr_.most, "The largest rate tried (10)")->type_name("RATE");
      command.add_option("--steps", lr_.steps, "Steps on the way (320)")->type_name("N")->check(CLI::Range(1, 1000000));
      return [this](const Context& context) { return lr(context, lr_); };
    });
    add("summary", "Layers, shapes, parameters, memory, FLOPs", [this](CLI::App& command) {
      command.add_option("config", argument_, "A config or a run")->required()->type_name("CONFIG|RUN");
      return [this](const Context& context) { return summary(context, argument_); };
    });
    add("check", "Every mistake at once, data profile, memory, time", [this](CLI::App& command) {
      command.add_option("config", argument_, "The config file")->required()->type_name("CONFIG");
      return [this](const Context& context) { return check(context, argument_); };
    });
    add("init", "Write a first config from the data's own columns", [this](CLI::App& command) {
      command.add_option("data", init_.data, "A CSV file")->required()->type_name("DATA");
      command.add_option("--target", init_.target, "The column to be told")->type_name("COLUMN");
      return [this](const Context& context) { return init(context, init_); };
    });
    add("schema", "The config's grammar as JSON Schema", [](CLI::App&) { return print_schema; });
    add("help", "Explain a topic: nnctl help layers", [this](CLI::App& command) {
      command.add_option("topic", argument_, "A block, a kind of part, a part or a key")->type_name("TOPIC");
      command.add_flag("--reference", reference_,
                       "Print all reference pages as Markdown, or write them to --output DIR");
      return
          [this](const Context& context) { return reference_ ? write_reference(context) : help(context, argument_); };
    });
    add("completions", "Completions for a shell", [this](CLI::App& command) {
      command.add_option("shell", argument_, "bash, zsh or fish")
          ->required()
          ->check(CLI::IsMember({"bash", "zsh", "fish"}));
      return [this](const Context& context) { return completions(context, argument_, app_); };
    });
  }

  int run(int argc, char** argv) {
    std::ios::sync_with_stdio(false);  // so that what arrives on the standard input is read by the block
    int status = kOk;
    if (!parse(argc, argv, status)) return status;
    const report::Verbosity verbosity = options_.quiet     ? report::Verbosity::kQuiet
                                        : options_.verbose ? report::Verbosity::kVerbose
                                                           : report::Verbosity::kNormal;
    report::ProcessConsole console({verbosity, !options_.no_color});
    if (options_.threads) set_thread_limit(*options_.threads);
    const Context context{options_, console.get()};
    const report::WorkProgress work_shown(console.get());
    return guarded(context);
  }

 private:
  using Action = std::function<int(const Context&)>;

  template <class Declare>
  void add(const char* name, const char* text, Declare declare) {
    CLI::App* command = app_.add_subcommand(name, text);
    add_common_flags(*command, options_);
    Action action = declare(*command);
    command->callback([this, action] { action_ = action; });
  }

  bool parse(int argc, char** argv, int& status) {
    try {
      app_.parse(argc, argv);
      return true;
    } catch (const CLI::CallForHelp& help) {
      status = app_.exit(help);
    } catch (const CLI::CallForVersion& version) {
      status = app_.exit(version);
    } catch (const CLI::ParseError& error) {
      status = kUsage;
      report_usage(error, argc, argv);
    }
    return false;
  }

  static void report(Context context, const std::string& text, const std::string& hint) {
    fail(context, kUsage, {Diagnostic{{}, text, hint, {}}});
  }

  std::vector<std::string> command_names() {
    std::vector<std::string> names;
    for (const CLI::App* command : app_.get_subcommands([](const CLI::App*) { return true; })) {
      names.push_back(command->get_name());
    }
    return names;
  }

  // The first word that is a flag of nobody's, with the flag that was meant.
  std::string unknown_flag(const std::vector<std::string>& words, std::string& hint) {
    const CLI::App* command = app_.get_subcommands().empty() ? &app_ : app_.get_subcommands().front();
    std::vector<std::string> flags;
    for (const CLI::Option* option : command->get_options()) {
      for (const std::string& name : option->get_lnames()) flags.push_back("--" + name);
    }
    for (const std::string& word : words) {
      const std::string name = word.substr(0, word.find('='));
      if (!name.starts_with("--") || std::ranges::find(flags, name) != flags.end()) continue;
      const std::string near = nearest_name(name, flags);
      if (!near.empty()) hint = fmt::format("did you mean '{}'?", near);
      return fmt::format("unknown flag '{}'", name);
    }
    return {};
  }

  // --json holds even where the command line did not parse.
  void report_usage(const CLI::ParseError& error, int argc, char** argv) {
    Options options;
    const std::vector<std::string> words(argv + 1, argv + argc);
    options.json = std::ranges::find(words, "--json") != words.end();
    report::ProcessConsole console({report::Verbosity::kNormal, true});
    const Context context{options, console.get()};
    const std::vector<std::string> names = command_names();
    if (words.empty())
      return report(context, "a command is missing", fmt::format("commands: {}", fmt::join(names, ", ")));
    const bool is_command = std::ranges::find(names, words[0]) != names.end();
    if (!is_command && !words[0].starts_with("-")) {
      const std::string near = nearest_name(words[0], names);
      return report(
          context, fmt::format("unknown command '{}'", words[0]),
          near.empty() ? fmt::format("commands: {}", fmt::join(names, ", ")) : fmt::format("did you mean '{}'?", near));
    }
    std::string hint = is_command ? fmt::format("nnctl {} --help", words[0]) : "nnctl --help";
    const std::string flag = unknown_flag(words, hint);
    report(context, flag.empty() ? error.what() : flag, hint);
  }

  static int fail(const Context& context, int code, const std::vector<Diagnostic>& diagnostics) {
    for (const Diagnostic& diagnostic : diagnostics) context.console.error(to_string(diagnostic));
    if (context.options.json) context.print_json(report::error_document(code, diagnostics));
    return code;
  }

  int guarded(const Context& context) {
    try {
      try {
        return action_(context);
      } catch (const UserError& error) {
        return fail(context, exit_code_of(error.fault()), error.diagnostics());
      } catch (const std::bad_alloc&) {
        return fail(
            context, kData,
            {Diagnostic{
                {}, "the machine has not enough memory for this", "use smaller layers or a smaller batch", {}}});
      } catch (const std::exception& error) {
        return fail(context, kInternalFault,
                    {Diagnostic{{},
                                fmt::format("a fault of nnctl's own: {}", error.what()),
                                "please report it with the command and the config",
                                {}}});
      }
    } catch (const UserError& error) {  // standard output itself could not be written
      context.console.error(error.what());
      return kData;
    }
  }

  CLI::App app_;
  Options options_;
  TrainArguments train_;
  CompareArguments compare_;
  LrArguments lr_;
  EvalArguments eval_;
  PredictArguments predict_;
  InitArguments init_;
  SweepArguments sweep_;
  std::string argument_;
  bool reference_ = false;
  Action action_;
};

}  // namespace

int run(int argc, char** argv) {
  std::signal(SIGXFSZ, SIG_IGN);  // a file size limit is an error of the write that meets it
  kernels::use_single_threaded_blas();
  return Program().run(argc, argv);
}

}  // namespace nnctl::cli
