#include "train/predictor.hpp"

#include <algorithm>
#include <numeric>

#include "train/executor_place.hpp"

namespace nnctl::train {

namespace {

constexpr std::int64_t kBlock = 256;

}  // namespace

std::vector<Real> predict(const ModelPlan& plan, std::span<const Real> weights, const data::Dataset& dataset,
                          ThreadPool& pool) {
  const std::int64_t rows = dataset.num_rows();
  const std::int64_t columns = plan.output().num_elements();
  const std::int64_t block = std::clamp<std::int64_t>(rows, 1, kBlock);
  const std::int64_t blocks = (rows + block - 1) / block;
  const auto workers = static_cast<std::size_t>(std::clamp<std::int64_t>(blocks, 1, pool.threads()));
  std::vector<Executor> executors;
  executors.reserve(workers);
  for (std::size_t i = 0; i < workers; ++i) executors.emplace_back(plan, /*seed=*/0, block, /*with_backward=*/false);
  std::vector<std::vector<std::int64_t>> ids(workers, std::vector<std::int64_t>(static_cast<std::size_t>(block)));
  std::vector<Real> predictions(static_cast<std::size_t>(rows * columns));
  auto run = [&](std::int64_t index, int worker) {
    const std::size_t place = executor_of(index, worker, blocks, workers);
    Executor& executor = executors[place];
    const std::int64_t first = index * block;
    const std::int64_t count = std::min(block, rows - first);
    const auto own = std::span(ids[place]).first(static_cast<std::size_t>(count));
    std::iota(own.begin(), own.end(), first);
    dataset.fill(own, {executor.input(), nullptr});
    PassContext context;
    context.batch_rows = count;
    executor.forward(context, count, weights.data());
    std::copy_n(executor.predictions(count), count * columns, predictions.data() + first * columns);
  };
  pool.for_each_chunk(blocks, run);
  return predictions;
}

}  // namespace nnctl::train
