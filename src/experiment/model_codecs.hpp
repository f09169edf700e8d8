// YAML forms of layers, loss and metrics.
#pragma once

#include "experiment/config.hpp"
#include "experiment/declare_codec.hpp"

namespace nnctl::schema {

NNCTL_DECLARE_CODEC(experiment::LayerEntry)
NNCTL_DECLARE_CODEC(experiment::LossChoice)
NNCTL_DECLARE_CODEC(experiment::MetricChoice)
NNCTL_DECLARE_CODEC(experiment::MetricChoices)

template <>
struct Choices<experiment::Baseline> {
  static const std::vector<Choice<experiment::Baseline>>& all();
};

template <>
struct Choices<experiment::Sampling> {
  static const std::vector<Choice<experiment::Sampling>>& all();
};

}  // namespace nnctl::schema
