// nnctl summary CONFIG|RUN
#include <fmt/format.h>

#include "base/shell_word.hpp"
#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "experiment/open.hpp"
#include "experiment/run_directory.hpp"
#include "experiment/training_memory.hpp"
#include "report/summary_view.hpp"

namespace nnctl::cli {

namespace {

int print(const Context& context, const experiment::Assembly& assembly, const std::string& name,
          const std::string& next) {
  const ModelSummary model = summarize(*assembly.plan);
  const auto memory = experiment::training_memory(assembly);
  if (context.options.json) {
    report::Json json = report::summary_document(model);
    for (const auto& [purpose, bytes] : memory) json["memory"][purpose] = bytes;
    context.print_json(json);
  } else {
    context.console.print(report::summary_view(context.console.out_look(), {name, model, memory, next}));
  }
  return kOk;
}

}  // namespace

int summary(const Context& context, const std::string& argument) {
  std::error_code error;
  if (experiment::is_config_path(argument) || !std::filesystem::exists(argument, error)) {
    const experiment::OpenedExperiment opened =
        experiment::open_experiment(experiment::load_config(argument, context.options.overrides, context.options.seed));
    return print(context, opened.assembly, opened.assembly.config.name.value_or(""),
                 "nnctl train " + shell_word(argument));
  }
  const experiment::FoundRun run = experiment::find_run(argument);
  const experiment::StoredModel model = experiment::load_model(run.model);
  if (!run.note.empty()) context.note(run.note);
  return print(context, model.assembly, model.assembly.config.name.value_or(""), "nnctl eval " + shell_word(argument));
}

}  // namespace nnctl::cli
