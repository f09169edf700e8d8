// What the convolutions' calls put in their scratch: an image with zeros around it, tables of offsets.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>

#include "kernels/convolution.hpp"
#include "tensor/real.hpp"

namespace nnctl::kernels {

/// An image with room for zeros around it. Without any, it is read where it lies.
struct Frame {
  std::int64_t height;  ///< without the zeros
  std::int64_t width;
  std::int64_t channels;
  std::int64_t top = 0;
  std::int64_t bottom = 0;
  std::int64_t left = 0;
  std::int64_t right = 0;

  bool has_border() const { return top + bottom + left + right > 0; }
  std::int64_t row_pitch() const { return (left + width + right) * channels; }
  std::int64_t whole_size() const { return (top + height + bottom) * row_pitch(); }
  /// What a copy takes, where one is needed.
  std::int64_t size() const { return has_border() ? whole_size() : 0; }
};

/// The image of `shape` as windows read it that see so many rows and columns of it, zeros included.
inline Frame frame_of(const Convolution& shape, std::int64_t rows_seen, std::int64_t columns_seen) {
  const auto after = [](const ConvolutionAxis& axis, std::int64_t seen) {
    return std::max<std::int64_t>(seen - axis.before - axis.inputs, 0);
  };
  return {.height = shape.y.inputs,
          .width = shape.x.inputs,
          .channels = shape.channels,
          .top = shape.y.before,
          .bottom = after(shape.y, rows_seen),
          .left = shape.x.before,
          .right = after(shape.x, columns_seen)};
}

/// Hands out parts of a call's scratch.
class Scratch {
 public:
  explicit Scratch(Real* memory) : next_(memory) {}

  Real* reals(std::int64_t count) {
    Real* taken = next_;
    next_ += count;
    return taken;
  }
  std::int64_t* offsets(std::int64_t count) {
    void* memory = next_;
    std::size_t space = 2 * alignof(std::int64_t);
    memory = std::align(alignof(std::int64_t), 1, memory, space);
    next_ = static_cast<Real*>(memory) + count * kRealsPerOffset;
    return new (memory) std::int64_t[static_cast<std::size_t>(count)];
  }
  static std::int64_t size_of_offsets(std::int64_t count) { return (count + 1) * kRealsPerOffset; }

 private:
  // Offsets live in the scratch of Reals.
  static constexpr std::int64_t kRealsPerOffset =
      static_cast<std::int64_t>((sizeof(std::int64_t) + sizeof(Real) - 1) / sizeof(Real));

  Real* next_;
};

/// Images one after the other in one frame; its zeros are written once.
class FramedImage {
 public:
  FramedImage(const Frame& frame, Scratch& scratch) : frame_(frame), copy_(scratch.reals(frame.size())) {
    std::fill_n(copy_, frame_.size(), Real{0});
  }

  /// `image` with its zeros around it.
  const Real* of(const Real* image) {
    if (!frame_.has_border()) return image;
    const std::int64_t row = frame_.width * frame_.channels;
    Real* to = copy_ + frame_.top * frame_.row_pitch() + frame_.left * frame_.channels;
    for (std::int64_t y = 0; y < frame_.height; ++y) std::copy_n(image + y * row, row, to + y * frame_.row_pitch());
    return copy_;
  }

 private:
  Frame frame_;
  Real* copy_;
};

}  // namespace nnctl::kernels
