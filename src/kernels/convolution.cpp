#include "kernels/convolution.hpp"

#include <algorithm>

#include "kernels/dispatch.hpp"
#include "kernels/framed_image.hpp"
#include "kernels/winograd.hpp"

namespace nnctl::kernels {
namespace {

/// The image as convolve reads it.
Frame image_frame(const Convolution& shape) {
  const auto seen = [](const ConvolutionAxis& axis) {
    return (axis.outputs - 1) * axis.stride + (axis.taps - 1) * axis.dilation + 1;
  };
  return frame_of(shape, seen(shape.y), seen(shape.x));
}

std::int64_t taps(const Convolution& shape) { return shape.y.taps * shape.x.taps; }
std::int64_t outputs(const Convolution& shape) { return shape.y.outputs * shape.x.outputs; }
std::int64_t group_channels(const Convolution& shape) { return shape.channels / shape.groups; }
std::int64_t group_filters(const Convolution& shape) { return shape.filters / shape.groups; }

/// Where each output's window starts in the frame.
void window_offsets(const Convolution& shape, const Frame& frame, std::int64_t* offsets) {
  for (std::int64_t y = 0; y < shape.y.outputs; ++y) {
    for (std::int64_t x = 0; x < shape.x.outputs; ++x) {
      *offsets++ = y * shape.y.stride * frame.row_pitch() + x * shape.x.stride * shape.channels;
    }
  }
}

/// Where each value of a window lies from its start, in the kernel's order: taps, then channels of a group.
void tap_offsets(const Convolution& shape, const Frame& frame, std::int64_t* offsets) {
  for (std::int64_t y = 0; y < shape.y.taps; ++y) {
    for (std::int64_t x = 0; x < shape.x.taps; ++x) {
      for (std::int64_t c = 0; c < group_channels(shape); ++c) {
        *offsets++ = y * shape.y.dilation * frame.row_pitch() + x * shape.x.dilation * shape.channels + c;
      }
    }
  }
}

void fill_multiples(std::int64_t count, std::int64_t pitch, std::int64_t* offsets) {
  for (std::int64_t i = 0; i < count; ++i) offsets[i] = i * pitch;
}

/// Neighbouring inputs of a phase that get the same taps from outputs there are: numbers [begin, end) of the phase,
/// taps [first_tap, last_tap) of those that meet it.
struct Band {
  std::int64_t begin;
  std::int64_t end;
  std::int64_t first_tap;
  std::int64_t last_tap;
};

/// Of the inputs first, first + stride, first + 2 stride, ... of an axis: number q gets tap t from output q + shift(t),
/// for the taps that meet them at all.
class Phase {
 public:
  Phase(const ConvolutionAxis& axis, std::int64_t first) : axis_(axis), first_(first) {}

  std::int64_t first() const { return first_; }
  std::int64_t inputs() const { return (axis_.inputs - first_ + axis_.stride - 1) / axis_.stride; }
  /// The band that starts at input number `begin`.
  Band band(std::int64_t begin) const {
    Band band = taps_of(begin);
    while (band.end < inputs()) {
      const Band next = taps_of(band.end);
      if (next.first_tap != band.first_tap || next.last_tap != band.last_tap) break;
      ++band.end;
    }
    return band;
  }
  bool meets(std::int64_t tap) const { return distance(tap) % axis_.stride == 0; }
  std::int64_t shift(std::int64_t tap) const { return distance(tap) / axis_.stride; }

 private:
  std::int64_t distance(std::int64_t tap) const { return first_ + axis_.before - tap * axis_.dilation; }
  Band taps_of(std::int64_t input) const {
    Band band{input, input + 1, 0, 0};
    for (std::int64_t tap = 0; tap < axis_.taps; ++tap) {
      if (!meets(tap)) continue;
      const std::int64_t output = input + shift(tap);  // falls from tap to tap
      if (output >= axis_.outputs) ++band.first_tap;
      if (output >= 0) ++band.last_tap;
    }
    band.first_tap = std::min(band.first_tap, band.last_tap);
    return band;
  }

