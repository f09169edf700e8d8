// How targets stand in a batch, as Reals.
#pragma once

namespace nnctl {

enum class TargetEncoding {
  kClassIndex,  ///< one column: 0 .. classes - 1
  kOneHot,      ///< a column a class
  kBinary,      ///< one column: 0 or 1
  kNumbers,     ///< a column a number
};

}  // namespace nnctl
