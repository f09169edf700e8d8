#include "train/adapt.hpp"

#include <algorithm>
#include <numeric>

namespace nnctl::train {

namespace {

void adapt_layer(const ModelPlan& plan, const PlannedLayer& layer, const data::Dataset& training,
                 std::int64_t batch_size, std::span<Real> weights) {
  std::vector<double> sums(static_cast<std::size_t>(layer.plan.adapt_sums));
  std::vector<Real> x(static_cast<std::size_t>(batch_size * plan.input().num_elements()));
  std::vector<std::int64_t> rows;
  for (std::int64_t first = 0; first < training.num_rows(); first += batch_size) {
    rows.resize(static_cast<std::size_t>(std::min(batch_size, training.num_rows() - first)));
    std::iota(rows.begin(), rows.end(), first);
    training.fill(rows, {x.data(), nullptr});
    layer.layer->sum_adapt({.rows = std::ssize(rows), .input = layer.input, .x = x.data()}, sums.data());
  }
  std::vector<Real*> parameters;
  for (const Parameter& parameter : plan.parameters().subspan(layer.first_parameter, layer.plan.parameters.size())) {
    parameters.push_back(weights.data() + parameter.offset);
  }
  layer.layer->adapt(layer.input, sums.data(), parameters);
}

}  // namespace

void adapt(const ModelPlan& plan, const data::Dataset& training, std::int64_t batch_size, std::span<Real> weights) {
  for (const PlannedLayer& layer : plan.layers()) {
    if (layer.plan.adapt_sums > 0) adapt_layer(plan, layer, training, batch_size, weights);
  }
}

}  // namespace nnctl::train
