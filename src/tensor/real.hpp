// The scalar every tensor is made of: float in the program, double in the libraries that check gradients.
#pragma once

namespace nnctl {

#ifdef NNCTL_REAL_IS_DOUBLE
using Real = double;
#else
using Real = float;
#endif

}  // namespace nnctl
