#include <catch2/catch.hpp>

#include <map>

#include "golden/relative_error.hpp"
#include "golden/vectors.hpp"
#include "layers/layer.hpp"

namespace nnctl::golden {

namespace {

using Weights = std::map<std::string, Tensor>;

Weights weights(const nlohmann::json& value) {
  Weights result;
  for (const auto& [name, one] : value.items()) result.emplace(name, tensor(one));
  return result;
}

/// What a layer makes of a case, and what the trainer adds to it for the regularizers.
struct LayerResult {
  std::vector<Real> y;
  std::vector<Real> dx;
  Weights dweights;
  double penalty = 0;
};

/// With `regularize`, gradients are of sum(dy * y) + penalty. Keras divides an activity penalty by the batch's rows.
LayerResult run(const nlohmann::json& one, bool regularize) {
  const nlohmann::json& config = one.at("config");
  const auto layer = part<Layer>(config, {"activity_regularizer"}).make();
  const Tensor x = tensor(one.at("x"));
  const TensorSpec input{x.sample_shape()};
  const LayerPlan plan = layer->plan(input);
  const auto rows = x.rows();
  const auto per_row = [&](std::int64_t size) { return std::vector<Real>(static_cast<std::size_t>(rows * size)); };
  CHECK(plan.output.shape == tensor(one.at("y")).sample_shape());

  LayerResult result{per_row(plan.output.num_elements()), per_row(input.num_elements()), {}, 0};
  std::vector<Real> saved = per_row(plan.saved);
  std::vector<Real> workspace = per_row(plan.workspace);
  std::vector<Real> dy = tensor(one.at("dy")).data;
  Weights given = weights(one.at("weights"));
  REQUIRE(given.size() == plan.parameters.size());
  std::vector<const Real*> parameters;
  std::vector<Real*> gradients;
  for (const ParameterSpec& spec : plan.parameters) {
    const Tensor& weight = given.at(spec.name);
    CHECK(spec.shape == Shape(weight.shape));
    parameters.push_back(weight.data.data());
    Tensor& gradient = result.dweights[spec.name];
    gradient = {weight.shape, std::vector<Real>(weight.data.size())};
    gradients.push_back(gradient.data.data());
  }
  layer->forward({.rows = rows,
                  .input = input,
                  .x = x.data.data(),
                  .parameters = parameters,
                  .y = result.y.data(),
                  .saved = saved.data(),
                  .workspace = workspace.data()});
  if (config.contains("activity_regularizer")) {
    const auto regularizer = part<Regularizer>(config.at("activity_regularizer")).make();
    const double scale = 1 / static_cast<double>(rows);
    result.penalty += scale * regularizer->penalty(plan.output.shape, result.y);
    if (regularize) regularizer->add_gradient(plan.output.shape, result.y, scale, dy);
  }
  layer->backward({.rows = rows,
                   .input = input,
                   .x = x.data.data(),
                   .y = result.y.data(),
                   .parameters = parameters,
                   .saved = saved.data(),
                   .dy = dy.data(),
                   .dx = result.dx.data(),
                   .gradients = gradients,
                   .workspace = workspace.data()});
  for (const ParameterSpec& spec : plan.parameters) {
    if (!spec.regularizer) continue;
    const auto regularizer = spec.regularizer.make();
    const std::vector<Real>& weight = given.at(spec.name).data;
    result.penalty += regularizer->penalty(spec.shape, weight);
    if (regularize) regularizer->add_gradient(spec.shape, weight, 1, result.dweights.at(spec.name).data);
  }
  return result;
}

void check_gradients(const LayerResult& result, const nlohmann::json& one, const std::string& suffix) {
  CHECK(relative_error(result.dx, tensor(one.at("dx" + suffix)).data) <= kGradient);
  for (const auto& [name, expected] : weights(one.at("dweights" + suffix))) {
    INFO(name << suffix);
    CHECK(relative_error(result.dweights.at(name).data, expected.data) <= kGradient);
  }
}

}  // namespace

TEST_CASE("layers are Keras's") {
  int num_checked = 0;
  for (const nlohmann::json& one : cases("layers.json")) {
    INFO(one.at("name"));
    if (schema::registry<Layer>().info.is_later(one.at("config").at("type").get<std::string>())) continue;
    ++num_checked;
    const LayerResult result = run(one, false);
    CHECK(relative_error(result.y, tensor(one.at("y")).data) <= kForward);
    CHECK(difference(result.penalty, number(one.at("penalty"))) == "");
    check_gradients(result, one, "");
    if (one.contains("dx_with_penalty")) check_gradients(run(one, true), one, "_with_penalty");
  }
  CHECK(num_checked >= 50);
}

}  // namespace nnctl::golden
