// Loss and metrics of a model over rows, in inference mode, batch by batch as Keras's evaluate does.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "data/dataset.hpp"
#include "train/position_weights.hpp"

namespace nnctl::train {

struct Evaluation {
  double loss = 0;              ///< with weight and activity penalties
  std::vector<double> metrics;  ///< in the objective's order
};

class Evaluator {
 public:
  /// Keeps references. `batch_size` is Keras's validation batch: activity penalties and ignored rows count by it.
  Evaluator(const ModelPlan& plan, const Objective& objective, const data::Dataset& dataset, std::int64_t batch_size,
            ThreadPool& pool);

  Evaluation evaluate(std::span<const Real> weights);
  std::int64_t size_bytes() const;

 private:
  struct Worker {
    Executor executor;
    std::vector<Real> targets;
    PositionWeights weights;
    std::vector<std::int64_t> rows;
  };
  struct Batch {
    double loss = 0;
    std::vector<double> metric_state;
  };

  void run_batch(std::int64_t batch, Worker& worker, Batch& result, const Real* weights) const;

  const ModelPlan& plan_;
  const Objective& objective_;
  const data::Dataset& dataset_;
  std::int64_t batch_size_;
  ThreadPool& pool_;
  std::vector<Worker> workers_;
  std::vector<Batch> wave_;  // batches are run in waves of this many, then added up in order
  std::vector<double> metric_state_;
};

}  // namespace nnctl::train
