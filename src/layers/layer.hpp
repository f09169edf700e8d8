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
#include "constraints/constraint.hpp"
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
  /// A mask comes along: (rows, steps) of 0 and 1, steps the first axis of `shape`; 0 marks a step to leave out.
  bool has_mask = false;

  std::int64_t num_elements() const { return shape.num_elements(); }
  /// Values of the mask a row; 0 without one.
  std::int64_t mask_size() const { return has_mask ? shape[0] : 0; }
};

struct ParameterSpec {
  std::string name;  ///< "kernel"
  Shape shape;       ///< as in Keras
  InitializerConfig initializer;
  RegularizerConfig regularizer = {};  ///< may be none
  ConstraintConfig constraint = {};    ///< may be none
  bool trainable = true;
};

/// Everything about a layer for one input shape, before any memory is allocated. Sizes are Reals a row of the batch
/// where not said otherwise.
struct LayerPlan {
  /// A layer that passes its input's mask on says so by output.has_mask; one that makes a mask by makes_mask as well.
  TensorSpec output;
  std::vector<ParameterSpec> parameters;
  std::int64_t saved = 0;      ///< kept from forward to backward, beside the input and the output
  std::int64_t workspace = 0;  ///< scratch within one call
  std::int64_t scratch = 0;    ///< scratch within one call, however many rows it has
  bool aliases_input = false;  ///< the output is the input's memory under another shape: no call is made
  bool makes_mask = false;     ///< forward writes call.output_mask
  std::int64_t forward_sums =
      0;  ///< doubles over all rows of a batch that forward needs while training; see sum_forward
  std::int64_t backward_sums = 0;  ///< the same for backward
  std::int64_t adapt_sums = 0;     ///< doubles over all training rows that the layer's state is made of; see sum_adapt
  std::int64_t input_ids = 0;      ///< > 0: the input must hold integers from 0 to input_ids - 1, and takes no gradient
  std::int64_t flops = 0;          ///< of forward, for one row; one multiply-add is 2
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
  bool trainable = true;                 ///< false for a frozen layer (Keras's batch normalization then infers)
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
  const Real* mask = nullptr;                    ///< (rows, steps) where the input has a mask
  std::span<const Real* const> parameters = {};  ///< in the plan's order
  Real* y = nullptr;                             ///< (rows, output)
  Real* output_mask = nullptr;                   ///< (rows, steps) for a layer that makes a mask
  Real* saved = nullptr;                         ///< (rows, plan.saved)
  Real* workspace = nullptr;                     ///< (rows, plan.workspace)
  Real* scratch = nullptr;                       ///< (plan.scratch)
  const double* sums = nullptr;                  ///< (plan.forward_sums) of the whole batch; null while not training
};

struct BackwardCall {
  LayerContext context = {};
  std::int64_t rows = 0;
  const TensorSpec& input;
  const Real* x = nullptr;
  const Real* mask = nullptr;
  const Real* y = nullptr;
  std::span<const Real* const> parameters = {};
  const Real* saved = nullptr;
  Real* dy = nullptr;                     ///< (rows, output); may be used as scratch, lost afterwards
  Real* dx = nullptr;                     ///< (rows, input), overwritten; null when nobody needs it; never dy
  std::span<Real* const> gradients = {};  ///< overwritten with the sum over these rows; null for a frozen parameter
  Real* workspace = nullptr;
  Real* scratch = nullptr;
  const double* forward_sums = nullptr;  ///< as in the forward call
  const double* sums = nullptr;          ///< (plan.backward_sums) of the whole batch; null where forward_sums is
};

class Layer {
 public:
  static constexpr const char* kKind = "layer";
  /// A config and an input shape that docs show and the conformance test checks.
  struct Example {
    std::string yaml;
    Shape input;
    bool has_mask = false;
    std::int64_t ids = 0;  ///< > 0: the input holds integers below it
  };

  virtual ~Layer() = default;

  /// Throws ShapeMismatch.
  virtual LayerPlan plan(const TensorSpec& input) const = 0;
  virtual void forward(const ForwardCall& call) const = 0;
  virtual void backward(const BackwardCall& call) const = 0;

  // A layer whose rows depend on each other while training. A batch may run as several calls, on several threads: each
  // adds up its rows, the sums are added in the order of the rows, and every call then gets those of the whole batch.
  /// Writes what these rows contribute to forward's sums, which come as zeros: all of `call` but y, sums and saved may
  /// be used.
  virtual void sum_forward(const ForwardCall& call, double* sums) const;
  /// The same for backward, from dy; may use what forward saved, and must leave dy as it is. What it writes to
  /// `call.gradients` stands until backward.
  virtual void sum_backward(const BackwardCall& call, double* sums) const;
  /// Writes parameters that training changes by no gradient, such as moving means; once a step, from forward's sums.
  virtual void update_state(const TensorSpec& input, const double* forward_sums,
                            std::span<Real* const> parameters) const;

  // A layer whose state is taken from the training rows, once before training; the layers before it only pass on.
  /// Adds what these rows contribute to `sums`, which come as zeros the first time: of `call`, rows, input and x.
  virtual void sum_adapt(const ForwardCall& call, double* sums) const;
  /// Writes the state from the sums of all rows.
  virtual void adapt(const TensorSpec& input, const double* sums, std::span<Real* const> parameters) const;

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
