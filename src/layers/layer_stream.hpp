// The random numbers of a layer: its stream of the experiment, or by `seed` one of its own.
#pragma once

#include <optional>

#include "base/assert.hpp"
#include "layers/layer.hpp"

namespace nnctl {

class LayerStream {
 public:
  /// With a `seed` the stream depends on nothing else: neither on the experiment's seed nor on the layer's name.
  explicit LayerStream(std::optional<std::int64_t> seed) {
    if (seed) own_.emplace(static_cast<std::uint64_t>(*seed), "layer/seed");
  }

  const RandomStream& of(const LayerContext& context) const {
    if (own_) return *own_;
    NNCTL_ASSERT(context.random != nullptr, "a layer that draws needs a random stream to train");
    return *context.random;
  }

 private:
  std::optional<RandomStream> own_;
};

template <class Config>
schema::Schema<Config>& seed_field(schema::Schema<Config>& fields, std::optional<std::int64_t> Config::*seed) {
  return fields.field("seed", seed,
                      "A random stream of the layer's own, whatever the experiment's seed; null follows that one.");
}

}  // namespace nnctl
