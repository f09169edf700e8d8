// All axes as one, in row-major order. Keras 3.15.1, keras/src/layers/reshaping/flatten.py.
#include <algorithm>

#include "layers/data_format.hpp"
#include "layers/registry.hpp"

namespace nnctl {

namespace {

struct FlattenConfig {
  DataFormat data_format = DataFormat::kChannelsLast;
};

class Flatten final : public Layer {
 public:
  explicit Flatten(const FlattenConfig&) {}

  LayerPlan plan(const TensorSpec& input) const override {
    LayerPlan plan;
    plan.output.shape = {input.num_elements()};
    plan.aliases_input = true;
    return plan;
  }

  void forward(const ForwardCall& call) const override {
    std::copy_n(call.x, call.rows * call.input.num_elements(), call.y);
  }

  void backward(const BackwardCall& call) const override {
    if (call.dx != nullptr) std::copy_n(call.dy, call.rows * call.input.num_elements(), call.dx);
  }
};

schema::Schema<FlattenConfig> flatten_fields() {
  schema::Schema<FlattenConfig> fields("layer 'flatten'", "");
  return data_format_field(fields, &FlattenConfig::data_format);
}

}  // namespace

const schema::PartType<Layer>& flatten_layer() {
  static const auto type =
      schema::part_type<Flatten, Layer>("flatten", "Flatten", "Lays all axes of an input out as one.", flatten_fields(),
                                        {{"flatten", {2, 3, 4}}, {"flatten", {5}}});
  return type;
}

}  // namespace nnctl
