// A model before it has memory: layers with names and shapes, parameters with places in one packed array.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "layers/layer.hpp"

namespace nnctl {

/// One layer as configured.
struct LayerSpec {
  std::string name;
  LayerPartConfig part;
  RegularizerConfig activity_regularizer;  ///< may be none
  bool trainable = true;
};

/// One weight of the model. `offset` counts Reals in the packed array; each starts on a 64-byte boundary.
struct Parameter {
  std::string name;  ///< "hidden1/kernel"
  Shape shape;
  std::int64_t offset = 0;
  std::int64_t size = 0;
  bool trainable = true;
  InitializerConfig initializer;
  RegularizerConfig regularizer;  ///< may be none
  ConstraintConfig constraint;    ///< may be none
};

struct PlannedLayer {
  std::string name;
  std::string type;  ///< "dense"
  /// What runs; null when the layer only passes its input on.
  std::unique_ptr<Layer> layer;
  LayerPlan plan;
  TensorSpec input;
  bool trainable = true;
  std::size_t first_parameter = 0;  ///< of ModelPlan::parameters(); plan.parameters.size() of them
  std::unique_ptr<Regularizer> activity_regularizer;

  /// Whether a training pass must stop before this layer until all rows of the batch are there.
  bool couples_batch() const { return trainable && plan.forward_sums > 0; }
};

/// ShapeMismatch with the layer it happened at.
class PlanError : public std::runtime_error {
 public:
  PlanError(std::size_t layer_index, const std::string& message, std::string cure)
      : std::runtime_error(message), layer(layer_index), hint(std::move(cure)) {}
  std::size_t layer;
  std::string hint;
};

class ModelPlan {
 public:
  /// Throws PlanError. With `split_output_activation` the last activation is left out of the last layer and kept
  /// apart, so that a loss can be fused with it. The first `num_unlisted` layers stand in front of the config's own:
  /// errors count from those behind.
  ModelPlan(const std::vector<LayerSpec>& specs, TensorSpec input, bool split_output_activation,
            std::size_t num_unlisted = 0);

  const TensorSpec& input() const { return input_; }
  const TensorSpec& output() const { return layers_.empty() ? input_ : layers_.back().plan.output; }
  std::span<const PlannedLayer> layers() const { return layers_; }
  /// The activation split off the last layer, or null.
  const Activation* output_activation() const { return output_activation_.get(); }

  std::span<const Parameter> parameters() const { return parameters_; }
  /// Reals in the packed array, padding included.
  std::int64_t packed_size() const { return packed_size_; }
  std::int64_t num_parameters() const;
  std::int64_t num_trainable() const;
  /// Whether some layer couples the rows of a batch while training.
  bool couples_batch() const;
  /// Forward, for one sample; one multiply-add is 2.
  std::int64_t flops() const;
  /// Ranges [begin, end) of the packed array that training updates; neighbours are joined.
  struct Range {
    std::int64_t begin;
    std::int64_t end;
  };
  std::span<const Range> trainable_ranges() const { return trainable_ranges_; }

 private:
  void add_parameters(PlannedLayer& layer, bool trainable);

  TensorSpec input_;
  std::vector<PlannedLayer> layers_;
  std::unique_ptr<Activation> output_activation_;
  std::vector<Parameter> parameters_;
  std::vector<Range> trainable_ranges_;
  std::int64_t packed_size_ = 0;
};

/// Fills `weights` (packed_size) with each parameter's initializer: the stream "initializer/NAME" of `seed`.
void initialize(const ModelPlan& plan, std::uint64_t seed, std::span<Real> weights);

/// XXH3-128 over names, shapes and bytes in model order, as 32 hexadecimal digits.
std::string weights_hash(const ModelPlan& plan, std::span<const Real> weights);

/// The sum of the weight regularizers' penalties (trainable parameters only).
double weight_penalty(const ModelPlan& plan, std::span<const Real> weights);
/// Adds its gradient.
void add_weight_penalty_gradient(const ModelPlan& plan, std::span<const Real> weights, std::span<Real> gradient);

}  // namespace nnctl
