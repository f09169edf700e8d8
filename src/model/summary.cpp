#include "model/summary.hpp"

namespace nnctl {

ModelSummary summarize(const ModelPlan& plan) {
  ModelSummary summary;
  summary.input = plan.input().shape;
  for (const PlannedLayer& planned : plan.layers()) {
    LayerSummary layer;
    layer.name = planned.name;
    layer.type = planned.type;
    layer.output = planned.plan.output.shape;
    layer.flops = planned.plan.flops;
    for (const Parameter& parameter :
         plan.parameters().subspan(planned.first_parameter, planned.plan.parameters.size())) {
      layer.parameters += parameter.size;
    }
    layer.trainable = planned.trainable || planned.plan.parameters.empty();
    summary.layers.push_back(std::move(layer));
  }
  summary.total_parameters = plan.num_parameters();
  summary.trainable_parameters = plan.num_trainable();
  summary.flops_per_sample = plan.flops();
  return summary;
}

}  // namespace nnctl
