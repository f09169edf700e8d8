#include "layers/layer.hpp"

#include "base/assert.hpp"

namespace nnctl {

// Only a layer whose plan asks for sums is asked for them.
void Layer::sum_forward(const ForwardCall&, double*) const { NNCTL_ASSERT(false, "no forward sums were planned"); }
void Layer::sum_backward(const BackwardCall&, double*) const { NNCTL_ASSERT(false, "no backward sums were planned"); }
void Layer::update_state(const TensorSpec&, const double*, std::span<Real* const>) const {}
void Layer::sum_adapt(const ForwardCall&, double*) const { NNCTL_ASSERT(false, "no sums to adapt to were planned"); }
void Layer::adapt(const TensorSpec&, const double*, std::span<Real* const>) const {}

}  // namespace nnctl
