// Rules that look into the layers: units that are stuck, gradients that vanish or explode.
#include <algorithm>
#include <cmath>
#include <vector>

#include <fmt/format.h>

#include "analysis/diagnosis_rules.hpp"

namespace nnctl::analysis {

namespace {

using train::LayerProbe;

std::vector<const LayerProbe*> trained_layers(const train::ModelProbe& probe) {
  std::vector<const LayerProbe*> layers;
  for (const LayerProbe& layer : probe.layers) {
    if (layer.weight_norm > 0) layers.push_back(&layer);
  }
  return layers;
}

// The layers in which at least `share` of the units are stuck, the worst first in words.
struct Stuck {
  std::string text;
  double worst = 0;
};
Stuck stuck_layers(const train::ModelProbe& probe, std::int64_t LayerProbe::*count, double share) {
  constexpr std::size_t kShown = 3;
  constexpr std::int64_t kLeastUnits = 4;
  Stuck stuck;
  std::size_t found = 0;
  for (const LayerProbe& layer : probe.layers) {
    if (layer.is_output || layer.units == 0) continue;
    const double stuck_share = static_cast<double>(layer.*count) / static_cast<double>(layer.units);
    // Of two or three units one may well be stuck
    if (layer.*count < std::min(layer.units, kLeastUnits) || stuck_share < share) continue;
    stuck.worst = std::max(stuck.worst, stuck_share);
    if (++found > kShown) continue;
    stuck.text += fmt::format("{}{} of {} in '{}'", found > 1 ? ", " : "", layer.*count, layer.units, layer.name);
  }
  if (found > kShown) stuck.text += fmt::format(" and in {} other layers", found - kShown);
  return stuck;
}

// What brings units back from their limits: the nearest cause that is not ruled out.
std::string unsaturated(const Evidence& evidence) {
  constexpr double kMovedFar = 1;  // times the weights' length
  if (!evidence.scale_features.empty()) return evidence.scale_features;
  if (evidence.sets_initializers) {
    return "start from smaller weights: kernel_initializer: glorot_uniform in these layers";
  }
  if (!evidence.scale_target.empty()) return "scale the target: " + evidence.scale_target;
  constexpr double kStep = 10;
  if (evidence.weight_change > kMovedFar) {
    return "weights grew: take a tenth of the rate: " +
           set_rate(evidence.rate, evidence.rate.value / kStep, evidence.config);
  }
  return "put {type: batch_normalization} before these activations, or use activation: relu";
}

}  // namespace

// Units that begin alike and that no gradient tells apart, or that pass on nothing for one to come back from.
std::optional<Finding> uniform_weights(const Evidence& evidence) {
  if (!evidence.uniform_kernel || !learned_nothing(evidence)) return std::nullopt;
  const UniformKernel& kernel = *evidence.uniform_kernel;
  return Finding{
      "uniform_weights",
      fmt::format("the kernel of '{}' began with {:.4g} everywhere, so that all its units are one and the same, and "
                  "the training loss is {:.4g}, that of the baseline '{}' {:.4g}",
                  kernel.layer, kernel.value, evidence.epochs.back().loss, evidence.constant_name,
                  evidence.constant.training),
      "draw the first weights at random: kernel_initializer: glorot_uniform in each layer"};
}

std::optional<Finding> dead_units(const Evidence& evidence) {
  constexpr double kShare = 0.5;
  if (!evidence.probe) return std::nullopt;
  const Stuck stuck = stuck_layers(*evidence.probe, &LayerProbe::dead, kShare);
  if (stuck.text.empty()) return std::nullopt;
  return Finding{
      "dead_units",
      fmt::format("relu units that are 0 for every one of {} training rows, so that they learn nothing more: {}",
                  evidence.probe->rows, stuck.text),
      evidence.scale_target.empty() ? std::string("use activation: leaky_relu in these layers, which never goes silent")
                                    : "scale the target: " + evidence.scale_target};
}

std::optional<Finding> saturated_activations(const Evidence& evidence) {
  constexpr double kShare = 0.5;
  if (!evidence.probe) return std::nullopt;
  const Stuck stuck = stuck_layers(*evidence.probe, &LayerProbe::saturated, kShare);
  if (stuck.text.empty()) return std::nullopt;
  return Finding{
      "saturated_activations",
      fmt::format("units at a limit of their activation in nine of ten values, where hardly a gradient comes "
                  "through: {}",
                  stuck.text),
      unsaturated(evidence)};
}

// First against last layer: relative to the weights, so that widths and scales do not matter.
std::optional<Finding> vanishing_gradients(const Evidence& evidence) {
  constexpr std::size_t kLeastLayers = 4;
  constexpr double kRatio = 1e-4;
  constexpr double kRatioOfNothing = 0.05;  // where nothing was learned: four layers of sigmoid are enough for that
  if (!evidence.probe) return std::nullopt;
  const auto layers = trained_layers(*evidence.probe);
  if (layers.size() < kLeastLayers) return std::nullopt;
  const double first = layers.front()->relative_gradient();
  const double last = layers.back()->relative_gradient();
  if (!(last > 0) || !(first < (learned_nothing(evidence) ? kRatioOfNothing : kRatio) * last)) return std::nullopt;
  return Finding{
      "vanishing_gradients",
      fmt::format("beside its weights the gradient of '{}' is {:.1e}, that of '{}' {:.1e}: {:.0e} of it over {} "
                  "layers",
                  layers.front()->name, first, layers.back()->name, last, first / last, layers.size()),
      "use activation: relu in the hidden layers, or put {type: batch_normalization} between them"};
}

std::optional<Finding> exploding_gradients(const Evidence& evidence) {
  constexpr double kMost = 1e3;        // a gradient a thousand times the weights replaces them at any usual rate
  constexpr double kHasLearned = 0.5;  // of the constant loss: whatever the gradients, training got on
  if (!evidence.probe || evidence.model.training < kHasLearned * evidence.constant.training) return std::nullopt;
  const LayerProbe* worst = nullptr;
  for (const LayerProbe* layer : trained_layers(*evidence.probe)) {
    const bool is_worse = worst == nullptr || !std::isfinite(layer->relative_gradient()) ||
                          layer->relative_gradient() > worst->relative_gradient();
    if (is_worse) worst = layer;
    if (!std::isfinite(layer->relative_gradient())) break;
  }
  if (worst == nullptr || worst->relative_gradient() <= kMost) return std::nullopt;
  const std::string size = std::isfinite(worst->gradient_norm)
                               ? fmt::format("{:.1e} times its weights", worst->relative_gradient())
                               : std::string("beyond the largest number");
  const char* const when = evidence.probed_first_weights ? "before the first step" : "at the end";
  return Finding{"exploding_gradients", fmt::format("{} the gradient of '{}' is {}", when, worst->name, size),
                 evidence.scale_target.empty()
                     ? std::string("start from smaller weights: kernel_initializer: glorot_uniform in each layer")
                     : "scale the target: " + evidence.scale_target};
}

}  // namespace nnctl::analysis
