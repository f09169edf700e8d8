#include "kernels/gates.hpp"

#include "kernels/dispatch.hpp"

namespace nnctl::kernels {

void lstm_step(const LstmStep& step) { table().lstm_step(step); }
void lstm_back_step(const LstmBackStep& step) { table().lstm_back_step(step); }

}  // namespace nnctl::kernels
