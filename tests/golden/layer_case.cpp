#include "golden/layer_case.hpp"

#include <catch2/catch.hpp>

#include "layers/layer.hpp"

namespace nnctl::golden {

Weights weights(const nlohmann::json& value) {
  Weights result;
  for (const auto& [name, one] : value.items()) result.emplace(name, tensor(one));
  return result;
}

namespace {

/// A layer with all the memory its plan asks for, and the case's numbers in it.
class LayerCase {
 public:
  explicit LayerCase(const nlohmann::json& one)
      : config_(one.at("config")),
        layer_(part<Layer>(config_, {"activity_regularizer"}).make()),
        x_(tensor(one.at("x"))),
        mask_(one.contains("mask") ? tensor(one.at("mask")).data : std::vector<Real>()),
        dy_(tensor(one.at("dy")).data),
        given_(weights(one.at("weights"))),
        input_{x_.sample_shape(), !mask_.empty()},
        plan_(layer_->plan(input_)) {
    CHECK(plan_.output.shape == tensor(one.at("y")).sample_shape());
    REQUIRE(given_.size() == plan_.parameters.size());
    static const RandomStream stream(0, "golden");  // of cases whose numbers do not depend on what is drawn
    context_.training = one.value("training", false);
    context_.random = &stream;
    result_.y = per_row(plan_.output.num_elements());
    result_.dx = per_row(input_.num_elements());
    if (plan_.output.has_mask) result_.mask = plan_.makes_mask ? per_row(plan_.output.mask_size()) : mask_;
    saved_ = per_row(plan_.saved);
    workspace_ = per_row(plan_.workspace);
    scratch_.resize(static_cast<std::size_t>(plan_.scratch));
    forward_sums_.resize(static_cast<std::size_t>(plan_.forward_sums));
    backward_sums_.resize(static_cast<std::size_t>(plan_.backward_sums));
    for (const ParameterSpec& spec : plan_.parameters) {
      REQUIRE(given_.contains(spec.name));
      Tensor& weight = given_.at(spec.name);
      CHECK(spec.shape == Shape(weight.shape));
      parameters_.push_back(weight.data.data());
      state_.push_back(weight.data.data());
      if (spec.trainable) {
        Tensor& gradient = result_.dweights[spec.name];
        gradient = {weight.shape, std::vector<Real>(weight.data.size())};
        gradients_.push_back(gradient.data.data());
      } else {
        gradients_.push_back(nullptr);
      }
    }
  }

  LayerResult run(bool regularize) {
    forward();
    add_activity_penalty(regularize);
    backward();
    add_weight_penalties(regularize);
    if (is_coupled()) layer_->update_state(input_, forward_sums_.data(), state_);
    for (const ParameterSpec& spec : plan_.parameters) {
      if (!spec.trainable) result_.state[spec.name] = given_.at(spec.name);
    }
    return std::move(result_);
  }

 private:
  std::vector<Real> per_row(std::int64_t size) const {
    return std::vector<Real>(static_cast<std::size_t>(x_.rows() * size));
  }
  bool is_coupled() const { return context_.training && plan_.forward_sums > 0; }
  const Real* mask() const { return mask_.empty() ? nullptr : mask_.data(); }

  void forward() {
    ForwardCall call{.context = context_,
                     .rows = x_.rows(),
                     .input = input_,
                     .x = x_.data.data(),
                     .mask = mask(),
                     .parameters = parameters_,
                     .y = result_.y.data(),
                     .output_mask = plan_.makes_mask ? result_.mask.data() : nullptr,
                     .saved = saved_.data(),
                     .workspace = workspace_.data(),
                     .scratch = scratch_.data()};
    if (is_coupled()) {
      layer_->sum_forward(call, forward_sums_.data());
      call.sums = forward_sums_.data();
    }
    layer_->forward(call);
  }

  void backward() {
    BackwardCall call{.context = context_,
                      .rows = x_.rows(),
                      .input = input_,
                      .x = x_.data.data(),
                      .mask = mask(),
                      .y = result_.y.data(),
                      .parameters = parameters_,
                      .saved = saved_.data(),
                      .dy = dy_.data(),
                      .dx = result_.dx.data(),
                      .gradients = gradients_,
                      .workspace = workspace_.data(),
                      .scratch = scratch_.data()};
    if (is_coupled()) {
      call.forward_sums = forward_sums_.data();
      layer_->sum_backward(call, backward_sums_.data());
      call.sums = backward_sums_.data();
    }
    layer_->backward(call);
  }

  void add_activity_penalty(bool regularize) {
    if (!config_.contains("activity_regularizer")) return;
    const auto regularizer = part<Regularizer>(config_.at("activity_regularizer")).make();
    const double scale = 1 / static_cast<double>(x_.rows());
    result_.penalty += scale * regularizer->penalty(plan_.output.shape, result_.y);
    if (regularize) regularizer->add_gradient(plan_.output.shape, result_.y, scale, dy_);
  }

  void add_weight_penalties(bool regularize) {
    for (const ParameterSpec& spec : plan_.parameters) {
      if (!spec.regularizer) continue;
      const auto regularizer = spec.regularizer.make();
      const std::vector<Real>& weight = given_.at(spec.name).data;
      result_.penalty += regularizer->penalty(spec.shape, weight);
      if (regularize) regularizer->add_gradient(spec.shape, weight, 1, result_.dweights.at(spec.name).data);
    }
  }

  nlohmann::json config_;
  std::unique_ptr<Layer> layer_;
  Tensor x_;
  std::vector<Real> mask_;
  std::vector<Real> dy_;
  Weights given_;
  TensorSpec input_;
  LayerPlan plan_;
  LayerContext context_;
  std::vector<Real> saved_;
  std::vector<Real> workspace_;
  std::vector<Real> scratch_;
  std::vector<double> forward_sums_;
  std::vector<double> backward_sums_;
  std::vector<const Real*> parameters_;
  std::vector<Real*> gradients_;
  std::vector<Real*> state_;
  LayerResult result_;
};

}  // namespace

LayerResult run_layer(const nlohmann::json& one, bool regularize) { return LayerCase(one).run(regularize); }

}  // namespace nnctl::golden
