#include "experiment/assemble.hpp"

#include <algorithm>
#include <ranges>

#include <fmt/format.h>

#include "data/cell_text.hpp"
#include "data/columns.hpp"
#include "experiment/column_layer.hpp"
#include "experiment/places.hpp"
#include "layers/units.hpp"
#include "model/recurrence.hpp"

namespace nnctl::experiment {

using schema::Reader;

namespace {

bool is_for_classes(TargetEncoding encoding) { return encoding != TargetEncoding::kNumbers; }

std::string target_text(const data::TargetEncoder& target) {
  constexpr std::size_t kShown = 8;
  if (target.kind() == data::TargetKind::kNumbers) return data::counted(std::ssize(target.columns()), "number");
  const char* const what = target.kind() == data::TargetKind::kLabels ? "labels" : "classes";
  std::vector<std::string> shown = target.classes();
  std::string rest;
  if (shown.size() > kShown) {
    shown.resize(kShown);
    rest = ", ...";
  }
  return fmt::format("{} {} ({}{})", target.num_classes(), what, fmt::join(shown, ", "), rest);
}

class Assembler {
 public:
  Assembler(const LoadedConfig& loaded, const data::TargetEncoder& target)
      : loaded_(loaded),
        target_(target),
        classes_(target.kind() != data::TargetKind::kNumbers),
        labels_(target.kind() == data::TargetKind::kLabels),
        layers_(expand_layers(loaded.config.model.layers)),
        activation_(output_activation(layers_)) {}

  Assembly run(const data::Preprocessing& preprocessing, bool has_validation) {
    Assembly assembly;
    assembly.unlisted_layers = column_embedding(preprocessing, layers_);
    assembly.config = loaded_.config;
    settle_loss(assembly.config);
    reader_.throw_if_failed();
    const auto loss = assembly.config.training.loss.part.make();
    assembly.encoding = labels_    ? TargetEncoding::kOneHot
                        : classes_ ? loss->target_encoding()
                                   : TargetEncoding::kNumbers;
    settle_units(assembly.encoding);
    assembly.config.model.layers = to_entries(layers_);
    settle_metrics(assembly.config);
    plan(assembly, preprocessing.feature_shape());
    reader_.throw_if_failed();
    check_ids_come_first(assembly);
    check_output(assembly, *loss);
    check_metrics(assembly);
    check_class_weight(assembly.config);
    check_sampling(assembly.config);
    check_monitors(assembly.config, has_validation);
    reader_.throw_if_failed();
    assembly.objective = objective(assembly);
    assembly.optimizer = assembly.config.training.optimizer.make();
    return assembly;
  }

 private:
  void complain(const std::string& path, const std::string& message, const std::string& hint) {
    reader_.complain(locate(loaded_.root, path), message, hint);
  }

  void settle_loss(ExperimentConfig& config) {
    LossConfig& loss = config.training.loss.part;
    if (loss) {
      const bool for_classes = is_for_classes(loss.make()->target_encoding());
      if (takes_shares(*loss.make()) && !classes_) {
        if (target_.are_shares()) return;
        complain("training.loss",
                 fmt::format("loss '{}' is for classes, or for numbers from 0 to 1, and target '{}' holds others",
                             loss.name(), target_.columns().front()),
                 "use mean_squared_error, divide the numbers, or set data.target.type: category");
      } else if (for_classes && !classes_) {
        complain("training.loss",
                 fmt::format("loss '{}' is for classes, and target '{}' holds numbers", loss.name(),
                             target_.columns().front()),
                 target_.columns().size() > 1
                     ? "use a loss for numbers such as mean_squared_error; columns of classes hold 0 and 1 alone"
                     : "use mean_squared_error, or set data.target.type: category");
      } else if (!for_classes && classes_) {
        complain("training.loss",
                 fmt::format("loss '{}' is for numbers, and target '{}' has {}", loss.name(), target_.columns().front(),
                             target_text(target_)),
                 labels_ ? "use binary_crossentropy with sigmoid"
                         : "use sparse_categorical_crossentropy with softmax, or binary_crossentropy with one sigmoid");
      } else if (labels_ && loss.make()->target_encoding() != TargetEncoding::kBinary) {
        complain("training.loss",
                 fmt::format("loss '{}' is for classes that exclude each other, and target '{}' has {}", loss.name(),
                             target_.columns().front(), target_text(target_)),
                 "use binary_crossentropy with sigmoid");
      }
      return;
    }
    if (!classes_) {
      loss = LossConfig::named("mean_squared_error");
    } else if (labels_ && activation_ == "sigmoid") {
      loss = LossConfig::named("binary_crossentropy");
    } else if (!labels_ && activation_ == "softmax") {
      loss = LossConfig::named("sparse_categorical_crossentropy");
    } else if (!labels_ && activation_ == "sigmoid" && target_.num_classes() != 2) {
      complain(layers_.back().path + ".activation",
               fmt::format("a sigmoid output tells two classes apart, and target '{}' has {}",
                           target_.columns().front(), target_text(target_)),
               "use activation: softmax with 'units: auto'");
    } else if (activation_ == "sigmoid") {
      loss = LossConfig::named("binary_crossentropy");
    } else {
      complain(layers_.back().path,
               fmt::format("no loss fits a target of {} after a last layer with {} activation", target_text(target_),
                           activation_.empty() ? "no" : "'" + activation_ + "'"),
               labels_ ? "end with activation: sigmoid, or choose training.loss"
                       : "end with activation: softmax (or sigmoid for two classes), or choose training.loss");
    }
  }

