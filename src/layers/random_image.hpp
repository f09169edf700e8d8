// Layers that change each image at random while training: one decision an image, by step and batch row.
#pragma once

#include <array>
#include <optional>
#include <string>

#include "layers/layer_stream.hpp"
#include "schema/one_or_more.hpp"

namespace nnctl {

/// Four numbers in [0, 1): all the chance there is in what happens to one image.
using ImageChance = std::array<float, 4>;

class RandomImage : public Layer {
 public:
  RandomImage(const char* name, std::optional<std::int64_t> seed) : name_(name), stream_(seed) {}

  LayerPlan plan(const TensorSpec& input) const override;
  void forward(const ForwardCall& call) const override;
  void backward(const BackwardCall& call) const override;

 protected:
  virtual void change(const ImageChance& chance, const Shape& shape, const Real* x, Real* y) const = 0;
  virtual void change_backward(const ImageChance& chance, const Shape& shape, const Real* x, const Real* dy,
                               Real* dx) const = 0;

 private:
  ImageChance chance(const LayerContext& context, std::int64_t row) const;

  const char* name_;
  LayerStream stream_;
};

/// Bounds of a random number.
struct Range {
  double low = 0;
  double high = 0;

  float at(float chance) const { return static_cast<float>(low + (high - low) * static_cast<double>(chance)); }
};

/// Keras's `factor`: f for -f ... f, or both bounds, in any order.
using Factor = schema::OneOrMore<double>;
Range range_of(const Factor& factor);
/// One or two numbers from `low` (itself only with `takes_low`) to 1.
schema::Check<Factor> factor_check(double low, bool takes_low = true);

}  // namespace nnctl
