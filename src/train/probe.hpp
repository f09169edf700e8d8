// A look at a model over a sample of rows, outside of training: what each layer's units put out, how large the
// gradients are beside the weights, and the loss. Nothing of it enters training.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "data/dataset.hpp"
#include "train/objective.hpp"

namespace nnctl::train {

struct LayerProbe {
  std::string name;
  std::string type;        ///< "dense"
  std::string activation;  ///< the last one of its output: "relu"; empty for none
  bool is_output = false;  ///< the model's last layer
  std::int64_t units = 0;  ///< the output's last axis; a unit of a convolution is a filter
  /// Units that are 0 in every row and at every position. Only of activations that cut off at 0; else 0.
  std::int64_t dead = 0;
  /// Units of a bounded activation with at least nine values of ten within a hundredth of its range from a limit.
  std::int64_t saturated = 0;
  bool can_saturate = false;
  double gradient_norm = 0;  ///< Euclidean, of all trainable parameters, of the mean loss; not finite on overflow
  double weight_norm = 0;    ///< of the same parameters; 0: nothing to train here

  /// Gradient beside weights; 0 without weights.
  double relative_gradient() const { return weight_norm > 0 ? gradient_norm / weight_norm : 0; }
};

struct ModelProbe {
  std::int64_t rows = 0;
  double loss = 0;  ///< mean of the rows, in inference mode, without penalties
  std::vector<LayerProbe> layers;
};

/// `count` row numbers spread evenly over `all` rows: files are often sorted by class.
std::vector<std::int64_t> spread_rows(std::int64_t all, std::int64_t count);

/// One pass forward and backward in inference mode, without dropout and penalties. Deterministic for any number of
/// threads. `capacity`: rows that are in memory at a time.
ModelProbe probe(const ModelPlan& plan, const Objective& objective, const data::Dataset& dataset,
                 std::span<const std::int64_t> rows, std::span<const Real> weights, std::int64_t capacity,
                 ThreadPool& pool);

/// The loss alone, as in ModelProbe.
double mean_loss(const ModelPlan& plan, const Objective& objective, const data::Dataset& dataset,
                 std::span<const std::int64_t> rows, std::span<const Real> weights, std::int64_t capacity,
                 ThreadPool& pool);

/// With its gradient, laid out as the packed weights.
double mean_loss_gradient(const ModelPlan& plan, const Objective& objective, const data::Dataset& dataset,
                          std::span<const std::int64_t> rows, std::span<const Real> weights, std::int64_t capacity,
                          std::span<Real> gradient, ThreadPool& pool);

}  // namespace nnctl::train
