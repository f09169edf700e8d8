#include "experiment/config.hpp"

#include <algorithm>

#include "experiment/model_codecs.hpp"

namespace nnctl::experiment {

const schema::Schema<ModelBlock>& ModelBlock::schema() {
  static const auto schema =
      schema::Schema<ModelBlock>("'model'", "The network: layers in order, each taking the output of the one before.")
          .required("layers", &ModelBlock::layers, "A list of layers; see 'nnctl help layers'.")
          .field("initial_weights", &ModelBlock::initial_weights, "A model file or run to start from.")
          .later("inputs", "Several named inputs.");
  return schema;
}

const schema::Schema<TrainingBlock>& TrainingBlock::schema() {
  static const auto schema =
      schema::Schema<TrainingBlock>("'training'", "How the network is trained.")
          .field("loss", &TrainingBlock::loss, "auto: by the target and the last activation.")
          .field("optimizer", &TrainingBlock::optimizer, "How weights follow their gradients.")
          .field("metrics", &TrainingBlock::metrics, "auto: accuracy for classes, mean_absolute_error for numbers.")
          .field("weighted_metrics", &TrainingBlock::weighted_metrics,
                 "Metrics in which rows count by their weight; those of `metrics` count all alike.")
          .field("class_weight", &TrainingBlock::class_weight,
                 "How much the training rows of a class count in the loss. balanced: every class the same in all.")
          .required("epochs", &TrainingBlock::epochs, "Passes over the training rows.",
                    schema::at_least(std::int64_t{1}))
          .field("batch_size", &TrainingBlock::batch_size, "Rows an update; more than there are means all.",
                 schema::at_least(std::int64_t{1}))
          .field("shuffle", &TrainingBlock::shuffle, "A new order of the training rows each epoch.")
          .field("warmup", &TrainingBlock::warmup, "A slow start of any learning rate.")
          .field("validation_freq", &TrainingBlock::validation_freq,
                 "Validates after every so many epochs, or after those of a list, counted from 1.")
          .field("early_stopping", &TrainingBlock::early_stopping, "Stop when a value no longer improves.")
          .field("reduce_lr_on_plateau", &TrainingBlock::reduce_lr_on_plateau,
                 "Lower the learning rate when a value no longer improves.")
          .field("model_checkpoint", &TrainingBlock::model_checkpoint, "Keep models of some epochs.")
          .field("terminate_on_nan", &TrainingBlock::terminate_on_nan,
                 "Stop when the loss is not finite, before its update. false goes on, as Keras does by default.")
          .field("baseline", &TrainingBlock::baseline,
                 "auto: compare with the majority class or mean, and a linear model.")
          .field(
              "sampling", &TrainingBlock::sampling,
              "Rows an epoch takes. oversample: every class as often as the largest, each of its rows in turn and the "
              "odd ones by chance.");
  return schema;
}

std::vector<Watch> watches(const TrainingBlock& training) {
  std::vector<Watch> list;
  if (training.early_stopping) list.push_back({"training.early_stopping.monitor", training.early_stopping->monitor});
  if (training.reduce_lr_on_plateau) {
    list.push_back({"training.reduce_lr_on_plateau.monitor", training.reduce_lr_on_plateau->monitor});
  }
  if (training.model_checkpoint && training.model_checkpoint->save_best_only) {
    list.push_back({"training.model_checkpoint.monitor", training.model_checkpoint->monitor});
  }
  return list;
}

std::vector<MetricChoice> logged_metrics(const TrainingBlock& training) {
  std::vector<MetricChoice> all = training.metrics.list;
  for (MetricChoice choice : training.weighted_metrics) {
    const auto same = [&](const MetricChoice& other) { return other.name == choice.name; };
    if (std::ranges::any_of(all, same)) choice.name = "weighted_" + choice.name;
    choice.weighted = true;
    all.push_back(std::move(choice));
  }
  return all;
}

const schema::Schema<ExperimentConfig>& ExperimentConfig::schema() {
  static const auto schema =
      schema::Schema<ExperimentConfig>("the config", "A config file: what is trained, on what, and how.")
          .field("version", &ExperimentConfig::version, "Version of the config's grammar; defaults are frozen by it.",
                 schema::Check<std::int64_t>{"1", [](const std::int64_t& value) { return value == 1; }, {}})
          .field("name", &ExperimentConfig::name, "Names the run's directory; null: the file's name without ending.")
          .field("seed", &ExperimentConfig::seed, "Initial weights, shuffling and dropout follow from it.",
                 schema::at_least(std::int64_t{0}))
          .required("data", &ExperimentConfig::data, "What is read.")
          .required("model", &ExperimentConfig::model, "The network.")
          .required("training", &ExperimentConfig::training, "How it is trained.")
          .field("sweep", &ExperimentConfig::sweep,
                 "A search over keys of the config, for `nnctl sweep`; `train` passes it over.")
          .field("require", &ExperimentConfig::require,
                 "Values the run must reach, such as {val_accuracy: {min: 0.9}, test_loss: {max: 0.3}}: train checks "
                 "those of training and validation rows, eval those of the rows it judges; exit code 6.");
  return schema;
}

schema::Node training_tree(const ExperimentConfig& config) {
  schema::Node tree = ExperimentConfig::schema().write(&config);
  tree.erase("sweep");
  return tree;
}

ExperimentConfig with_paths_relative_to(ExperimentConfig config, const std::filesystem::path& directory) {
  const std::filesystem::path base = std::filesystem::absolute(directory).lexically_normal();
  const auto rewrite = [&](std::filesystem::path& path) {
    path = std::filesystem::absolute(path).lexically_normal().lexically_relative(base);
  };
  for (data::SourceConfig* source : {&config.data.train, &config.data.validation, &config.data.test}) {
    for (std::filesystem::path& file : source->files) rewrite(file);
  }
  if (!config.data.cache.directory.empty()) rewrite(config.data.cache.directory);
  if (config.data.preprocessing) rewrite(config.data.preprocessing->from);
  if (config.model.initial_weights) rewrite(config.model.initial_weights->from);
  return config;
}

}  // namespace nnctl::experiment
