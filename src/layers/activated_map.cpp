#include "layers/activated_map.hpp"

#include "kernels/reduce.hpp"
#include "layers/activated_shape.hpp"

namespace nnctl {

ActivatedMap::ActivatedMap(const MapOutput& output) : output_(output) {
  if (!output_.activation) return;
  activation_ = output_.activation->make();
  if (activation_->is_linear()) activation_.reset();
}

ActivationConfig ActivatedMap::output_activation() const {
  return activation_ ? *output_.activation : ActivationConfig();
}

LayerPlan ActivatedMap::plan(const TensorSpec& input) const {
  LayerPlan plan = plan_map(input);
  const Shape z = plan.output.shape;
  if (activation_) plan.output.shape = activated_shape(output_.activation->name(), *activation_, z);
  if (output_.use_bias) plan.parameters.push_back(parameter_spec("bias", {z[-1]}, output_.bias));
  if (keeps_z(z[-1])) plan.saved += z.num_elements();
  if (changes_width(z[-1])) plan.workspace += z.num_elements();
  return plan;
}

// `saved` holds z, where it is kept, then what the map saves; `workspace` dz, where it has not dy's width, likewise.
void ActivatedMap::forward(const ForwardCall& call) const {
  const Shape shape = map_shape(call.input.shape);
  const std::int64_t F = shape[-1];
  const std::int64_t size = call.rows * shape.num_elements();
  const bool keeps = keeps_z(F);
  Real* z = keeps ? call.saved : call.y;
  const Real* bias = output_.use_bias ? call.parameters.back() : nullptr;
  map_forward(call, bias, fuses_relu() ? kernels::Epilogue::kRelu : kernels::Epilogue::kNone, z,
              keeps ? call.saved + size : call.saved);
  if (activation_ && !fuses_relu()) activation_->forward(size / F, F, z, call.y);
}

void ActivatedMap::backward(const BackwardCall& call) const {
  const Shape shape = map_shape(call.input.shape);
  const std::int64_t F = shape[-1];
  const std::int64_t size = call.rows * shape.num_elements();
  const bool keeps = keeps_z(F);
  Real* dz = changes_width(F) ? call.workspace : call.dy;
  Real* dbias = output_.use_bias ? call.gradients.back() : nullptr;
  if (dbias != nullptr && fuses_relu()) {
    kernels::relu_backward_sums(size / F, F, call.y, call.dy, dz, dbias);
  } else {
    if (activation_) activation_->backward(size / F, F, keeps ? call.saved : nullptr, call.y, call.dy, dz);
    if (dbias != nullptr) kernels::column_sums(size / F, F, dz, dbias);
  }
  map_backward(call, dz, keeps ? call.saved + size : call.saved,
               changes_width(F) ? call.workspace + size : call.workspace);
}

}  // namespace nnctl
