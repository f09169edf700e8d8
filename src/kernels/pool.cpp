#include "kernels/pool.hpp"

#include "kernels/dispatch.hpp"

namespace nnctl::kernels {

void max_pool(const PoolRun& run, const Real* x, Real* y, Real* tap) { table().max_pool(run, x, y, tap); }
void max_pool_backward(const PoolRun& run, const Real* tap, const Real* dy, bool adds, Real* dx) {
  table().max_pool_backward(run, tap, dy, adds, dx);
}

}  // namespace nnctl::kernels
