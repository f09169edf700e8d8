#include "experiment/shared_data.hpp"

#include "config/document.hpp"
#include "experiment/layer_shapes.hpp"

namespace nnctl::experiment {

namespace {

// What prepare_data() reads of a config, as text. Of the layers it is the shape that they settle for arrays.
std::string data_key(const ExperimentConfig& config, const std::vector<std::int64_t>& shape) {
  std::string key = config::to_yaml(DataBlock::schema().write(&config.data)) +
                    (wants_category(config) ? "category" : "") + (wants_labels(config) ? "labels" : "");
  for (const std::int64_t size : shape) key += " " + std::to_string(size);
  return key;
}

// What training_rows() reads beside it.
std::string rows_key(const OpenedExperiment& experiment) {
  const TrainingBlock& training = experiment.assembly.config.training;
  schema::Node node = schema::Node::map();
  node.set("encoding", schema::Node::integer(static_cast<int>(experiment.assembly.encoding)));
  node.set("sampling", schema::Node::integer(static_cast<int>(training.sampling)));
  node.set("class_weight", schema::Codec<ClassWeight>::write(training.class_weight));
  return data_key(experiment.loaded.config, experiment.data->config.shape) + config::to_yaml(node);
}

}  // namespace

OpenedExperiment SharedData::open(LoadedConfig loaded) {
  const std::vector<std::int64_t> shape =
      settled_shape(expand_layers(loaded.config.model.layers), loaded.config.data.to_config());
  auto data = prepared_.get(data_key(loaded.config, shape), [&] { return prepare_data(loaded); });
  return open_experiment(std::move(loaded), std::move(data));
}

TrainingRows SharedData::rows(const OpenedExperiment& experiment) {
  return rows_.get(rows_key(experiment), [&] { return encode_rows(experiment); });
}

}  // namespace nnctl::experiment
