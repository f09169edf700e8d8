#include "cli/topics.hpp"

#include <fmt/format.h>

#include "experiment/config.hpp"
#include "schema/render.hpp"

namespace nnctl::cli {

using schema::registry;

std::vector<Block> config_blocks() {
  return {{"config", &experiment::ExperimentConfig::schema()},
          {"data", &experiment::DataBlock::schema()},
          {"model", &experiment::ModelBlock::schema()},
          {"training", &experiment::TrainingBlock::schema()},
          {"warmup", &train::WarmupConfig::schema()},
          {"early_stopping", &train::EarlyStoppingConfig::schema()},
          {"reduce_lr_on_plateau", &train::ReduceLrOnPlateauConfig::schema()},
          {"model_checkpoint", &train::ModelCheckpointConfig::schema()},
          {"require", &experiment::Limits::schema()},
          {"sweep", &experiment::SweepBlock::schema()},
          {"parameter", &experiment::sweep_parameter_schema()},
          {"limit", &experiment::SweepLimit::schema()},
          {"prune", &experiment::SweepPruning::schema()}};
}

std::vector<PartKind> part_kinds() {
  return {{"columns", "Column types", &registry<data::ColumnType>().info},
          {"layers", "Layers", &registry<Layer>().info},
          {"activations", "Activations", &registry<Activation>().info},
          {"losses", "Losses", &registry<Loss>().info},
          {"optimizers", "Optimizers", &registry<Optimizer>().info},
          {"schedules", "Learning-rate schedules", &registry<Schedule>().info},
          {"metrics", "Metrics", &registry<Metric>().info},
          {"initializers", "Initializers", &registry<Initializer>().info},
          {"regularizers", "Regularizers", &registry<Regularizer>().info},
          {"constraints", "Constraints", &registry<Constraint>().info}};
}

std::vector<ReferencePage> reference_pages() {
  constexpr const char* kOrigin =
      "<!-- Printed by `nnctl help --reference`; edit the declarations in src/ instead. -->\n";
  std::vector<ReferencePage> pages;
  std::string config = fmt::format("{}\n# The config file\n\n", kOrigin);
  for (const Block& block : config_blocks()) config += schema::markdown_of(*block.schema, block.name, 2);
  pages.push_back({"config.md", config});
  for (const PartKind& kind : part_kinds()) {
    pages.push_back(
        {kind.name + ".md", fmt::format("{}\n# {}\n\n{}", kOrigin, kind.title, schema::markdown_of(*kind.registry))});
  }
  return pages;
}

}  // namespace nnctl::cli
