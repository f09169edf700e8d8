#include "optimizers/optimizer.hpp"

#include <utility>

#include <fmt/format.h>

namespace nnctl {

Optimizer::Optimizer(OptimizerOptions options)
    : options_(std::move(options)),
      schedule_(options_.learning_rate.schedule ? options_.learning_rate.schedule.make() : nullptr) {}

double Optimizer::learning_rate(std::int64_t step, const TrainingLength& length) const {
  const Real rate = schedule_ ? schedule_->rate(step, length) : static_cast<Real>(options_.learning_rate.value);
  if (options_.decay == 0) return static_cast<double>(rate);
  // Keras's InverseTimeDecay with decay_steps 1
  return static_cast<double>(rate / (1 + static_cast<Real>(options_.decay) * static_cast<Real>(step)));
}

std::optional<OptimizerMistake> Optimizer::mistake() const {
  std::vector<std::string> clips;
  if (options_.clipnorm) clips.emplace_back("clipnorm");
  if (options_.clipvalue) clips.emplace_back("clipvalue");
  if (options_.global_clipnorm) clips.emplace_back("global_clipnorm");
  if (clips.size() > 1) {
    return OptimizerMistake{clips.back(), fmt::format("'{}' exclude each other", fmt::join(clips, "' and '")),
                            "gradients are clipped in one way: keep one of them"};
  }
  const std::string problem = schedule_ ? schedule_->mistake() : std::string();
  if (problem.empty()) return std::nullopt;
  return OptimizerMistake{"learning_rate", problem, "see 'nnctl help schedules'"};
}

}  // namespace nnctl
