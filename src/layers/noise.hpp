// Random numbers of a layer while it trains: for each step and row of the batch the same, however rows are cut into
// calls.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "layers/layer_stream.hpp"

namespace nnctl {

/// Keras's noise_shape, the batch axis first: null takes the input's size, 1 shares one number along that axis.
using NoiseShape = std::optional<std::vector<std::optional<std::int64_t>>>;
schema::Check<NoiseShape> noise_shape_check();

using FourWords = std::array<std::uint32_t, 4>;
using FourReals = std::array<Real, 4>;

/// Four standard normal numbers of four uniform words.
FourReals normal_numbers(const FourWords& words);

/// `factor` for what is kept, 0 for the share `rate` that is dropped, from four uniform words.
class KeptFactors {
 public:
  KeptFactors(double rate, double factor)
      : first_kept_(static_cast<std::uint32_t>(std::lround(rate * 0x1p24))), factor_(static_cast<Real>(factor)) {}
  bool drops() const { return first_kept_ > 0; }
  FourReals operator()(const FourWords& words) const {
    FourReals factors{};
    for (std::size_t i = 0; i < 4; ++i) factors[i] = (words[i] >> 8) >= first_kept_ ? factor_ : Real{0};
    return factors;
  }

 private:
  std::uint32_t first_kept_;  // draws of 24 bits below it drop
  Real factor_;
};

class Noise {
 public:
  explicit Noise(std::optional<std::int64_t> seed, NoiseShape shape = {}) : stream_(seed), shape_(std::move(shape)) {}

  /// Throws ShapeMismatch where the noise shape does not fit, in the name of `layer`.
  void check(std::string_view layer, const Shape& input) const;
  /// Reals of workspace a row that fill() needs.
  std::int64_t workspace(const Shape& input) const { return shape_ ? num_drawn(input) : 0; }

  /// out (rows, input), from number(words): words 0 to 3 of counter (step, q) belong to the numbers 4q to 4q + 3,
  /// counted over the batch with each row rounded up to whole counters.
  template <class Number>
  void fill(const LayerContext& context, std::int64_t rows, const Shape& input, Real* workspace, Real* out,
            Number numbers) const {
    const std::int64_t drawn = num_drawn(input);
    const std::int64_t counters = (drawn + 3) / 4;
    const RandomStream& random = stream_.of(context);
    for (std::int64_t row = 0; row < rows; ++row, out += input.num_elements()) {
      Real* target = shape_ ? workspace : out;
      const std::int64_t batch_row = shares_rows() ? 0 : context.first_row + row;
      const auto first_counter = static_cast<std::uint64_t>(batch_row * counters);
      for (std::int64_t i = 0; i < drawn; i += 4) {
        const FourReals four = numbers(random.words(context.step, first_counter + static_cast<std::uint64_t>(i / 4)));
        std::copy_n(four.begin(), std::min<std::int64_t>(4, drawn - i), target + i);
      }
      if (shape_) spread(input, workspace, out);
    }
  }

 private:
  bool shares_rows() const { return shape_ && shape_->front() == 1; }
  /// Size of the noise along axis `axis` of the input.
  std::int64_t size(const Shape& input, int axis) const;
  std::int64_t num_drawn(const Shape& input) const;
  void spread(const Shape& input, const Real* noise, Real* out) const;

  LayerStream stream_;
  NoiseShape shape_;
};

template <class Config>
schema::Schema<Config>& noise_shape_field(schema::Schema<Config>& fields, NoiseShape Config::*shape) {
  return fields.field("noise_shape", shape,
                      "One size for each axis, the batch's first: 1 shares one decision along the axis, null does not; "
                      "null alone decides for each value.",
                      noise_shape_check());
}

}  // namespace nnctl
