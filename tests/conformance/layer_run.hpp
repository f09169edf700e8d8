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
  LayerRun(const Layer& layer, const Shape& input, std::int64_t rows, LayerContext context = {});

  void forward();
  /// Forgets dx and the gradients first, and copies dy, which the layer may spoil. Without `wants_dx` and for a
  /// `frozen` parameter (-1: none) there is no memory.
  void backward(bool wants_dx = true, int frozen = -1);

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
  GuardedBuffer y;
  GuardedBuffer saved;
  GuardedBuffer workspace;
  GuardedBuffer dy;  ///< the weights of L = sum(dy * y)
  GuardedBuffer dx;
  std::deque<GuardedBuffer> parameters;
  std::deque<GuardedBuffer> gradients;
  std::int64_t allocations = 0;  ///< in forward() and backward() so far

 private:
  const Layer& layer_;
  GuardedBuffer spoiled_dy_;
  std::vector<const Real*> parameter_pointers_;
  std::vector<Real*> gradient_pointers_;
  std::vector<Real> remembered_;
};

}  // namespace nnctl::conformance
