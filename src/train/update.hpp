// From gradients to weights, in Keras's order (keras/src/optimizers/base_optimizer.py): gradient slots are added up,
// penalties added, micro-batches accumulated, gradients clipped; then weight decay, the optimizer's rule, the moving
// average, constraints. One pass over the parameters where nothing needs a whole array first. All cuts and sums are by
// shapes, so the bits do not depend on threads.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "model/plan.hpp"
#include "optimizers/optimizer.hpp"
#include "parallel/thread_pool.hpp"
#include "tensor/arena.hpp"

namespace nnctl::train {

/// The arrays that training changes, all laid out as the packed parameters: weights, the optimizer's slots, and what
/// its options ask for. With the optimizer's single values.
class TrainedArrays {
 public:
  TrainedArrays(const ModelPlan& plan, const Optimizer& optimizer);
  std::span<Real> weights() { return arena_.view(weights_); }
  std::span<const Real> weights() const { return arena_.view(weights_); }
  std::span<Real* const> slots() const { return slots_; }
  std::span<Real> values() { return values_; }
  std::span<const Real> values() const { return values_; }
  /// The moving average of the weights, or null.
  Real* average() const { return average_; }
  /// Gradients added up since the last update, or null.
  Real* accumulated() const { return accumulated_; }
  std::int64_t size_bytes() const { return arena_.size_bytes(); }

  /// Everything beside the weights that a checkpoint holds, by name.
  template <class T>
  struct Named {
    std::string name;
    std::span<T> values;
  };
  std::vector<Named<const Real>> state() const;
  std::vector<Named<Real>> mutable_state();

 private:
  template <class T, class Arrays>
  static std::vector<Named<T>> named(Arrays& arrays);

  Arena arena_;
  Arena::Slot weights_;
  std::vector<Real*> slots_;
  Real* average_ = nullptr;
  Real* accumulated_ = nullptr;
  std::vector<Real> values_;
};

/// Gradients of one batch: `count` arrays, each `stride` after the one before. The first is written to.
struct GradientSlots {
  Real* first = nullptr;
  std::int64_t count = 1;
  std::int64_t stride = 0;
};

class WeightUpdate {
 public:
  /// Keeps references.
  WeightUpdate(const ModelPlan& plan, const Optimizer& optimizer, TrainedArrays& arrays, ThreadPool& pool);

  /// After batch `step` (from 0) at this rate. Allocates nothing.
  void run(std::int64_t step, double learning_rate, const GradientSlots& gradients);

 private:
  struct Block {  // one unit of a pass: a piece of the packed array, or a whole parameter
    std::int64_t begin = 0;
    std::int64_t end = 0;
    const Shape* shape = nullptr;  // of a whole parameter
    std::size_t parameter = 0;     // whose piece it is, where blocks do not cross parameters
  };
  struct Constrained {
    std::unique_ptr<Constraint> constraint;
    const Parameter* parameter = nullptr;
  };
  struct Call;

  void cut();
  void reduce(const Block& block, const Call& call) const;
  void accumulate(const Block& block, const Call& call) const;
  void apply(const Block& block, const Call& call) const;
  void average(const Block& block, const Call& call) const;
  void measure(const Call& call);
  template <class Function>
  void for_each_block(const std::vector<Block>& blocks, Function&& function);

  const ModelPlan& plan_;
  const Optimizer& optimizer_;
  const OptimizerOptions& options_;
  TrainedArrays& arrays_;
  ThreadPool& pool_;
  std::vector<Block> blocks_;      // pieces of about one size
  std::vector<Block> parameters_;  // whole ones, for an optimizer that wants them; else empty
  std::vector<Constrained> constraints_;
  std::vector<double> block_sums_;  // of squares, a block
  std::vector<Real> clips_;         // a parameter's norm, or what global_clipnorm scales it by
  bool uses_threads_ = false;       // for the present call
  bool has_penalties_ = false;
  bool clips_norms_ = false;
};

}  // namespace nnctl::train