  std::int64_t wanted_columns(TargetEncoding encoding) const {
    if (encoding == TargetEncoding::kBinary) return 1;
    if (classes_) return target_.num_classes();
    const auto& window = loaded_.config.data.window;
    return std::ssize(target_.columns()) * (window ? std::ssize(window->steps) : 1);
  }

  void settle_units(TargetEncoding encoding) {
    for (ExpandedLayer& layer : layers_) {
      if (wants_units(layer.spec.part)) layer.spec.part = with_units(layer.spec.part, wanted_columns(encoding));
    }
  }

  void settle_metrics(ExperimentConfig& config) {
    MetricChoices& metrics = config.training.metrics;
    if (metrics.automatic) {
      metrics.automatic = false;
      const std::string name = labels_ ? "binary_accuracy" : classes_ ? "accuracy" : "mean_absolute_error";
      metrics.list = {{MetricPartConfig::named(name), name}};
    }
    for (std::vector<MetricChoice>* list : {&metrics.list, &config.training.weighted_metrics}) {
      for (MetricChoice& metric : *list) set_threshold(metric, *config.training.loss.part.make());
    }
  }

  /// An accuracy of the right side of a threshold takes the target's, where that is not the usual one.
  void set_threshold(MetricChoice& metric, const Loss& loss) const {
    const bool is_by_side = metric.part.name() == "binary_accuracy" ||
                            (metric.part.name() == "accuracy" && loss.target_encoding() == TargetEncoding::kBinary);
    if (target_.threshold() == 0.5 || !is_by_side || !classes_) return;
    schema::Node node = schema::Node::map();
    node.set("type", schema::Node::string("binary_accuracy"));
    node.set("threshold", schema::Node::number(boundary(loss.answer(), target_.threshold())));
    schema::Reader reader;
    const bool good = schema::read_part(reader, node, "metric", metric.part);
    NNCTL_ASSERT(good, "a metric of our own does not read");
  }

  void plan(Assembly& assembly, const Shape& features) {
    std::vector<LayerSpec> specs = assembly.unlisted_layers;
    for (const ExpandedLayer& layer : layers_) specs.push_back(layer.spec);
    const auto loss = assembly.config.training.loss.part.make();
    // Keras fuses through an activity penalty too, but the penalty itself is of the activation's output.
    const bool fused = !loss->fuses_with().empty() && loss->fuses_with() == last_activation(layers_) &&
                       !specs.back().activity_regularizer;
    try {
      assembly.plan = std::make_unique<ModelPlan>(specs, TensorSpec{features}, fused, assembly.unlisted_layers.size());
    } catch (const PlanError& error) {
      complain(layers_[error.layer].path, error.what(), error.hint);
    }
  }

  /// Ids are looked up in the data itself: nothing before them may compute.
  void check_ids_come_first(const Assembly& assembly) {
    const auto planned = assembly.plan->layers();
    const std::size_t first = assembly.unlisted_layers.size();
    for (std::size_t i = 0; i < planned.size(); ++i) {
      if (planned[i].plan.input_ids == 0) continue;
      for (std::size_t before = 0; before < i; ++before) {
        if (planned[before].plan.aliases_input) continue;
        complain(layers_[i - first].path,
                 fmt::format("layer '{}' takes ids from the data, and layer '{}' before it computes other numbers",
                             planned[i].name, planned[before].name),
                 "put it first; only layers that change the shape alone may stand before it");
        break;
      }
    }
  }

