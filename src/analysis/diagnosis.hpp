// What ails a training, told from its figures: a name, the evidence, and a thing to try. The rules are functions of
// Evidence alone; docs/diagnosis.md lists them with their thresholds.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "experiment/run_recorder.hpp"
#include "train/probe.hpp"
#include "train/trainer.hpp"

namespace nnctl::analysis {

using experiment::Finding;

inline constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

/// One epoch; NaN for what it did not compute.
struct EpochFigures {
  double loss = kUnknown;
  double val_loss = kUnknown;
  double val_metric = kUnknown;  ///< the first metric's
  double learning_rate = kUnknown;
};

/// Losses without penalties, by the model's own loss; NaN where there are no such rows.
struct Losses {
  double training = kUnknown;
  double validation = kUnknown;
};

struct RateFacts {
  double value = 0;  ///< the config's number, or the schedule's first rate
  double usual = 0;  ///< the optimizer's default
  /// The --set that changes it, up to the number, and what follows that: "training.optimizer.learning_rate=" and "",
  /// or "'training.optimizer={type: adam, learning_rate: " and "}'". Empty: no one number does.
  std::string set;
  std::string set_end;
  bool changes = false;  ///< by a schedule or a plateau callback
};

struct MetricFacts {
  std::string name;  ///< of the first metric; empty: none
  bool higher_is_better = false;
  bool is_share = false;  ///< of rows told right, so that its standard error follows from their number
};

/// A layer that could be wider.
struct NarrowLayer {
  std::string key;  ///< "model.layers.hidden.units"
  std::int64_t units = 0;
};

struct UniformKernel {
  std::string layer;
  double value = 0;
};

/// How rows of each class were told; empty where the target is not one class a row.
struct ClassFacts {
  static constexpr std::int64_t kFewRows = 5;  ///< of fewer nothing is said

  std::vector<std::string> classes;
  std::vector<std::int64_t> support;    ///< rows of the class
  std::vector<std::int64_t> correct;    ///< of them told right
  std::vector<std::int64_t> predicted;  ///< rows told as the class
  std::string rows_are;                 ///< "validation" or "training"
  bool is_weighted = false;             ///< training.class_weight is set
  bool is_oversampled = false;
};

struct Evidence {
  std::string config;  ///< as the user wrote it, for commands
  train::Status status = train::Status::kCompleted;
  std::optional<train::Divergence> divergence;
  std::vector<EpochFigures> epochs;
  std::int64_t epochs_planned = 0;
  std::int64_t steps_per_epoch = 0;
  std::int64_t validation_rows = 0;
  bool stops_early = false;
  RateFacts rate;
  MetricFacts metric;

  Losses model;               ///< of the kept weights
  Losses constant;            ///< of always telling the same
  std::string constant_name;  ///< "majority class", "mean"; empty: not judged
  Losses linear;              ///< NaN: not judged
  bool has_hidden_layer = false;
  std::optional<NarrowLayer> narrowest;
  /// What scales the target: "--set 'data.target={...}'"; empty unless it is numbers far from 1 that are not scaled.
  std::string scale_target;
  /// What scales the features, as a suggestion; empty unless some are numbers far from 1.
  std::string scale_features;
  bool sets_initializers = false;  ///< the config names kernel_initializer somewhere
  /// A hidden layer whose kernel began with one number everywhere.
  std::optional<UniformKernel> uniform_kernel;

  double initial_loss = kUnknown;   ///< of fresh weights; NaN when the first weights came from elsewhere
  double weight_change = kUnknown;  ///< |last - first| / |first| over all trained weights
  /// Of the last weights; where training ended worse than it could begin, of the first.
  std::optional<train::ModelProbe> probe;
  bool probed_first_weights = false;
  ClassFacts classes;
};

/// "--set KEY=VALUE", or "nnctl lr CONFIG" where no one number is the rate.
std::string set_rate(const RateFacts& facts, double rate, const std::string& config);

/// Whether the loss ended where always telling the same would have it.
bool learned_nothing(const Evidence& evidence);

/// Empty for a healthy training. What explains the others comes first.
std::vector<Finding> diagnose(const Evidence& evidence);

}  // namespace nnctl::analysis
