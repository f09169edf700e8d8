#include "kernels/bytes.hpp"

#include "kernels/dispatch.hpp"

namespace nnctl::kernels {

void unit_bytes(std::int64_t n, const std::uint8_t* x, Real* y) { table().unit_bytes(n, x, y); }

}  // namespace nnctl::kernels
