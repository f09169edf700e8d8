#include "experiment/load.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/hash.hpp"
#include "config/document.hpp"
#include "config/override.hpp"
#include "data/columns.hpp"
#include "data/prepare.hpp"
#include "experiment/adopted_data.hpp"
#include "experiment/layer_shapes.hpp"
#include "experiment/places.hpp"
#include "layers/units.hpp"

namespace nnctl::experiment {

using schema::Node;
using schema::Reader;

namespace {

// Keys of the user's own, for anchors and notes.
void drop_extensions(Node& root) {
  std::erase_if(root.entries(), [](const schema::Entry& entry) { return entry.key.text().starts_with("x-"); });
}

void complain_at(Reader& reader, const Node& root, const std::string& path, const std::string& message,
                 const std::string& hint) {
  reader.complain(locate(root, path), message, hint);
}

void check_layer_names(Reader& reader, const Node& root, const std::vector<ExpandedLayer>& layers) {
  for (std::size_t i = 0; i < layers.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (layers[i].spec.name != layers[j].spec.name) continue;
      complain_at(reader, root, layers[i].path + ".name", fmt::format("two layers are named '{}'", layers[i].spec.name),
                  "names address layers: give each its own");
      break;
    }
  }
}

// What the config alone tells of the number of features.
std::optional<data::FeatureCount> known_features(const DataBlock& data) {
  if (data.features.empty() || data.window) return std::nullopt;
  for (const std::string& name : data.features) {
    if (name.find_first_of("*?") != std::string::npos) return std::nullopt;
  }
  return data::count_features(data.features, data.to_config());
}

// While it is not certain how many features columns become, only what no number of them would cure is a mistake.
void check_shapes(Reader& reader, const Node& root, const std::vector<ExpandedLayer>& layers, const Shape& features,
                  bool is_certain) {
  const LayerShapes shapes(layers);
  const std::optional<PlanError> error = shapes.error(features);
  if (!error) return;
  constexpr std::int64_t kMostTried = 4096;
  for (std::int64_t count = 1; count <= kMostTried && !is_certain; ++count) {
    if (!shapes.error({count})) return;
  }
  complain_at(reader, root, layers[error->layer].path, error->what(), error->hint);
}

bool has_validation(const DataBlock& data) {
  if (!data.validation.empty()) return true;
  return data.split.validation.value_or(data::SplitConfig::kDefaultShare) > 0;
}

void check_units(Reader& reader, const Node& root, const std::vector<ExpandedLayer>& layers) {
  const ExpandedLayer* automatic = nullptr;
  for (const ExpandedLayer& layer : layers) {
    if (automatic != nullptr && layer.spec.part.name() == automatic->spec.part.name()) {
      complain_at(reader, root, automatic->path + ".units", "'units: auto' is for the last layer",
                  "it stands for the number of classes or targets; give inner layers a number");
      return;
    }
    if (wants_units(layer.spec.part)) automatic = &layer;
  }
}

void check_loss(Reader& reader, const Node& root, const ExperimentConfig& config,
                const std::vector<ExpandedLayer>& layers) {
  if (!config.training.loss.part || layers.empty()) return;
  const auto loss = config.training.loss.part.make();
  const TargetEncoding encoding = loss->target_encoding();
  const bool are_numbers = config.data.target.type == data::TargetType::kNumber;
  if (encoding != TargetEncoding::kNumbers && are_numbers && !takes_shares(*loss)) {
    complain_at(
        reader, root, "training.loss",
        fmt::format("loss '{}' is for classes, and data.target.type is number", config.training.loss.part.name()),
        "use mean_squared_error, or let the target be a category");
  }
  const std::int64_t steps = config.data.window ? std::ssize(config.data.window->steps) : 1;
  const auto numbers = std::max<std::int64_t>(1, std::ssize(config.data.target.columns)) * steps;
  std::int64_t columns = encoding == TargetEncoding::kNumbers ? numbers : encoding == TargetEncoding::kBinary ? 1 : 2;
  const Node* units = locate(root, layers.back().path).find("units");
  if (units != nullptr) columns = schema::as_integer(*units).value_or(columns);
  const bool has_columns = config.data.train.arrays || config.data.target.columns.size() > 1;
  const bool may_be_labels = encoding == TargetEncoding::kBinary && has_columns;
  if (config.data.target.type == data::TargetType::kMultiLabel || may_be_labels) columns = 1;  // of each label
  const std::string problem = loss->mismatch(columns, output_activation(layers));
  if (!problem.empty()) complain_at(reader, root, "training.loss", problem, "see 'nnctl help losses'");
}

void check_optimizer(Reader& reader, const Node& root, const ExperimentConfig& config) {
  const auto mistake = config.training.optimizer.make()->mistake();
  if (mistake) complain_at(reader, root, "training.optimizer." + mistake->key, mistake->message, mistake->hint);
}

void check_metrics(Reader& reader, const Node& root, const ExperimentConfig& config) {
  const std::vector<MetricChoice> metrics = logged_metrics(config.training);
  const std::size_t first = config.training.metrics.list.size();
  for (std::size_t i = first; i < metrics.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (metrics[i].name != metrics[j].name) continue;
      complain_at(reader, root, fmt::format("training.weighted_metrics[{}]", i - first),
                  fmt::format("metric '{}' is listed twice", metrics[i].name), "give one of them a 'name'");
    }
  }
}

