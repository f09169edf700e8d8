// What every layer declares and does. A layer is immutable: its parameters, saved values and scratch are planned here,
// owned elsewhere and passed with each call, so that one model can run on several threads.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "activations/activation.hpp"
#include "base/rng.hpp"
#include "initializers/initializer.hpp"
#include "parallel/thread_pool.hpp"
#include "regularizers/regularizer.hpp"
#include "schema/part.hpp"
#include "tensor/real.hpp"
#include "tensor/shape.hpp"

namespace nnctl {

/// What is known of a tensor before there is one. The batch axis is left out.
struct TensorSpec {
  Shape shape;
  std::int64_t num_elements() const { return shape.num_elements(); }
};

struct ParameterSpec {
  std::string name;  ///< "kernel"
  Shape shape;       ///< as in Keras
  InitializerConfig initializer;
  RegularizerConfig regularizer;  ///< may be none
  bool trainable = true;
};

/// Everything about a layer for one input shape, before any memory is allocated. Sizes are Reals a row of the batch.
struct LayerPlan {
  TensorSpec output;
  std::vector<ParameterSpec> parameters;
  std::int64_t saved = 0;      ///< kept from forward to backward, beside the input and the output
  std::int64_t workspace = 0;  ///< scratch within one call
  bool aliases_input = false;  ///< the output is the input's memory under another shape: no call is made
  bool couples_batch = false;  ///< a row's output depends on other rows of the batch while training
  std::int64_t flops = 0;      ///< of forward, for one row; one multiply-add is 2
};

/// An input shape that a layer cannot take: names both sides and the cure.
class ShapeMismatch : public std::runtime_error {
 public:
  ShapeMismatch(const std::string& message, std::string cure) : std::runtime_error(message), hint(std::move(cure)) {}
  std::string hint;
};

/// What a call may depend on beside its tensors.
struct LayerContext {
  bool training = false;
  std::uint64_t step = 0;                ///< training steps before this one; keys random masks
  std::int64_t first_row = 0;            ///< the batch row that row 0 of this call is
  const RandomStream* random = nullptr;  ///< the layer's own stream
  ThreadPool* pool = nullptr;            ///< for work inside one call; may be null
};

struct ForwardCall {
  LayerContext context = {};
  std::int64_t rows = 0;
  const TensorSpec& input;
  const Real* x = nullptr;                       ///< (rows, input)
  std::span<const Real* const> parameters = {};  ///< in the plan's order
  Real* y = nullptr;                             ///< (rows, output)
  Real* saved = nullptr;                         ///< (rows, plan.saved)
  Real* workspace = nullptr;                     ///< (rows, plan.workspace)
};

struct BackwardCall {
  LayerContext context = {};
  std::int64_t rows = 0;
  const TensorSpec& input;
  const Real* x = nullptr;
  const Real* y = nullptr;
  std::span<const Real* const> parameters = {};
  const Real* saved = nullptr;
  Real* dy = nullptr;                     ///< (rows, output); may be used as scratch, lost afterwards
  Real* dx = nullptr;                     ///< (rows, input), overwritten; null when nobody needs it; never dy
  std::span<Real* const> gradients = {};  ///< overwritten with the sum over these rows; null for a frozen parameter
  Real* workspace = nullptr;
};

class Layer {
 public:
  static constexpr const char* kKind = "layer";
  /// A config and an input shape that docs show and the conformance test checks.
  struct Example {
    std::string yaml;
    Shape input;
  };

  virtual ~Layer() = default;

  /// Throws ShapeMismatch.
  virtual LayerPlan plan(const TensorSpec& input) const = 0;
  virtual void forward(const ForwardCall& call) const = 0;
  virtual void backward(const BackwardCall& call) const = 0;

  /// The activation applied last to the output, or none. A loss may take its input instead (Loss::fuses_with).
  virtual ActivationConfig output_activation() const { return {}; }
  /// The same layer with that activation left out; null when nothing would remain (an activation layer).
  virtual std::unique_ptr<Layer> without_activation() const { return nullptr; }
};

using LayerPartConfig = schema::PartConfig<Layer>;

}  // namespace nnctl

namespace nnctl::schema {
template <>
const Registry<Layer>& registry<Layer>();
}  // namespace nnctl::schema
