// One layer with the memory its plan asks for, inputs drawn at random.
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "conformance/guarded_buffer.hpp"
#include "layers/layer.hpp"

namespace nnctl::conformance {

/// Standard normal values times `scale`, element i from counter i: a shorter array is the start of a longer one.
void fill_normal(std::span<Real> values, const std::string& stream, double scale);

class LayerRun {
 public:
  LayerRun(const Layer& layer, const Layer::Example& example, std::int64_t rows, LayerContext context = {});

  /// With sums of its own rows alone, where the layer couples the batch, unless be_part_of() gave others.
  void forward();
  /// Forgets dx and the gradients first, and copies dy, which the layer may spoil. Without `wants_dx` and for a
  /// `frozen` parameter (-1: none) there is no memory.
  void backward(bool wants_dx = true, int frozen = -1);

  /// These rows are a part of that run's, from `first_row` on: copies x, mask and dy, and takes its sums as the
  /// batch's.
  void be_part_of(LayerRun& whole, std::int64_t first_row);

  /// sum(dy * (y - the y of the last remember()))
  void remember() { remembered_.assign(y.values().begin(), y.values().end()); }
  double change();

  /// What was written outside, or left unwritten by forward() and backward(): nothing, when all is well.
  std::string memory_faults();

  const TensorSpec input;
  const LayerPlan plan;
  const std::int64_t rows;
  LayerContext context;
  GuardedBuffer x;
  GuardedBuffer mask;
  GuardedBuffer y;
  GuardedBuffer output_mask;
  GuardedBuffer saved;
  GuardedBuffer workspace;
  GuardedBuffer scratch;
  GuardedBuffer dy;  ///< the weights of L = sum(dy * y)
  GuardedBuffer dx;
  std::deque<GuardedBuffer> parameters;
  std::deque<GuardedBuffer> gradients;
  std::int64_t allocations = 0;  ///< in forward() and backward() so far

 private:
  const Layer& layer_;
  bool is_coupled() const { return context.training && plan.forward_sums > 0; }
  ForwardCall forward_call();
  BackwardCall backward_call(bool wants_dx);

  GuardedBuffer spoiled_dy_;
  std::vector<double> forward_sums_;
  std::vector<double> backward_sums_;
  LayerRun* batch_ = nullptr;  // whose sums are taken; null: own
  std::vector<const Real*> parameter_pointers_;
  std::vector<Real*> gradient_pointers_;
  std::vector<Real> remembered_;
};

}  // namespace nnctl::conformance
