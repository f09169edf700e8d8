#include "layers/common.hpp"

namespace nnctl {

const schema::Schema<LayerCommon>& LayerCommon::schema() {
  static const auto schema =
      schema::Schema<LayerCommon>("layer", "Keys of every layer.")
          .field("name", &LayerCommon::name,
                 "Addresses the layer and names its weights; null takes Keras's automatic name, such as 'dense_1'.")
          .field("trainable", &LayerCommon::trainable, "Whether training changes the layer's weights.")
          .field("repeat", &LayerCommon::repeat, "Copies of the layer, one after the other; 0 removes it.",
                 schema::at_least(std::int64_t{0}))
          .field("activity_regularizer", &LayerCommon::activity_regularizer,
                 "Penalty on the layer's output, divided by the batch's rows.");
  return schema;
}

}  // namespace nnctl