void check_weights(Reader& reader, const Node& root, const ExperimentConfig& config) {
  if (config.training.class_weight.kind == ClassWeight::Kind::kNone || !config.data.weight) return;
  complain_at(reader, root, "training.class_weight",
              fmt::format("the training rows have weights of their own, data.weight: {}", *config.data.weight),
              "remove one of the two; Keras does not combine them either");
}

void check_monitors(Reader& reader, const Node& root, const ExperimentConfig& config) {
  TrainingBlock training = config.training;
  if (training.metrics.automatic) {
    if (locate(root, "training.metrics").is_sequence()) return;  // it did not read: what is computed is not known
    training.metrics.list = {{MetricPartConfig::named("accuracy"), "accuracy"},
                             {MetricPartConfig::named("mean_absolute_error"), "mean_absolute_error"}};
  }
  const std::int64_t epochs = config.training.epochs;  // 0 when it did not read
  const bool too_late = epochs > 0 && config.training.validation_freq.first() > epochs;
  const std::vector<std::string> names = log_names(logged_metrics(training), has_validation(config.data) && !too_late);
  for (const auto& [path, monitor] : watches(config.training)) {
    if (std::ranges::find(names, monitor) != names.end()) continue;
    std::string hint = schema::name_hint(monitor, names);
    if (monitor.starts_with("val_") && !has_validation(config.data)) {
      hint = "there is no validation data: give data.split.validation a share, or monitor 'loss'";
    } else if (monitor.starts_with("val_") && too_late) {
      hint = fmt::format("with this validation_freq none of the {} epochs is validated", epochs);
    }
    complain_at(reader, root, path, fmt::format("'monitor: {}' is not computed", monitor), hint);
  }
  for (const auto& [metric, message, wrong_hint] : unknown_requirements(config.require, names)) {
    const bool lacks_rows = metric.starts_with("val_") && !has_validation(config.data);
    reader.complain(place_of(locate(root, "require"), metric), message,
                    lacks_rows ? "there is no validation data: give data.split.validation a share" : wrong_hint);
  }
}

LoadedConfig read(Node root, Reader& reader) {
  LoadedConfig loaded;
  drop_extensions(root);
  loaded.root = std::move(root);
  ExperimentConfig::schema().read(reader, loaded.root, &loaded.config);
  const ExperimentConfig& config = loaded.config;
  const std::vector<ExpandedLayer> layers = expand_layers(config.model.layers);
  const Node& list = locate(loaded.root, "model.layers");
  if (list.is_sequence() && list.items().empty()) {
    complain_at(reader, loaded.root, "model.layers", "the model has no layer",
                "add one, such as {type: dense, units: auto}");
  }
  check_layer_names(reader, loaded.root, layers);
  check_units(reader, loaded.root, layers);
  check_loss(reader, loaded.root, config, layers);
  check_optimizer(reader, loaded.root, config);
  check_metrics(reader, loaded.root, config);
  check_weights(reader, loaded.root, config);
  check_monitors(reader, loaded.root, config);
  // A target that did not read is told of already.
  const bool target_known = !config.data.target.columns.empty() || config.data.train.arrays ||
                            locate(loaded.root, "data").find("target") == nullptr || reader.diagnostics().empty();
  if (!config.data.train.empty() && target_known) {
    for (const data::ConfigMistake& mistake : data::check_config(config.data.to_config())) {
      complain_at(reader, loaded.root, mistake.key_path, mistake.message, mistake.hint);
    }
  }
  if (const auto features = known_features(config.data)) {
    check_shapes(reader, loaded.root, layers, {features->count}, features->is_certain);
  }
  reader.throw_if_failed();
  return loaded;
}

}  // namespace

