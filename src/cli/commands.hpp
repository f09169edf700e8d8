// The commands, one file each. Each returns an exit code or throws what run() reports.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/context.hpp"

namespace CLI {
class App;
}

namespace nnctl::cli {

struct TrainArguments {
  std::string config;
  std::string resume;                 ///< a run directory; then no config
  std::optional<std::int64_t> folds;  ///< --cv
};
int train(const Context& context, const TrainArguments& arguments);

struct EvalArguments {
  std::string run;
  std::string split;  ///< empty: test, else validation
  std::vector<std::string> data;
};
int eval(const Context& context, const EvalArguments& arguments);

struct PredictArguments {
  std::string run;
  std::vector<std::string> files;
  std::string keep;  ///< columns, comma separated, or "all"
  std::string format = "csv";
  std::string bad_rows = "error";
  std::string windows = "last";  ///< or "all"
};
int predict(const Context& context, const PredictArguments& arguments);

struct InitArguments {
  std::string data;
  std::string target;  ///< a column; empty: the likely one
};
int init(const Context& context, const InitArguments& arguments);

struct CompareArguments {
  std::vector<std::string> inputs;    ///< configs and runs
  std::optional<std::int64_t> seeds;  ///< trainings of each
  std::optional<std::int64_t> folds;  ///< --cv
  std::string metric;                 ///< empty: the first that all compute
  bool test = false;                  ///< also on the test rows
};
int compare(const Context& context, const CompareArguments& arguments);

struct SweepArguments {
  std::string config;
  std::vector<std::string> grid;        ///< KEY=V1,V2,...
  std::optional<std::int64_t> workers;  ///< none: as the config has it
  bool extends = false;
};
int sweep(const Context& context, const SweepArguments& arguments);

struct LrArguments {
  std::string config;
  double least = 1e-7;
  double most = 10;
  std::int64_t steps = 320;
};
int lr(const Context& context, const LrArguments& arguments);

int summary(const Context& context, const std::string& config_or_run);
int check(const Context& context, const std::string& config);
int print_schema(const Context& context);
int help(const Context& context, const std::string& topic);
/// Writes the reference pages to the directory `output`, or prints them.
int write_reference(const Context& context);
int completions(const Context& context, const std::string& shell, const ::CLI::App& app);

}  // namespace nnctl::cli
