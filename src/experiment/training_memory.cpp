#include "experiment/training_memory.hpp"

#include <fmt/format.h>

#include "model/executor.hpp"

namespace nnctl::experiment {

std::vector<std::pair<std::string, std::int64_t>> training_memory(const Assembly& assembly) {
  const ModelPlan& plan = *assembly.plan;
  const auto reals = [](std::int64_t count) { return count * static_cast<std::int64_t>(sizeof(Real)); };
  const std::int64_t slots = std::ssize(assembly.optimizer->slots());
  const Executor executor(plan, 0, assembly.config.training.batch_size, /*with_backward=*/true);
  return {{"parameters", reals(plan.num_parameters())},
          {"gradients", reals(plan.packed_size())},
          {"optimizer", reals(slots * plan.packed_size())},
          {fmt::format("a batch of {}", assembly.config.training.batch_size), executor.size_bytes()}};
}

}  // namespace nnctl::experiment