const schema::AnySchema& root_schema() { return ExperimentConfig::schema(); }

LoadedConfig load_config(const std::filesystem::path& path, std::span<const std::string> overrides,
                         std::optional<std::int64_t> seed, std::span<const std::string> grid) {
  Reader reader(&root_schema());
  Node root = config::load(path, reader);
  // The grid takes the file's `zip` away with its parameters; one of --set is meant for it
  config::apply_grid(root, grid, reader);
  config::apply_overrides(root, overrides, reader);
  LoadedConfig loaded = read(std::move(root), reader);
  if (seed) loaded.config.seed = *seed;
  if (!loaded.config.name) loaded.config.name = path.stem().string();
  return loaded;
}

LoadedConfig load_variant(const LoadedConfig& base, std::span<const schema::Entry> values, std::int64_t repeat) {
  Reader reader(&root_schema());
  Node root = base.root;
  root.erase("sweep");
  bool sets_seed = false;
  for (const schema::Entry& value : values) {
    config::assign(root, value.key, value.value, reader);
    sets_seed = sets_seed || value.key.text() == "seed";
  }
  LoadedConfig variant = read(std::move(root), reader);
  if (!sets_seed) variant.config.seed = base.config.seed;
  variant.config.seed += repeat;
  variant.config.name = base.config.name;
  return variant;
}

LoadedConfig load_stored_config(const std::string& text, const std::string& name,
                                const std::filesystem::path& directory) {
  Reader reader(&root_schema());
  return read(config::parse(schema::make_source(name, directory, text), text, reader), reader);
}

void check_against_header(const LoadedConfig& loaded, const DataPlan& plan) {
  Reader reader(&root_schema());
  const data::HeaderFacts header = data::read_header_facts(plan.config, plan.options);
  for (const data::ConfigMistake& mistake : header.mistakes) {
    complain_at(reader, loaded.root, mistake.key_path, mistake.message, mistake.hint);
  }
  if (header.mistakes.empty() && (plan.options.fitted || !known_features(loaded.config.data))) {
    check_shapes(reader, loaded.root, expand_layers(loaded.config.model.layers), header.feature_shape,
                 header.shape_is_certain);
  }
  reader.throw_if_failed();
}

std::string last_activation(const std::vector<ExpandedLayer>& layers) {
  if (layers.empty()) return {};
  LayerPartConfig part = layers.back().spec.part;
  const ActivationConfig activation = part.make()->output_activation();
  return activation && !activation.make()->is_linear() ? activation.name() : "";
}

bool takes_shares(const Loss& loss) {
  return loss.target_encoding() == TargetEncoding::kBinary && loss.answer() != Answer::kMargins;
}

std::string output_activation(std::vector<ExpandedLayer> layers) {
  const auto keeps_values = [](const ExpandedLayer& layer) {
    return layer.spec.part.name() == "flatten" || layer.spec.part.name() == "reshape";
  };
  while (layers.size() > 1 && keeps_values(layers.back())) layers.pop_back();
  return last_activation(layers);
}

bool wants_category(const ExperimentConfig& config) {
  if (config.data.target.type == data::TargetType::kCategory) return true;
  if (config.data.target.type == data::TargetType::kMultiLabel) return false;
  if (config.data.target.type == data::TargetType::kNumber) return false;
  if (config.training.loss.part) return config.training.loss.part.make()->target_encoding() != TargetEncoding::kNumbers;
  const std::string activation = output_activation(expand_layers(config.model.layers));
  return activation == "softmax" || activation == "sigmoid";
}

bool wants_labels(const ExperimentConfig& config) {
  if (config.training.loss.part) return config.training.loss.part.make()->target_encoding() == TargetEncoding::kBinary;
  return output_activation(expand_layers(config.model.layers)) == "sigmoid";
}

std::string source_fingerprint(const ExperimentConfig& config) {
  ExperimentConfig plain = config;
  for (data::SourceConfig* source : {&plain.data.train, &plain.data.validation, &plain.data.test}) {
    for (std::filesystem::path& file : source->files) file = file.filename();
  }
  return Hasher().text(config::to_yaml(training_tree(plain))).hex();
}

std::vector<std::string> log_names(const std::vector<MetricChoice>& metrics, bool has_validation) {
  std::vector<std::string> names = {"loss"};
  for (const MetricChoice& metric : metrics) names.push_back(metric.name);
  if (!has_validation) return names;
  const std::size_t count = names.size();
  for (std::size_t i = 0; i < count; ++i) names.push_back("val_" + names[i]);
  return names;
}

}  // namespace nnctl::experiment
