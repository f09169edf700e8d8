// What every optimizer declares. Update rules: Keras 3.15.1, keras/src/optimizers. Immutable: state lives in slots,
// each as long as the parameters, and in a few single values, so that saving, resuming and splitting the update over
// threads know no optimizer.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "optimizers/options.hpp"
#include "schema/part.hpp"
#include "tensor/real.hpp"
#include "tensor/shape.hpp"

namespace nnctl {

struct UpdateCall {
  std::int64_t iteration = 0;  ///< updates before this one; 0 at the first
  double learning_rate = 0;    ///< for this update
  std::int64_t size = 0;       ///< values of this range of the parameters
  const Real* gradient = nullptr;
  Real* weights = nullptr;
  std::span<Real* const> slots;  ///< the same range of each slot
  std::span<const Real> values;  ///< the single values, after advance()
  const Shape* shape = nullptr;  ///< of the parameter, for an optimizer that wants whole ones; else null
};

/// What is wrong with options that are right one by one.
struct OptimizerMistake {
  std::string key;  ///< where: "learning_rate"
  std::string message;
  std::string hint;
};

/// An array of state, or a single value, with what it starts from.
struct OptimizerState {
  std::string name;  ///< "momentum"
  double initial = 0;
};

class Optimizer {
 public:
  static constexpr const char* kKind = "optimizer";
  struct Example {
    std::string yaml;
  };

  explicit Optimizer(OptimizerOptions options);
  virtual ~Optimizer() = default;
  Optimizer(const Optimizer&) = delete;
  Optimizer& operator=(const Optimizer&) = delete;

  const OptimizerOptions& options() const { return options_; }
  /// The rate of step `step` (from 0) in a run of this length, in float32 steps as Keras computes it.
  double learning_rate(std::int64_t step, const TrainingLength& length) const;
  /// Whether a run of more epochs has other rates from its first step.
  bool follows_run_length() const { return schedule_ != nullptr && schedule_->follows_run_length(); }
  std::optional<OptimizerMistake> mistake() const;

  /// State arrays as long as the parameters.
  virtual std::vector<OptimizerState> slots() const = 0;
  /// Single values that change with each update.
  virtual std::vector<OptimizerState> values() const { return {}; }
  /// Moves the single values on to update `iteration` (from 0); called once, before its ranges.
  virtual void advance(std::int64_t /*iteration*/, std::span<Real> /*values*/) const {}
  /// Whether the rule looks at a parameter as a whole: then each range is one parameter, with its shape.
  virtual bool wants_whole_parameters() const { return false; }
  /// Updates one range; ranges are independent.
  virtual void update(const UpdateCall& call) const = 0;

 private:
  OptimizerOptions options_;
  std::unique_ptr<Schedule> schedule_;
};

using OptimizerConfig = schema::PartConfig<Optimizer>;

}  // namespace nnctl

namespace nnctl::schema {
template <>
const Registry<Optimizer>& registry<Optimizer>();
}  // namespace nnctl::schema
