#include "losses/loss.hpp"

#include "base/assert.hpp"

namespace nnctl {

double Loss::divisor(std::int64_t rows, const Real*) const { return static_cast<double>(rows); }

double Loss::fused_forward_backward(const LossCall&) const {
  NNCTL_ASSERT(false, "this loss fuses with no activation");
}

}  // namespace nnctl
