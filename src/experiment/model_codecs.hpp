// YAML forms of layers, loss and metrics.
#pragma once

#include "experiment/config.hpp"

namespace nnctl::schema {

#define NNCTL_CODEC(T)                                                                   \
  template <>                                                                            \
  struct Codec<T> {                                                                      \
    static bool read(Reader& reader, const Node& node, std::string_view name, T& value); \
    static Node write(const T& value);                                                   \
    static TypeInfo info();                                                              \
  };
NNCTL_CODEC(experiment::LayerEntry)
NNCTL_CODEC(experiment::LossChoice)
NNCTL_CODEC(experiment::MetricChoices)
#undef NNCTL_CODEC

template <>
struct Choices<experiment::Baseline> {
  static const std::vector<Choice<experiment::Baseline>>& all();
};

}  // namespace nnctl::schema
