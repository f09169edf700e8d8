// The curves that an area is taken under, and how it is summed up.
#pragma once

#include "schema/codec.hpp"

namespace nnctl {

enum class AucCurve { kRoc, kPr, kPrGain };
enum class AucSummation { kInterpolation, kMinoring, kMajoring };

}  // namespace nnctl

namespace nnctl::schema {
template <>
struct Choices<AucCurve> {
  static const std::vector<Choice<AucCurve>>& all();
};
template <>
struct Choices<AucSummation> {
  static const std::vector<Choice<AucSummation>>& all();
};
}  // namespace nnctl::schema
