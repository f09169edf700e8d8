// What every optimizer declares. Update rules: Keras 3.15.1, keras/src/optimizers. Immutable: state lives in slots,
// each as long as the parameters, so that saving, resuming and splitting the update over threads know no optimizer.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "schema/part.hpp"
#include "tensor/real.hpp"

namespace nnctl {

struct UpdateCall {
  std::int64_t iteration = 0;  ///< updates before this one; 0 at the first
  double learning_rate = 0;    ///< for this update
  std::int64_t size = 0;       ///< values of this range of the parameters
  const Real* gradient = nullptr;
  Real* weights = nullptr;
  std::span<Real* const> slots;  ///< the same range of each slot
};

class Optimizer {
 public:
  static constexpr const char* kKind = "optimizer";
  struct Example {
    std::string yaml;
  };

  virtual ~Optimizer() = default;
  /// Names of the state arrays, all zero at first: {"momentum", "velocity"}.
  virtual std::vector<std::string> slots() const = 0;
  /// The rate of update `iteration` (from 0), in float32 steps as Keras computes it.
  virtual double learning_rate(std::int64_t iteration) const = 0;
  /// Updates one range; ranges are independent.
  virtual void update(const UpdateCall& call) const = 0;
};

using OptimizerConfig = schema::PartConfig<Optimizer>;

}  // namespace nnctl

namespace nnctl::schema {
template <>
const Registry<Optimizer>& registry<Optimizer>();
}  // namespace nnctl::schema
