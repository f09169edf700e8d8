// What any layer must do for one input. Each function returns what is wrong, or nothing.
#pragma once

#include <string>

#include "conformance/gradient_check.hpp"
#include "layers/layer.hpp"

namespace nnctl::conformance {

/// dx and every parameter's gradient against central differences of L = sum(dy * y).
std::string check_gradients(const Layer& layer, const Layer::Example& example, bool training,
                            const GradientTolerance& tolerance = {});

/// Nothing is written outside the planned memory or left unwritten, nothing is allocated; for one row and for several.
std::string check_memory(const Layer& layer, const Layer::Example& example);

/// The same bits a second time, and with a pool.
std::string check_determinism(const Layer& layer, const Layer::Example& example, std::int64_t rows);

/// A batch's rows come out the same when the batch is cut in two: y with the same bits. So does dx where there are no
/// parameters; else nearly, since kernels/gemm takes another way for the transposed product of a single row.
std::string check_chunks(const Layer& layer, const Layer::Example& example);

/// Without dx, or with a frozen parameter, the other gradients keep their bits.
std::string check_partial_backward(const Layer& layer, const Layer::Example& example);

}  // namespace nnctl::conformance
