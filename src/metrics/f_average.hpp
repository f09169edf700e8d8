// How the scores of several classes become one figure.
#pragma once

#include "schema/codec.hpp"

namespace nnctl {

/// None is Keras's default, a figure a class; a log line has one, their mean.
enum class FAverage { kNone, kMicro, kMacro, kWeighted };

}  // namespace nnctl

namespace nnctl::schema {
template <>
struct Choices<FAverage> {
  static const std::vector<Choice<FAverage>>& all();
};
}  // namespace nnctl::schema