  void check_output(const Assembly& assembly, const Loss& loss) {
    const Shape& output = assembly.plan->output().shape;
    const std::string& path = layers_.back().path;
    const std::string name = layers_.back().spec.name;
    const std::int64_t wanted = wanted_columns(assembly.encoding);
    if (assembly.encoding == TargetEncoding::kBinary && target_.num_classes() != 2) {
      const std::string_view other = loss.for_more_classes();
      complain(
          "training.loss",
          fmt::format("{} tells two classes apart, and target '{}' has {}", assembly.config.training.loss.part.name(),
                      target_.columns().front(), target_text(target_)),
          fmt::format("use {} with {}'units: auto'", other, other.ends_with("crossentropy") ? "a softmax of " : ""));
      return;
    }
    // Numbers may also come step by step: the loss is then of each position
    const bool by_position = assembly.encoding == TargetEncoding::kNumbers && output.rank() > 1;
    if (by_position ? output.num_elements() != wanted : output.rank() != 1 || output[0] != wanted) {
      complain(path + ".units",
               fmt::format("layer '{}' puts out {}, and target '{}' has {}: {} wanted", name, to_string(output),
                           target_.columns().front(), target_text(target_), wanted),
               output.rank() != 1 ? steps_cure(assembly) : units_cure());
      return;
    }
    if (target_.threshold() != 0.5 && assembly.encoding != TargetEncoding::kBinary && !labels_) {
      complain("data.target.threshold", "'threshold' is of one sigmoid output, or of labels",
               "of several outputs the largest tells the class: remove it, or end with one unit and sigmoid");
    }
    constexpr std::int64_t kMostScaled = 1024;
    if (!target_.scalings().empty() && output[-1] > kMostScaled) {
      complain("data.target.scale",
               fmt::format("'scale' is for at most {} numbers a row, got {}", kMostScaled, output[-1]), "remove it");
    }
    if (labels_ && activation_ == "softmax") {
      complain(path + ".activation",
               "softmax gives labels that exclude each other, and target '" + target_.columns().front() +
                   "' has any of several",
               "use activation: sigmoid");
      return;
    }
    const std::string problem =
        loss.mismatch(labels_ || (!classes_ && takes_shares(loss)) ? 1 : output[-1], activation_);
    if (!problem.empty()) complain("training.loss", problem, "see 'nnctl help losses'");
  }

  std::string units_cure() const {
    const bool tells_classes = activation_ == "softmax" || activation_ == "sigmoid";
    return !classes_ && tells_classes
               ? "write 'units: auto'; if the target's numbers are classes, use a loss for classes "
                 "such as sparse_categorical_crossentropy"
               : "write 'units: auto'";
  }

  static std::string steps_cure(const Assembly& assembly) {
    for (const PlannedLayer& layer : assembly.plan->layers() | std::views::reverse) {
      if (is_recurrent(layer))
        return fmt::format("leave out return_sequences in '{}', or put a flatten before the last layer", layer.name);
    }
    return "put a flatten before the last layer";
  }

  void check_metrics(const Assembly& assembly) {
    const TrainingBlock& training = assembly.config.training;
    const std::int64_t columns = classes_ ? wanted_columns(assembly.encoding) : assembly.plan->output().shape[-1];
    const auto check = [&](const char* key, const std::vector<MetricChoice>& metrics) {
      for (std::size_t i = 0; i < metrics.size(); ++i) {
        const auto metric = metrics[i].part.make();
        const std::string problem = metric->mismatch(columns, assembly.encoding);
        if (metric->takes_logits() && (activation_ == "softmax" || activation_ == "sigmoid")) {
          complain(fmt::format("training.{}[{}]", key, i),
                   fmt::format("{} with from_logits takes an output without activation, got {}", metrics[i].part.name(),
                               activation_),
                   "remove one of the two");
        }
        if (labels_ && metrics[i].part.name() == "accuracy") {
          complain(fmt::format("training.{}[{}]", key, i),
                   "accuracy compares one class a row, and the target has any of several labels",
                   "use binary_accuracy, f1_score or auc");
        }
        if (!problem.empty()) complain(fmt::format("training.{}[{}]", key, i), problem, "see 'nnctl help metrics'");
      }
    };
    check("metrics", training.metrics.list);
    check("weighted_metrics", training.weighted_metrics);
  }

