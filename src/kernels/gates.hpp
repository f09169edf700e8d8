// One step of an LSTM with tanh and sigmoid, between its product and its state, in one pass.
#pragma once

#include "kernels/table.hpp"

namespace nnctl::kernels {

/// gates become sigmoid, sigmoid, tanh, sigmoid of themselves; c = f c_before + i g; tanh_c = tanh(c); h = o tanh_c.
void lstm_step(const LstmStep& step);
/// dz (rows, 4 units) from dh and dc, the gradients of h and c; dc becomes that of c_before.
void lstm_back_step(const LstmBackStep& step);

}  // namespace nnctl::kernels
