// Mean 0 and variance 1 within each group of a sample's values: what layer and group normalization share.
#pragma once

#include <cstdint>

#include "layers/layer.hpp"
#include "layers/strided_axes.hpp"

namespace nnctl {

/// How a sample's values fall into groups, and which weight each of them has.
class GroupedSample {
 public:
  /// The next axis of the sample, slower ones first. An axis of groups separates them; values along any other belong
  /// together. `weight_stride`: how far apart the weights of neighbours are, 0 where they share one.
  void add_axis(std::int64_t size, std::int64_t weight_stride, bool separates);

  std::int64_t num_groups() const { return num_groups_; }
  std::int64_t group_size() const { return num_values_ / num_groups_; }
  std::int64_t num_values() const { return num_values_; }

  /// y = (x - mean) / sqrt(variance + epsilon) gamma + beta. Keeps mean and 1 / sqrt(..) of each group: 2 x groups a
  /// row of `saved`. gamma and beta may be null.
  void normalize(std::int64_t rows, double epsilon, const Real* x, const Real* gamma, const Real* beta, Real* saved,
                 Real* y) const;
  struct Gradients {
    Real* dx = nullptr;      ///< each may be null
    Real* dgamma = nullptr;  ///< with `num_weights` values, as dbeta
    Real* dbeta = nullptr;
    std::int64_t num_weights = 0;
  };
  void backward(std::int64_t rows, const Real* x, const Real* gamma, const Real* saved, const Real* dy,
                const Gradients& gradients) const;

 private:
  StridedAxes groups_;
  StridedAxes members_;
  std::int64_t num_groups_ = 1;
  std::int64_t num_values_ = 1;
};

}  // namespace nnctl