  ConvolutionAxis axis_;
  std::int64_t first_;
};

std::int64_t num_phases(const ConvolutionAxis& axis) { return std::min(axis.stride, axis.inputs); }

/// Images that convolve_transposed takes into one product: few inputs of an image are alike at its edges.
std::int64_t images_together(const Convolution& shape) {
  constexpr std::int64_t kRows = 2048;
  return std::max<std::int64_t>(kRows / (shape.y.inputs * shape.x.inputs), 1);
}

/// Bands of both axes as a product: its rows are the inputs there, of some images, its depths the filters of a group at
/// the taps that meet them.
struct BandProduct {
  std::int64_t rows = 0;
  std::int64_t depth = 0;
  std::int64_t* sources;         ///< of each row, in the outputs
  std::int64_t* targets;         ///< of each row, in the images
  std::int64_t* depths;          ///< in the outputs, from a source
  std::int64_t* kernel_offsets;  ///< of each depth, in the transposed kernel of a group
};

void fill_rows(const Convolution& shape, const Phase& y, const Phase& x, const Band& rows, const Band& columns,
               std::int64_t num_images, BandProduct& product) {
  std::int64_t* source = product.sources;
  std::int64_t* target = product.targets;
  for (std::int64_t image = 0; image < num_images; ++image) {
    for (std::int64_t i = rows.begin; i < rows.end; ++i) {
      const std::int64_t image_row = (y.first() + i * shape.y.stride) * shape.x.inputs + x.first();
      const std::int64_t to = image * shape.image_size() + image_row * shape.channels;
      const std::int64_t from = image * shape.output_size() + i * shape.x.outputs * shape.filters;
      for (std::int64_t j = columns.begin; j < columns.end; ++j) {
        *source++ = from + j * shape.filters;
        *target++ = to + j * shape.x.stride * shape.channels;
      }
    }
  }
  product.rows = source - product.sources;
}

/// visit(tap) for those of the band's taps.
template <class Visit>
void for_each_tap(const ConvolutionAxis& axis, const Phase& phase, const Band& band, Visit visit) {
  std::int64_t met = 0;
  for (std::int64_t tap = 0; tap < axis.taps; ++tap) {
    if (!phase.meets(tap)) continue;
    if (met >= band.first_tap && met < band.last_tap) visit(tap);
    ++met;
  }
}

void fill_depths(const Convolution& shape, const Phase& y, const Phase& x, const Band& rows, const Band& columns,
                 BandProduct& product) {
  const std::int64_t C = group_channels(shape);
  const std::int64_t F = group_filters(shape);
  std::int64_t* depth = product.depths;
  std::int64_t* kernel_offset = product.kernel_offsets;
  for_each_tap(shape.y, y, rows, [&](std::int64_t a) {
    for_each_tap(shape.x, x, columns, [&](std::int64_t b) {
      const std::int64_t output = (y.shift(a) * shape.x.outputs + x.shift(b)) * shape.filters;
      const std::int64_t tap = (a * shape.x.taps + b) * F;
      for (std::int64_t f = 0; f < F; ++f) depth[f] = output + f;
      for (std::int64_t f = 0; f < F; ++f) kernel_offset[f] = (tap + f) * C;
      depth += F;
      kernel_offset += F;
    });
  });
  product.depth = depth - product.depths;
}

/// Lays a kernel's taps, (channels of a group, filters) each, out as (filters of a group, channels of a group), group
/// by group.
void transpose_taps(const Convolution& shape, const Real* kernel, Real* to) {
  const std::int64_t C = group_channels(shape);
  const std::int64_t F = group_filters(shape);
  for (std::int64_t group = 0; group < shape.groups; ++group) {
    for (std::int64_t tap = 0; tap < taps(shape); ++tap, to += C * F) {
      const Real* from = kernel + tap * C * shape.filters + group * F;
      if (shape.groups == 1) {
        table().transpose(C, F, from, to);
        continue;
      }
      for (std::int64_t c = 0; c < C; ++c) {
        for (std::int64_t f = 0; f < F; ++f) to[f * C + c] = from[c * shape.filters + f];
      }
    }
  }
}

/// visit(y phase, x phase, y band, x band) for every input once.
template <class Visit>
void for_each_band(const Convolution& shape, Visit visit) {
  const auto along = [](const ConvolutionAxis& axis, auto&& each) {
    for (std::int64_t first = 0; first < num_phases(axis); ++first) {
      const Phase phase(axis, first);
      for (std::int64_t begin = 0; begin < phase.inputs();) {
        const Band band = phase.band(begin);
        each(phase, band);
        begin = band.end;
      }
    }
  };
  along(shape.y, [&](const Phase& y, const Band& rows) {
    along(shape.x, [&](const Phase& x, const Band& columns) { visit(y, x, rows, columns); });
  });
}

std::int64_t direct_scratch(const Convolution& shape) {
  const std::int64_t depth = taps(shape) * group_channels(shape);
  const std::int64_t forward =
      image_frame(shape).size() + 2 * Scratch::size_of_offsets(outputs(shape)) + 2 * Scratch::size_of_offsets(depth);
  const std::int64_t rows = images_together(shape) * shape.y.inputs * shape.x.inputs;
  const std::int64_t transposed_depth = taps(shape) * group_filters(shape);
  const std::int64_t transposed = 2 * Scratch::size_of_offsets(rows) + 2 * Scratch::size_of_offsets(transposed_depth) +
                                  transposed_depth * shape.channels;
  return std::max(forward, transposed);
}

void direct_convolve(const Convolution& shape, std::int64_t num_images, const Real* images, const Real* kernel,
                     const Real* bias, Epilogue epilogue, Real* out, Real* scratch) {
  const Frame frame = image_frame(shape);
  const std::int64_t depth = taps(shape) * group_channels(shape);
  Scratch memory(scratch);
  std::int64_t* windows = memory.offsets(outputs(shape));
  std::int64_t* pixels = memory.offsets(outputs(shape));
  std::int64_t* inside = memory.offsets(depth);
  std::int64_t* kernel_rows = memory.offsets(depth);
  window_offsets(shape, frame, windows);
  fill_multiples(outputs(shape), shape.filters, pixels);
  tap_offsets(shape, frame, inside);
  fill_multiples(depth, shape.filters, kernel_rows);
  FramedImage framed(frame, memory);
  for (std::int64_t image = 0; image < num_images; ++image) {
    const Real* from = framed.of(images + image * shape.image_size());
    for (std::int64_t group = 0; group < shape.groups; ++group) {
      const std::int64_t filter = group * group_filters(shape);
      table().patch_product({.m = outputs(shape),
                             .n = group_filters(shape),
                             .k = depth,
                             .a = from + group * group_channels(shape),
                             .a_rows = windows,
                             .a_depths = inside,
                             .b = kernel + filter,
                             .b_depths = kernel_rows,
                             .beta = 0,
                             .c = out + image * shape.output_size() + filter,
                             .c_rows = pixels,
                             .bias = bias == nullptr ? nullptr : bias + filter,
                             .relu = epilogue == Epilogue::kRelu});
    }
  }
}

void direct_kernel_gradient(const Convolution& shape, std::int64_t num_images, const Real* images,
                            const Real* out_gradient, Real* kernel_gradient, Real* scratch) {
  const Frame frame = image_frame(shape);
  const std::int64_t depth = taps(shape) * group_channels(shape);
  Scratch memory(scratch);
  std::int64_t* windows = memory.offsets(outputs(shape));
  std::int64_t* pixels = memory.offsets(outputs(shape));
  std::int64_t* inside = memory.offsets(depth);
  std::int64_t* rows = memory.offsets(depth);
  window_offsets(shape, frame, windows);
  fill_multiples(outputs(shape), shape.filters, pixels);
  tap_offsets(shape, frame, inside);
  fill_multiples(depth, shape.filters, rows);
  FramedImage framed(frame, memory);
  for (std::int64_t image = 0; image < num_images; ++image) {
    const Real* from = framed.of(images + image * shape.image_size());
    for (std::int64_t group = 0; group < shape.groups; ++group) {
      const std::int64_t filter = group * group_filters(shape);
      table().patch_product({.m = depth,
                             .n = group_filters(shape),
                             .k = outputs(shape),
                             .a = from + group * group_channels(shape),
                             .a_rows = inside,
                             .a_depths = windows,
                             .b = out_gradient + image * shape.output_size() + filter,
                             .b_depths = pixels,
                             .beta = image == 0 ? Real{0} : Real{1},
                             .c = kernel_gradient + filter,
                             .c_rows = rows,
                             .bias = nullptr,
                             .relu = false});
    }
  }
}

// What each pass computes in Winograd's domain, if it is of use.
constexpr WinogradTile kForwardTile = WinogradTile::k2x2;
constexpr WinogradTile kGradientTile = WinogradTile::k4x4;

}  // namespace

std::int64_t convolution_scratch(const Convolution& shape) {
  std::int64_t most = direct_scratch(shape);
  for (const WinogradTile tile : {kForwardTile, kGradientTile}) {
    if (suits_winograd(shape, tile)) most = std::max(most, winograd_scratch(shape, tile));
  }
  return most;
}

void convolve(const Convolution& shape, std::int64_t num_images, const Real* images, const Real* kernel,
              const Real* bias, Epilogue epilogue, Real* out, Real* scratch) {
  if (suits_winograd(shape, kForwardTile)) {
    return winograd_convolve(shape, kForwardTile, num_images, images, kernel, bias, epilogue, out, scratch);
  }
  direct_convolve(shape, num_images, images, kernel, bias, epilogue, out, scratch);
}

// Winograd's way would round neighbours apart that see one number everywhere.
void convolve_transposed(const Convolution& shape, std::int64_t num_images, const Real* out, const Real* kernel,
                         const Real* bias, Epilogue epilogue, Real* images, Real* scratch) {
  const std::int64_t C = group_channels(shape);
  const std::int64_t F = group_filters(shape);
  const std::int64_t depth = taps(shape) * F;
  const std::int64_t together = images_together(shape);
  const std::int64_t rows = together * shape.y.inputs * shape.x.inputs;
  Scratch memory(scratch);
  BandProduct product;
  product.sources = memory.offsets(rows);
  product.targets = memory.offsets(rows);
  product.depths = memory.offsets(depth);
  product.kernel_offsets = memory.offsets(depth);
  Real* transposed = memory.reals(depth * shape.channels);
  transpose_taps(shape, kernel, transposed);
  for_each_band(shape, [&](const Phase& y, const Phase& x, const Band& band_rows, const Band& band_columns) {
    fill_depths(shape, y, x, band_rows, band_columns, product);
    for (std::int64_t first = 0; first < num_images; first += together) {
      fill_rows(shape, y, x, band_rows, band_columns, std::min(together, num_images - first), product);
      for (std::int64_t group = 0; group < shape.groups; ++group) {
        table().patch_product({.m = product.rows,
                               .n = C,
                               .k = product.depth,
                               .a = out + first * shape.output_size() + group * F,
                               .a_rows = product.sources,
                               .a_depths = product.depths,
                               .b = transposed + group * depth * C,
                               .b_depths = product.kernel_offsets,
                               .beta = 0,
                               .c = images + first * shape.image_size() + group * C,
                               .c_rows = product.targets,
                               .bias = bias == nullptr ? nullptr : bias + group * C,
                               .relu = epilogue == Epilogue::kRelu});
      }
    }
  });
}

void convolution_input_gradient(const Convolution& shape, std::int64_t num_images, const Real* out_gradient,
                                const Real* kernel, Real* image_gradient, Real* scratch) {
  if (suits_winograd(shape, kGradientTile)) {
    return winograd_input_gradient(shape, kGradientTile, num_images, out_gradient, kernel, image_gradient, scratch);
  }
  convolve_transposed(shape, num_images, out_gradient, kernel, nullptr, Epilogue::kNone, image_gradient, scratch);
}

void convolution_kernel_gradient(const Convolution& shape, std::int64_t num_images, const Real* images,
                                 const Real* out_gradient, Real* kernel_gradient, Real* scratch) {
  if (suits_winograd(shape, kGradientTile)) {
    return winograd_kernel_gradient(shape, kGradientTile, num_images, images, out_gradient, kernel_gradient, scratch);
  }
  direct_kernel_gradient(shape, num_images, images, out_gradient, kernel_gradient, scratch);
}

}  // namespace nnctl::kernels
