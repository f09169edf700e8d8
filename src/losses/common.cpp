#include "losses/common.hpp"

namespace nnctl {

const schema::Schema<LossCommon>& LossCommon::schema() {
  static const auto schema =
      schema::Schema<LossCommon>("loss", "Keys of every loss.")
          .field("reduction", &LossCommon::reduction,
                 "How the rows' losses, times their weights, become one: their sum over the rows "
                 "(sum_over_batch_size, mean), their sum, or their sum over the sum of the weights.")
          .field("name", &LossCommon::name, "Name of the loss, as Keras has it; nothing is printed under it.")
          .later("dtype", "Precision of the computation.");
  return schema;
}

}  // namespace nnctl

namespace nnctl::schema {

const std::vector<Choice<Reduction>>& Choices<Reduction>::all() {
  static const std::vector<Choice<Reduction>> choices = {{"sum_over_batch_size", Reduction::kSumOverBatchSize},
                                                         {"mean", Reduction::kMean},
                                                         {"sum", Reduction::kSum},
                                                         {"mean_with_sample_weight", Reduction::kMeanWithSampleWeight}};
  return choices;
}

}  // namespace nnctl::schema
