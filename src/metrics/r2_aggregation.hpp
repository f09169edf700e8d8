// How the R2 scores of several columns become one.
#pragma once

#include "schema/codec.hpp"

namespace nnctl {

enum class R2Aggregation { kUniformAverage, kVarianceWeightedAverage };

}  // namespace nnctl

namespace nnctl::schema {
template <>
struct Choices<R2Aggregation> {
  static const std::vector<Choice<R2Aggregation>>& all();
};
}  // namespace nnctl::schema
