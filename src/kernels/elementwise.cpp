#include "kernels/elementwise.hpp"

#include "kernels/dispatch.hpp"

namespace nnctl::kernels {

void exp(std::int64_t n, const Real* x, Real* y) { table().exp(n, x, y); }
void tanh(std::int64_t n, const Real* x, Real* y) { table().tanh(n, x, y); }
void sigmoid(std::int64_t n, const Real* x, Real* y) { table().sigmoid(n, x, y); }
void relu(std::int64_t n, const Real* x, Real* y) { table().relu(n, x, y); }
void relu_backward(std::int64_t n, const Real* y, const Real* dy, Real* dx) { table().relu_backward(n, y, dy, dx); }
void add(std::int64_t n, const Real* x, Real* y) { table().add(n, x, y); }
void scale(std::int64_t n, Real a, const Real* x, Real* y) { table().scale(n, a, x, y); }

}  // namespace nnctl::kernels
