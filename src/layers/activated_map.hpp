// Layers of the form y = activation(map(x) + bias), the map linear with one output channel a filter: what they share
// around the map.
#pragma once

#include <memory>
#include <optional>

#include "kernels/gemm.hpp"
#include "layers/layer.hpp"
#include "layers/weight_config.hpp"
#include "schema/schema.hpp"

namespace nnctl {

/// What comes after the map: a base of such a layer's config.
struct MapOutput {
  std::optional<ActivationConfig> activation;
  bool use_bias = true;
  WeightConfig bias = WeightConfig::initialized_by("zeros");
};

template <class Config>
schema::Schema<Config>& activation_fields(schema::Schema<Config>& schema) {
  std::optional<ActivationConfig> Config::*const activation = &Config::activation;
  bool Config::*const use_bias = &Config::use_bias;
  return schema.field("activation", activation, "Applied to the sums; null for none.")
      .field("use_bias", use_bias, "Whether there is a bias.");
}

template <class Config>
schema::Schema<Config>& bias_fields(schema::Schema<Config>& schema) {
  WeightConfig Config::*const bias = &Config::bias;
  return weight_fields(schema, "bias", bias, "bias (one number an output channel)");
}

class ActivatedMap : public Layer {
 public:
  explicit ActivatedMap(const MapOutput& output);

  LayerPlan plan(const TensorSpec& input) const final;
  void forward(const ForwardCall& call) const final;
  void backward(const BackwardCall& call) const final;
  ActivationConfig output_activation() const final;

 protected:
  /// The map alone: `output` is z, before the activation; `parameters` are its kernels. Throws ShapeMismatch.
  virtual LayerPlan plan_map(const TensorSpec& input) const = 0;
  virtual Shape map_shape(const Shape& input) const = 0;
  /// z (rows, map shape) = epilogue(map(x) + bias); bias may be null. `saved` is the map's own part.
  virtual void map_forward(const ForwardCall& call, const Real* bias, kernels::Epilogue epilogue, Real* z,
                           Real* saved) const = 0;
  /// The kernels' gradients and dx from dz. `saved` and `workspace` are the map's own parts.
  virtual void map_backward(const BackwardCall& call, const Real* dz, const Real* saved, Real* workspace) const = 0;

 private:
  bool fuses_relu() const { return activation_ && activation_->is_plain_relu(); }
  bool changes_width(std::int64_t filters) const {
    return activation_ && activation_->output_columns(filters) != filters;
  }
  /// Whether z stays beside y.
  bool keeps_z(std::int64_t filters) const {
    if (!activation_ || fuses_relu()) return false;
    return activation_->backward_needs_input() || changes_width(filters);
  }

  MapOutput output_;
  std::unique_ptr<Activation> activation_;  // null when linear
};

}  // namespace nnctl
