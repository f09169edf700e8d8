// Runs a planned model over up to `capacity` rows at a time, with all buffers made beforehand. One executor serves one
// thread at a time; any number of them share one plan and one set of weights.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "model/plan.hpp"
#include "tensor/arena.hpp"

namespace nnctl {

/// What a pass depends on beside its inputs.
struct PassContext {
  bool training = false;
  std::uint64_t step = 0;       ///< training steps before this one
  std::int64_t first_row = 0;   ///< the batch row that row 0 of this pass is
  std::int64_t batch_rows = 0;  ///< rows of the whole batch: activity penalties are divided by it
  ThreadPool* pool = nullptr;   ///< for work inside a layer; may be null
};

class Executor {
 public:
  /// `with_backward` also plans what a backward pass keeps and writes.
  Executor(const ModelPlan& plan, std::uint64_t seed, std::int64_t capacity, bool with_backward);

  std::int64_t capacity() const { return capacity_; }
  std::int64_t size_bytes() const { return arena_.size_bytes(); }

  /// Where the caller puts up to `capacity` rows of input.
  Real* input() { return arena_.data() + input_; }
  /// Runs all layers on `rows` rows of input(). Returns the last layer's output, (rows, output): the input of the
  /// plan's output_activation() where that is split off. Where layers couple the batch, these rows are all of it.
  const Real* forward(const PassContext& context, std::int64_t rows, const Real* weights);
  /// The model's predictions after forward: its output, through the output activation where that is split off.
  const Real* predictions(std::int64_t rows);
  /// Where predictions() are, for a loss that writes them itself.
  Real* prediction_buffer() { return arena_.data() + prediction_; }
  /// Where the caller puts d loss / d (what forward returned), (rows, output).
  Real* output_gradient() { return arena_.data() + gradients_[0]; }
  /// Fills `gradient`, laid out as the packed weights; frozen parameters are left alone.
  void backward(const PassContext& context, std::int64_t rows, const Real* weights, Real* gradient);

  // The same in pieces, for a batch whose rows are spread over several executors. A piece ends where a layer needs the
  // sums of all rows: add_forward_sums() of each, added up by the caller into everyone's forward_sums(), and on.
  /// Layers [first, last), `first` = 0 to begin with.
  void forward_layers(const PassContext& context, std::int64_t rows, const Real* weights, std::size_t first,
                      std::size_t last);
  /// After the layers before it: fills forward_sums(layer) with what these rows contribute.
  void add_forward_sums(const PassContext& context, std::int64_t rows, std::size_t layer);
  std::span<double> forward_sums(std::size_t layer);
  /// Layers last - 1 down to first; `last` = the number of layers to begin with.
  void backward_layers(const PassContext& context, std::int64_t rows, const Real* weights, Real* gradient,
                       std::size_t last, std::size_t first);
  /// After the layers above it: fills backward_sums(layer).
  void add_backward_sums(const PassContext& context, std::int64_t rows, std::size_t layer);
  std::span<double> backward_sums(std::size_t layer);
  /// After forward: what forward_layers() returned piece by piece.
  const Real* output() const { return input_of(buffers_.size()); }
  /// After a forward of an executor with a backward pass: the output of one layer, (rows, output).
  const Real* output_of(std::size_t layer) const { return input_of(layer + 1); }
  /// After forward: which steps of a sequence output count, (rows, steps) of 0 and 1; null where the plan's output has
  /// no mask.
  const Real* mask_of_output() const { return mask_of_input(buffers_.size()); }
  /// The layers below it have nothing to learn: backward ends there.
  std::size_t lowest_learning_layer() const { return lowest_; }

  /// Activity penalties of the last forward, divided by the batch's rows. 0 without activity regularizers.
  double activity_penalty() const { return activity_penalty_; }
  /// The first layer whose output in the last forward of `rows` rows is not finite; -1 when all are.
  int first_non_finite_layer(std::int64_t rows) const;

 private:
  static constexpr std::int64_t kNone = -1;

  struct Buffers {
    std::int64_t output = 0;  // offset in the arena; the input's for a layer that aliases it
    std::int64_t saved = 0;
    std::int64_t mask = kNone;  // of the output
    std::span<double> forward_sums = {};
    std::span<double> backward_sums = {};
  };

  void reserve_sums(const ModelPlan& plan);
  LayerContext layer_context(const PassContext& context, std::size_t layer) const;
  const Real* input_of(std::size_t layer) const;
  const Real* mask_of_input(std::size_t layer) const;
  Real* output_mask(std::size_t layer) { return arena_.data() + buffers_[layer].mask; }
  bool needs_sums(const PassContext& context, std::size_t layer) const;
  ForwardCall forward_call(const PassContext& context, std::int64_t rows, std::size_t layer);
  BackwardCall backward_call(const PassContext& context, std::int64_t rows, std::size_t layer);
  void add_activity_gradient(const PassContext& context, std::int64_t rows, std::size_t layer);

  const ModelPlan& plan_;
  std::int64_t capacity_;
  bool with_backward_;
  std::vector<RandomStream> random_;
  Arena arena_;
  std::int64_t input_ = 0;
  std::int64_t prediction_ = 0;
  std::int64_t workspace_ = 0;
  std::int64_t scratch_ = 0;
  std::int64_t gradients_[2] = {0, 0};
  int current_gradient_ = 0;  // which of them holds d loss / d output of the layer that backward is at
  std::size_t lowest_ = 0;
  std::vector<Buffers> buffers_;
  std::vector<double> sums_;
  std::vector<const Real*> parameter_pointers_;
  std::vector<Real*> gradient_pointers_;
  double activity_penalty_ = 0;
};

}  // namespace nnctl