  void check_class_weight(const ExperimentConfig& config) {
    const ClassWeight& weight = config.training.class_weight;
    if (weight.kind == ClassWeight::Kind::kNone) return;
    if (!classes_ || labels_) {
      complain("training.class_weight",
               fmt::format("class_weight is for classes, and target '{}' holds {}", target_.columns().front(),
                           labels_ ? "labels" : "numbers"),
               "remove it; a column of weights is data.weight");
    } else if (const std::string* label = unknown_label(weight, target_)) {
      complain("training.class_weight." + data::column_key(*label),
               fmt::format("'{}' is not one of the classes of target '{}'", *label, target_.columns().front()),
               schema::name_hint(*label, target_.classes()));
    }
  }

  void check_sampling(const ExperimentConfig& config) {
    if (config.training.sampling == Sampling::kNone || classes_) return;
    complain("training.sampling",
             fmt::format("oversampling evens classes out, and target '{}' holds numbers", target_.columns().front()),
             "remove it");
  }

  void check_monitors(const ExperimentConfig& config, bool has_validation) {
    const std::vector<std::string> names = log_names(logged_metrics(config.training), has_validation);
    for (const auto& [path, monitor] : watches(config.training)) {
      if (std::ranges::find(names, monitor) != names.end()) continue;
      complain(path, fmt::format("'monitor: {}' is not computed", monitor), schema::name_hint(monitor, names));
    }
    for (const auto& [metric, message, hint] : unknown_requirements(config.require, names)) {
      reader_.complain(place_of(locate(loaded_.root, "require"), metric), message, hint);
    }
  }

  std::unique_ptr<train::Objective> objective(const Assembly& assembly) const {
    auto objective = std::make_unique<train::Objective>(
        *assembly.plan, assembly.config.training.loss.part.make(), assembly.plan->output_activation() != nullptr,
        assembly.encoding, make_metrics(assembly.config.training), assembly.config.training.loss.common.reduction);
    objective->set_units(target_.scalings());
    return objective;
  }

  const LoadedConfig& loaded_;
  const data::TargetEncoder& target_;
  bool classes_;  // or labels
  bool labels_;
  std::vector<ExpandedLayer> layers_;
  std::string activation_;
  Reader reader_;
};

}  // namespace

Assembly assemble(const LoadedConfig& loaded, const data::Preprocessing& preprocessing,
                  const data::TargetEncoder& target, bool has_validation) {
  return Assembler(loaded, target).run(preprocessing, has_validation);
}

std::vector<train::NamedMetric> make_metrics(const TrainingBlock& training) {
  std::vector<train::NamedMetric> metrics;
  for (const MetricChoice& choice : logged_metrics(training)) {
    metrics.push_back({choice.name, choice.part.make(), choice.weighted});
  }
  return metrics;
}

train::TrainingOptions training_options(const ExperimentConfig& config, bool has_validation) {
  const TrainingBlock& training = config.training;
  train::TrainingOptions options;
  options.epochs = training.epochs;
  options.batch_size = training.batch_size;
  options.shuffle = training.shuffle;
  options.seed = static_cast<std::uint64_t>(config.seed);
  options.stops_early = training.early_stopping.has_value();
  // Unless early stopping asks for the best epoch, an average of the weights is what the run was to make
  options.keep_best = has_validation && !training.optimizer.make()->options().use_ema;
  options.warmup = training.warmup;
  options.validation_freq = training.validation_freq;
  options.plateau = training.reduce_lr_on_plateau;
  options.model_checkpoint = training.model_checkpoint;
  options.terminate_on_nan = training.terminate_on_nan;
  if (training.early_stopping) {
    options.best = *training.early_stopping;
    options.keep_best = training.early_stopping->restore_best_weights;
  }
  return options;
}

std::string config_fingerprint(const ExperimentConfig& resolved) {
  ExperimentConfig config = resolved;
  config.name.reset();
  // Where another run lies may change: its preprocessing is in the identity of a run, its weights in the checkpoint
  if (config.data.preprocessing) config.data.preprocessing->from.clear();
  if (config.model.initial_weights) config.model.initial_weights->from.clear();
  // More epochs continue the same run, unless rates have followed from their number
  const bool warms_by_length = config.training.warmup && config.training.warmup->length.follows_run_length();
  if (!warms_by_length && !config.training.optimizer.make()->follows_run_length()) config.training.epochs = 0;
  return source_fingerprint(config);
}

}  // namespace nnctl::experiment
