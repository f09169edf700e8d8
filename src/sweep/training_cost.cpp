#include "sweep/training_cost.hpp"

namespace nnctl::sweep {

double training_cost(const SweepPlan& plan, experiment::SharedData& data, const Assignment& assignment) {
  constexpr double kStep = 1e5;  // the fixed part of a step, in operations
  try {
    experiment::LoadedConfig config = experiment::load_variant(plan.base, assignment, 0);
    const experiment::TrainingBlock training = config.config.training;
    const auto flops = static_cast<double>(data.open(std::move(config)).assembly.plan->flops());
    return static_cast<double>(training.epochs) * (flops + kStep / static_cast<double>(training.batch_size));
  } catch (const UserError&) {
    return 0;
  }
}

}  // namespace nnctl::sweep
