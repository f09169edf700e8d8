// One training step: the batch is cut into chunks of rows by shape alone, each chunk runs forward and backward into a
// gradient slot of its own, and the slots are added in order. So the bits do not depend on threads.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "data/dataset.hpp"
#include "train/position_weights.hpp"
#include "train/update.hpp"

namespace nnctl::train {

/// Rows a chunk for a batch, from the cost of a row and the number of parameters alone.
std::int64_t chunk_rows(const ModelPlan& plan, std::int64_t batch_size);

class TrainingStep {
 public:
  /// Keeps references. `seed` keys dropout. Unless `updates_anyway`, nothing is updated when a loss is not finite.
  TrainingStep(const ModelPlan& plan, const Objective& objective, const Optimizer& optimizer,
               const data::Dataset& dataset, std::int64_t batch_size, std::uint64_t seed, TrainedArrays& arrays,
               ThreadPool& pool, bool updates_anyway = false);

  /// Trains on these rows as step `iteration` (from 0) and returns the batch's loss before it, penalties included.
  /// Adds to `metric_state`. Allocates nothing.
  double run(std::span<const std::int64_t> rows, std::int64_t iteration, double learning_rate,
             std::span<double> metric_state);

  /// After a loss that is not finite: "the weights of layer 'dense_1'", "the output of layer 'dense'", "the loss".
  std::string first_non_finite() const;
  std::int64_t size_bytes() const;

 private:
  /// What the chunks of one batch have in common.
  struct Batch {
    std::span<const std::int64_t> rows;
    std::int64_t iteration = 0;
    std::int64_t chunks = 0;
    double scale = 0;  // of the gradient; with a masked output not before all chunks are through

    std::span<const std::int64_t> chunk_rows(std::int64_t chunk, std::int64_t size) const {
      const std::int64_t first = chunk * size;
      return rows.subspan(static_cast<std::size_t>(first),
                          static_cast<std::size_t>(std::min<std::int64_t>(size, std::ssize(rows) - first)));
    }
  };

  /// No chunk needs to know of the others.
  bool chunks_are_apart() const { return couplings_.empty() && !objective_.is_masked(); }
  PassContext pass_context(const Batch& batch, std::int64_t chunk) const;
  void fill_input(Executor& executor, const Batch& batch, std::int64_t chunk) const;
  void score(Executor& executor, const Batch& batch, std::int64_t chunk);
  void run_chunk(std::int64_t chunk, int worker, const Batch& batch);
  double scale(const Batch& batch) const;
  void run_coupled(Batch& batch);
  void update_state();
  void add_up(std::int64_t chunks, std::span<double> (Executor::*sums)(std::size_t), std::size_t layer);
  template <class Function>
  void for_each(std::int64_t count, bool worth_threads, Function& function);

  const ModelPlan& plan_;
  const Objective& objective_;
  const data::Dataset& dataset_;
  TrainedArrays& arrays_;
  ThreadPool& pool_;
  std::int64_t batch_size_;
  std::int64_t chunk_rows_;
  std::vector<std::size_t> couplings_;  // layers that a pass stops before until all chunks are there
  std::vector<Executor> executors_;     // one a worker; where chunks wait for each other, one a chunk
  Arena gradients_;
  std::vector<Real*> gradient_slots_;  // one a chunk
  std::vector<Real> targets_;
  PositionWeights weights_;
  std::vector<Score> scores_;
  std::vector<double> chunk_states_;
  WeightUpdate update_;
  bool has_penalties_ = false;
  bool updates_anyway_;
  std::int64_t last_rows_ = 0;
};

}  // namespace nnctl::train
