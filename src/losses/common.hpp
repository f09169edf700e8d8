// The keys that every loss has beside its own. They are read by whoever chooses the loss.
#pragma once

#include <optional>
#include <string>

#include "schema/schema.hpp"

namespace nnctl {

/// How the rows' losses become the batch's (keras/src/losses/loss.py). Weights multiply the rows' losses in each.
enum class Reduction {
  kSumOverBatchSize,      ///< their sum over the number of rows
  kMean,                  ///< the same, as Keras has it
  kSum,                   ///< their sum
  kMeanWithSampleWeight,  ///< their sum over the sum of the weights
};

struct LossCommon {
  Reduction reduction = Reduction::kSumOverBatchSize;
  std::optional<std::string> name;

  static const schema::Schema<LossCommon>& schema();
};

}  // namespace nnctl

namespace nnctl::schema {
template <>
struct Choices<Reduction> {
  static const std::vector<Choice<Reduction>>& all();
};
}  // namespace nnctl::schema
