#include "losses/loss.hpp"

#include <cmath>

#include <numeric>

#include "base/assert.hpp"

namespace nnctl {

double boundary(Answer answer, double threshold) {
  if (answer == Answer::kMargins) return 0.0;
  return answer == Answer::kProbabilities ? threshold : std::log(threshold / (1 - threshold));
}

double Loss::divisor(std::int64_t rows, const Real*, const Real* weights) const {
  return weights == nullptr ? static_cast<double>(rows) : std::accumulate(weights, weights + rows, 0.0);
}

double Loss::fused_forward_backward(const LossCall&) const {
  NNCTL_ASSERT(false, "this loss fuses with no activation");
}

}  // namespace nnctl
