#include "analysis/diagnosis_evidence.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "analysis/baseline.hpp"
#include "analysis/classification.hpp"
#include "train/adapt.hpp"
#include "train/predictor.hpp"

namespace nnctl::analysis {

namespace {

using train::Trainer;

constexpr std::int64_t kMostRows = 1024;       // that the layers are judged by
constexpr std::int64_t kMostClassRows = 4096;  // that classes are counted in
constexpr double kShareOfTraining = 0.01;
constexpr double kCheapFlops = 4e8;  // some ten milliseconds
constexpr std::int64_t kPieceRows = 256;

double value_of(const train::Logs& logs, const std::string& name) {
  const double* value = train::find_log(logs, name);
  return value != nullptr ? *value : kUnknown;
}

// At least a batch, at most a hundredth of the training where that costs anything.
std::int64_t rows_to_probe(const EndedTraining& ended, std::int64_t most) {
  const Trainer& trainer = ended.trainer;
  const double row = training_flops(trainer.plan(), 1, 1);
  const auto epochs = static_cast<double>(std::max<std::int64_t>(1, trainer.state().epoch));
  const double share = kShareOfTraining * epochs * static_cast<double>(ended.training.num_rows());
  const double worth = std::max(share, kCheapFlops / std::max(1.0, row));
  const std::int64_t batch = ended.experiment.assembly.config.training.batch_size;
  return std::clamp<std::int64_t>(static_cast<std::int64_t>(std::min(worth, 1e9)), std::min(batch, most), most);
}

std::vector<EpochFigures> figures_of(const std::vector<train::EpochEvent>& epochs, const std::string& metric) {
  std::vector<EpochFigures> figures;
  for (const train::EpochEvent& event : epochs) {
    figures.push_back({value_of(event.logs, "loss"), value_of(event.logs, "val_loss"),
                       metric.empty() ? kUnknown : value_of(event.logs, "val_" + metric), event.learning_rate});
  }
  return figures;
}

// Where the file says nothing of the optimizer, no key of it can be set alone.
bool names_optimizer(const schema::Node& root) {
  const schema::Node* training = root.find("training");
  return training != nullptr && training->find("optimizer") != nullptr;
}

MetricFacts metric_facts(const train::Objective& objective) {
  if (objective.metrics().empty()) return {};
  const train::NamedMetric& first = objective.metrics().front();
  return {first.name, first.metric->higher_is_better(), first.name.ends_with("accuracy") || first.name == "acc"};
}

// Of the layers with weights that the config lists, but the last.
std::vector<const PlannedLayer*> hidden_layers(const experiment::Assembly& assembly) {
  std::vector<const PlannedLayer*> layers;
  const auto listed = assembly.plan->layers().subspan(assembly.unlisted_layers.size());
  for (const PlannedLayer& layer : listed) {
    if (!layer.plan.parameters.empty()) layers.push_back(&layer);
  }
  if (!layers.empty()) layers.pop_back();
  return layers;
}

std::optional<NarrowLayer> narrowest(const experiment::Assembly& assembly) {
  constexpr std::array kWithUnits{"dense", "lstm", "gru", "simple_rnn"};
  std::optional<NarrowLayer> found;
  for (const PlannedLayer* layer : hidden_layers(assembly)) {
    const bool has_units = std::ranges::find(kWithUnits, layer->type) != kWithUnits.end();
    const bool has_filters = layer->type == "conv1d" || layer->type == "conv2d" || layer->type == "conv3d";
    if (!has_units && !has_filters) continue;
    const std::int64_t units = layer->plan.output.shape[-1];
    if (found && found->units <= units) continue;
    found = NarrowLayer{fmt::format("model.layers.{}.{}", layer->name, has_units ? "units" : "filters"), units};
  }
  return found;
}

void add_baselines(const std::vector<experiment::BaselineRecord>& baselines, Evidence& evidence) {
  for (const experiment::BaselineRecord& baseline : baselines) {
    const Losses losses{value_of(baseline.metrics, "loss"), value_of(baseline.metrics, "val_loss")};
    if (baseline.name == "linear model") {
      evidence.linear = losses;
    } else if (evidence.constant_name.empty()) {
      evidence.constant = losses;
      evidence.constant_name = baseline.name;
    }
  }
}

bool takes_ids(const ModelPlan& plan) {
  return std::ranges::any_of(plan.layers(), [](const PlannedLayer& layer) { return layer.plan.input_ids > 0; });
}

// The weights that training began with; empty where they came from a file.
std::vector<Real> first_weights(const experiment::Assembly& assembly, std::span<const Real> last) {
  if (assembly.config.model.initial_weights) return {};
  const ModelPlan& plan = *assembly.plan;
  std::vector<Real> weights(static_cast<std::size_t>(plan.packed_size()));
  initialize(plan, static_cast<std::uint64_t>(assembly.config.seed), weights);
  for (const PlannedLayer& layer : plan.layers()) {
    if (layer.plan.adapt_sums == 0) continue;  // taken from the data once, and the same ever since
    for (const Parameter& one : plan.parameters().subspan(layer.first_parameter, layer.plan.parameters.size())) {
      std::copy_n(last.data() + one.offset, one.size, weights.data() + one.offset);
    }
  }
  return weights;
}

double relative_change(const ModelPlan& plan, std::span<const Real> first, std::span<const Real> last) {
  double moved = 0;
  double length = 0;
  for (const ModelPlan::Range range : plan.trainable_ranges()) {
    for (auto i = static_cast<std::size_t>(range.begin); i < static_cast<std::size_t>(range.end); ++i) {
      const double difference = static_cast<double>(last[i]) - static_cast<double>(first[i]);
      moved += difference * difference;
      length += static_cast<double>(first[i]) * static_cast<double>(first[i]);
    }
  }
  return length > 0 ? std::sqrt(moved / length) : kUnknown;
}

std::int32_t class_of(std::span<const Real> target, TargetEncoding encoding, int positive) {
  if (encoding == TargetEncoding::kBinary) return target[0] > Real{0.5} ? positive : 1 - positive;
  if (encoding == TargetEncoding::kClassIndex) return static_cast<std::int32_t>(target[0]);
  return static_cast<std::int32_t>(std::ranges::max_element(target) - target.begin());
}

std::vector<std::int32_t> true_classes(const data::Dataset& rows, TargetEncoding encoding, int positive) {
  const auto width = static_cast<std::size_t>(rows.target_columns());
  std::vector<Real> target(width);
  std::vector<std::int32_t> classes;
  for (std::int64_t row = 0; row < rows.num_rows(); ++row) {
    rows.fill({&row, 1}, {.targets = target.data()});
    classes.push_back(class_of(target, encoding, positive));
  }
  return classes;
}

ClassFacts count_classes(const EndedTraining& ended, const data::Dataset& rows, ThreadPool& pool) {
  const experiment::Assembly& assembly = ended.experiment.assembly;
  const data::TargetEncoder& target = ended.experiment.data->target;
  const data::SubsetDataset sample(rows, train::spread_rows(rows.num_rows(), rows_to_probe(ended, kMostClassRows)));
  const std::vector<Real> predictions = train::predict(*assembly.plan, ended.trainer.model_weights(), sample, pool);
  const auto told =
      predicted_classes(predictions, assembly.plan->output().num_elements(), target.positive(), target.threshold());
  const ConfusionMatrix matrix =
      confusion_matrix(true_classes(sample, assembly.encoding, target.positive()), told, target.num_classes());
  ClassFacts facts;
  facts.classes = target.classes();
  facts.support.resize(matrix.size());
  facts.predicted.resize(matrix.size());
  for (std::size_t t = 0; t < matrix.size(); ++t) {
    facts.correct.push_back(matrix[t][t]);
    for (std::size_t p = 0; p < matrix.size(); ++p) {
      facts.support[t] += matrix[t][p];
      facts.predicted[p] += matrix[t][p];
    }
  }
  return facts;
}

// Validation rows tell more, but of a rare class there may be too few among them.
ClassFacts class_facts(const EndedTraining& ended, ThreadPool& pool) {
  const bool is_one_of_many = ended.experiment.data->target.kind() == data::TargetKind::kClasses;
  if (!is_one_of_many || ended.trainer.plan().output().shape.rank() != 1) return {};
  ClassFacts facts;
  if (ended.validation != nullptr) {
    facts = count_classes(ended, *ended.validation, pool);
    facts.rows_are = "validation";
  }
  if (facts.support.empty() || std::ranges::min(facts.support) < ClassFacts::kFewRows) {
    facts = count_classes(ended, ended.training, pool);
    facts.rows_are = "training";
  }
  const experiment::TrainingBlock& training = ended.experiment.assembly.config.training;
  facts.is_weighted = training.class_weight.kind != experiment::ClassWeight::Kind::kNone;
  facts.is_oversampled = training.sampling == experiment::Sampling::kOversample;
  return facts;
}

// What puts numbers far from 1 on the scale of the weights.
std::string scale_target(const EndedTraining& ended) {
  constexpr std::int64_t kRows = 1024;
  constexpr double kFarFromOne = 100;  // root mean square
  const data::TargetEncoder& target = ended.experiment.data->target;
  const bool is_one_number = target.kind() == data::TargetKind::kNumbers && target.columns().size() == 1;
  if (!is_one_number || !target.scalings().empty()) return {};
  const std::vector<std::int64_t> rows = train::spread_rows(ended.training.num_rows(), kRows);
  std::vector<Real> targets(rows.size() * static_cast<std::size_t>(ended.training.target_columns()));
  ended.training.fill(rows, {.targets = targets.data()});
  double squares = 0;
  for (const Real value : targets) squares += static_cast<double>(value) * static_cast<double>(value);
  if (!(squares > kFarFromOne * kFarFromOne * static_cast<double>(targets.size()))) return {};
  return fmt::format("--set 'data.target={{column: {}, scale: standard}}'", target.columns().front());
}

// What puts features far from 1 on the scale that layers begin with.
std::string scale_features(const EndedTraining& ended) {
  constexpr std::int64_t kRows = 256;
  constexpr double kFarFromOne = 10;  // root mean square
  const data::Preprocessing& preprocessing = *ended.experiment.data->preprocessing;
  const Shape shape = ended.training.feature_shape();
  if (!preprocessing.embedded_features().empty() || takes_ids(*ended.experiment.assembly.plan)) return {};
  const std::vector<std::int64_t> rows = train::spread_rows(ended.training.num_rows(), kRows);
  const auto width = static_cast<std::size_t>(shape.num_elements());
  const auto last_axis = static_cast<std::size_t>(shape[-1]);
  std::vector<Real> row(width);
  std::vector<double> squares(last_axis);
  for (const std::int64_t one : rows) {
    ended.training.fill({&one, 1}, {.features = row.data()});
    for (std::size_t i = 0; i < width; ++i) {
      squares[i % last_axis] += static_cast<double>(row[i]) * static_cast<double>(row[i]);
    }
  }
  const double values = static_cast<double>(rows.size() * width / last_axis);
  const auto largest = static_cast<std::size_t>(std::ranges::max_element(squares) - squares.begin());
  const double size = std::sqrt(squares[largest] / values);
  if (!(size > kFarFromOne)) return {};
  if (preprocessing.columns().empty()) {
    return fmt::format("scale the features, numbers of about {:.3g}: put {{type: normalization}} first", size);
  }
  return fmt::format(
      "scale the features, some of which are numbers of about {:.3g}: --set "
      "data.defaults.number.scale=standard",
      size);
}

// A hidden layer whose kernel is one number, where the others were drawn.
std::optional<UniformKernel> uniform_kernel(const experiment::Assembly& assembly, std::span<const Real> first) {
  for (const PlannedLayer* layer : hidden_layers(assembly)) {
    for (const Parameter& one :
         assembly.plan->parameters().subspan(layer->first_parameter, layer->plan.parameters.size())) {
      // Gates have biases of two rows, and slopes of prelu are 0 everywhere: that tells no two units apart, and need
      // not
      if (!one.name.ends_with("kernel") || !one.trainable) continue;
      const auto values = first.subspan(static_cast<std::size_t>(one.offset), static_cast<std::size_t>(one.size));
      const bool is_uniform = std::ranges::all_of(values, [&](Real value) { return value == values[0]; });
      if (is_uniform && one.size > 1) return UniformKernel{layer->name, static_cast<double>(values[0])};
    }
  }
  return std::nullopt;
}

bool names_initializer(const schema::Node& node) {
  const auto names = [](const schema::Entry& entry) {
    return entry.key.text() == "kernel_initializer" || names_initializer(entry.value);
  };
  return std::ranges::any_of(node.entries(), names) || std::ranges::any_of(node.items(), names_initializer);
}

// Probes, and what the model's loss is without its penalties.
void look_inside(const EndedTraining& ended, ThreadPool& pool, Evidence& evidence) {
  const experiment::Assembly& assembly = ended.experiment.assembly;
  const ModelPlan& plan = *assembly.plan;
  const Trainer& trainer = ended.trainer;
  const std::vector<std::int64_t> rows = train::spread_rows(ended.training.num_rows(), rows_to_probe(ended, kMostRows));
  const std::int64_t capacity = train::chunk_rows(plan, kPieceRows);
  const auto loss_of = [&](std::span<const Real> weights) {
    return train::mean_loss(plan, *assembly.objective, ended.training, rows, weights, capacity, pool);
  };
  const std::span<const Real> last = trainer.last_weights();
  const std::vector<Real> first = first_weights(assembly, last);
  const bool diverged = trainer.state().status == train::Status::kDiverged;
  if (!first.empty()) {
    evidence.initial_loss = loss_of(first);
    evidence.weight_change = relative_change(plan, first, last);
    evidence.uniform_kernel = uniform_kernel(assembly, first);
  }
  // Far above the baseline at first, and nothing learned at last: the weights that training began with are what to look
  // at
  constexpr double kFarAbove = 10;
  constexpr double kNothingLearned = 0.9;
  const double constant = evidence.constant.training;
  const bool failed =
      evidence.initial_loss > kFarAbove * constant && evidence.epochs.back().loss > kNothingLearned * constant;
  evidence.probed_first_weights = (diverged || failed) && !first.empty();
  const std::span<const Real> probed = evidence.probed_first_weights ? std::span<const Real>(first) : last;
  evidence.probe = train::probe(plan, *assembly.objective, ended.training, rows, probed, capacity, pool);
  if (diverged) return;
  const std::span<const Real> kept = trainer.model_weights();
  const double penalty = weight_penalty(plan, kept);
  const train::Logs& logs = experiment::RunRecorder::model_logs(trainer);
  // The lesser of two readings: of a sample, and of all rows while the weights still changed and dropout was at work
  const double of_sample = loss_of(kept);
  evidence.model = {std::fmin(of_sample, value_of(logs, "loss") - penalty), value_of(logs, "val_loss") - penalty};
}

}  // namespace

RateFacts rate_facts(const experiment::OpenedExperiment& experiment) {
  const experiment::TrainingBlock& training = experiment.assembly.config.training;
  const Optimizer& optimizer = *experiment.assembly.optimizer;
  const LearningRate& rate = optimizer.options().learning_rate;
  RateFacts facts;
  facts.value = rate.value;
  facts.usual = OptimizerConfig::named(training.optimizer.name()).make()->options().learning_rate.value;
  facts.changes = rate.schedule || training.reduce_lr_on_plateau || optimizer.options().decay > 0;
  facts.set = "training.optimizer.learning_rate=";
  if (rate.schedule) {
    facts.value = optimizer.learning_rate(0, {1, training.epochs});
    facts.set = rate.schedule.name() == "piecewise_constant_decay"
                    ? std::string()
                    : "training.optimizer.learning_rate.initial_learning_rate=";
  } else if (!names_optimizer(experiment.loaded.root)) {
    facts.set = fmt::format("'training.optimizer={{type: {}, learning_rate: ", training.optimizer.name());
    facts.set_end = "}'";
  }
  return facts;
}

Evidence gather_evidence(const EndedTraining& ended, ThreadPool& pool) {
  const experiment::Assembly& assembly = ended.experiment.assembly;
  Evidence evidence;
  evidence.config = ended.config;
  evidence.status = ended.trainer.state().status;
  evidence.divergence = ended.trainer.divergence();
  evidence.metric = metric_facts(*assembly.objective);
  evidence.epochs = figures_of(ended.epochs, evidence.metric.name);
  evidence.steps_per_epoch = ended.trainer.steps_per_epoch();
  evidence.validation_rows = ended.validation != nullptr ? ended.validation->num_rows() : 0;
  evidence.stops_early = assembly.config.training.early_stopping.has_value();
  evidence.rate = rate_facts(ended.experiment);
  evidence.has_hidden_layer = !hidden_layers(assembly).empty();
  evidence.narrowest = narrowest(assembly);
  evidence.scale_target = scale_target(ended);
  evidence.scale_features = scale_features(ended);
  evidence.sets_initializers = names_initializer(ended.experiment.loaded.root);
  add_baselines(ended.baselines, evidence);
  if (evidence.status == train::Status::kInterrupted) return evidence;
  look_inside(ended, pool, evidence);
  if (!evidence.divergence) evidence.classes = class_facts(ended, pool);
  return evidence;
}

}  // namespace nnctl::analysis
