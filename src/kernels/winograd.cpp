#include "kernels/winograd.hpp"

#include <algorithm>

#include "kernels/dispatch.hpp"
#include "kernels/framed_image.hpp"
#include "kernels/winograd_tile.hpp"

namespace nnctl::kernels {
namespace {

// Positions a power of two apart would share a few lines of the cache.
constexpr std::int64_t kPadding = 16;

/// Convolution `shape` in tiles.
struct Tiling {
  const Convolution& shape;
  const WinogradKernels& kernels;
  std::int64_t outputs;    ///< of a tile, along an axis
  std::int64_t inputs;     ///< that it sees
  std::int64_t positions;  ///< in Winograd's domain

  static Tiling of(const Convolution& shape, WinogradTile tile) {
    if (tile == WinogradTile::k2x2) return sized<2>(shape, table().winograd_2x2);
    return sized<4>(shape, table().winograd_4x4);
  }
  std::int64_t along(const ConvolutionAxis& axis) const { return (axis.outputs + outputs - 1) / outputs; }
  std::int64_t rows() const { return along(shape.y); }
  std::int64_t columns() const { return along(shape.x); }

 private:
  template <int kTile>
  static Tiling sized(const Convolution& shape, const WinogradKernels& kernels) {
    using Size = WinogradSize<kTile>;
    return {shape, kernels, Size::kOutputs, Size::kInputs, Size::kPositions};
  }
};

/// How many tiles go through Winograd's domain together: so many that a position's product uses its part of the kernel
/// often, so few that they stay in cache. Whole images, or rows of tiles of one image.
struct Batch {
  std::int64_t images;
  std::int64_t rows;  ///< of tiles, of each image

  static Batch of(const Tiling& tiling) {
    constexpr std::int64_t kReals = 1 << 16;
    constexpr std::int64_t kFewestTiles = 24;
    const std::int64_t reals = tiling.positions * (tiling.shape.channels + tiling.shape.filters);
    const std::int64_t tiles = std::max(kReals / reals, kFewestTiles);
    const std::int64_t rows = tiling.rows();
    const std::int64_t columns = tiling.columns();
    if (rows * columns <= tiles) return {tiles / (rows * columns), rows};
    return {1, std::clamp<std::int64_t>(tiles / columns, 1, rows)};
  }
  std::int64_t tiles(const Tiling& tiling) const { return images * rows * tiling.columns(); }
};

/// Numbers in Winograd's domain: `count` at each position.
struct Positions {
  Real* values;
  std::int64_t pitch;

  static std::int64_t pitch_of(std::int64_t count) { return count + kPadding; }
  static std::int64_t size_of(const Tiling& tiling, std::int64_t count) { return tiling.positions * pitch_of(count); }
  static Positions of(const Tiling& tiling, std::int64_t count, Scratch& scratch) {
    return {scratch.reals(size_of(tiling, count)), pitch_of(count)};
  }
  Real* at(std::int64_t position) const { return values + position * pitch; }
};

/// The image as the tiles see it, zeros around it.
Frame tile_frame(const Tiling& tiling) {
  const auto seen = [&](const ConvolutionAxis& axis) {
    return (tiling.along(axis) - 1) * tiling.outputs + tiling.inputs;
  };
  return frame_of(tiling.shape, seen(tiling.shape.y), seen(tiling.shape.x));
}

/// Some rows of tiles of one image: the part of a batch that one call of a transformation takes.
struct Strip {
  std::int64_t image;
  std::int64_t first_row;  ///< of tiles
  std::int64_t rows;
  std::int64_t first_tile;  ///< its place in the batch
  bool is_first;            ///< of its image
  bool is_last;
};

/// All tiles of all images, batch by batch: of_strip(strip) for each strip of the batch, of_batch(number of its tiles,
/// whether it is the first), then after_strip(strip) for each again.
template <class OfStrip, class OfBatch, class AfterStrip>
void for_each_batch(const Tiling& tiling, std::int64_t num_images, OfStrip of_strip, OfBatch of_batch,
                    AfterStrip after_strip) {
  const Batch batch = Batch::of(tiling);
  const std::int64_t all_rows = tiling.rows();
  const std::int64_t columns = tiling.columns();
  for (std::int64_t image = 0; image < num_images; image += batch.images) {
    const std::int64_t images = std::min(batch.images, num_images - image);
    for (std::int64_t row = 0; row < all_rows; row += batch.rows) {
      const std::int64_t rows = std::min(batch.rows, all_rows - row);
      const auto strip = [&](std::int64_t i) {
        return Strip{.image = image + i,
                     .first_row = row,
                     .rows = rows,
                     .first_tile = i * rows * columns,
                     .is_first = row == 0,
                     .is_last = row + rows == all_rows};
      };
      for (std::int64_t i = 0; i < images; ++i) of_strip(strip(i));
      of_batch(images * rows * columns, image == 0 && row == 0);
      for (std::int64_t i = 0; i < images; ++i) after_strip(strip(i));
    }
  }
}

/// The strip's tiles over the framed image.
WinogradTiles input_tiles(const Tiling& tiling, const Frame& frame, const Strip& strip, const Positions& positions) {
  return {.rows = strip.rows,
          .columns = tiling.columns(),
          .channels = tiling.shape.channels,
          .height = 0,
          .width = 0,
          .row_pitch = frame.row_pitch(),
          .position_pitch = positions.pitch};
}

/// The strip's tiles over the outputs.
WinogradTiles output_tiles(const Tiling& tiling, const Strip& strip, const Positions& positions) {
  return {.rows = strip.rows,
          .columns = tiling.columns(),
          .channels = tiling.shape.filters,
          .height = tiling.shape.y.outputs - strip.first_row * tiling.outputs,
          .width = tiling.shape.x.outputs,
          .row_pitch = tiling.shape.x.outputs * tiling.shape.filters,
          .position_pitch = positions.pitch};
}

std::int64_t first_input(const Tiling& tiling, const Frame& frame, const Strip& strip) {
  return strip.first_row * tiling.outputs * frame.row_pitch();
}

std::int64_t first_output(const Tiling& tiling, const Strip& strip) {
  const Convolution& shape = tiling.shape;
  return strip.image * shape.output_size() + strip.first_row * tiling.outputs * shape.x.outputs * shape.filters;
}

/// Inputs of strips to Winograd's domain.
class InputTransform {
 public:
  InputTransform(const Tiling& tiling, const Real* images, Positions positions, Scratch& scratch)
      : tiling_(tiling), images_(images), positions_(positions), frame_(tile_frame(tiling)), framed_(frame_, scratch) {}

  void operator()(const Strip& strip) {
    if (strip.is_first) image_ = framed_.of(images_ + strip.image * tiling_.shape.image_size());
    tiling_.kernels.inputs(input_tiles(tiling_, frame_, strip, positions_),
                           image_ + first_input(tiling_, frame_, strip),
                           positions_.values + strip.first_tile * tiling_.shape.channels);
  }

 private:
  const Tiling& tiling_;
  const Real* images_;
  Positions positions_;
  Frame frame_;
  FramedImage framed_;
  const Real* image_ = nullptr;
};

/// At each position: c (m, n) = a (m, k) b (k, n) + beta c; a may lie transposed, (k, m).
void multiply_positions(const Tiling& tiling, std::int64_t m, std::int64_t n, std::int64_t k, const Positions& a,
                        bool a_transposed, const Positions& b, Real beta, const Positions& c) {
  for (std::int64_t position = 0; position < tiling.positions; ++position) {
    table().small_product({.m = m,
                           .n = n,
                           .k = k,
                           .a = a.at(position),
                           .a_row_stride = a_transposed ? 1 : k,
                           .a_depth_stride = a_transposed ? m : 1,
                           .b = b.at(position),
                           .beta = beta,
                           .c = c.at(position),
                           .bias = nullptr,
                           .relu = false});
  }
}

}  // namespace

bool suits_winograd(const Convolution& shape, WinogradTile tile) {
  const auto is_plain = [](const ConvolutionAxis& axis) {
    return axis.taps == kWinogradTaps && axis.stride == 1 && axis.dilation == 1 && axis.inputs > 0;
  };
  if (!is_plain(shape.y) || !is_plain(shape.x) || shape.groups != 1) return false;
  // Fewer channels than this leave vectors empty; more would make a transformed kernel that no cache holds.
  constexpr std::int64_t kFewest = 16;
  constexpr std::int64_t kLargestKernel = 1 << 18;
  if (std::min(shape.channels, shape.filters) < kFewest) return false;
  if (shape.channels * shape.filters > kLargestKernel) return false;
  // In multiply-adds: the products, and what it costs to transform a tile's channel in and out.
  const Tiling tiling = Tiling::of(shape, tile);
  const std::int64_t transform = tile == WinogradTile::k2x2 ? 50 : 170;
  const std::int64_t cost =
      tiling.rows() * tiling.columns() *
      (tiling.positions * shape.channels * shape.filters + transform * (shape.channels + shape.filters));
  const std::int64_t direct =
      shape.y.outputs * shape.x.outputs * kWinogradTaps * kWinogradTaps * shape.channels * shape.filters;
  return 5 * cost < 4 * direct;
}

std::int64_t winograd_scratch(const Convolution& shape, WinogradTile tile) {
  const Tiling tiling = Tiling::of(shape, tile);
  const Frame frame = tile_frame(tiling);
  const std::int64_t tiles = Batch::of(tiling).tiles(tiling);
  const std::int64_t kernel = shape.channels * shape.filters;
  return frame.whole_size() + Positions::size_of(tiling, tiles * shape.channels) +
         Positions::size_of(tiling, tiles * shape.filters) + Positions::size_of(tiling, kernel) +
         kWinogradTaps * kWinogradTaps * kernel;
}

void winograd_convolve(const Convolution& shape, WinogradTile tile, std::int64_t num_images, const Real* images,
                       const Real* kernel, const Real* bias, Epilogue epilogue, Real* out, Real* scratch) {
  const Tiling tiling = Tiling::of(shape, tile);
  const std::int64_t C = shape.channels;
  const std::int64_t F = shape.filters;
  const std::int64_t tiles = Batch::of(tiling).tiles(tiling);
  Scratch memory(scratch);
  const Positions weights = Positions::of(tiling, C * F, memory);
  const Positions inputs = Positions::of(tiling, tiles * C, memory);
  const Positions outputs = Positions::of(tiling, tiles * F, memory);
  InputTransform transform_inputs(tiling, images, inputs, memory);
  tiling.kernels.kernel(C * F, kernel, weights.pitch, weights.values);
  for_each_batch(
      tiling, num_images, [&](const Strip& strip) { transform_inputs(strip); },
      [&](std::int64_t count, bool) { multiply_positions(tiling, count, F, C, inputs, false, weights, 0, outputs); },
      [&](const Strip& strip) {
        tiling.kernels.outputs(output_tiles(tiling, strip, outputs), outputs.values + strip.first_tile * F, bias,
                               epilogue == Epilogue::kRelu, out + first_output(tiling, strip));
      });
}

void winograd_input_gradient(const Convolution& shape, WinogradTile tile, std::int64_t num_images,
                             const Real* out_gradient, const Real* kernel, Real* image_gradient, Real* scratch) {
  const Tiling tiling = Tiling::of(shape, tile);
  const Frame frame = tile_frame(tiling);
  const std::int64_t C = shape.channels;
  const std::int64_t F = shape.filters;
  const std::int64_t tiles = Batch::of(tiling).tiles(tiling);
  Scratch memory(scratch);
  Real* transposed = memory.reals(kWinogradTaps * kWinogradTaps * C * F);
  const Positions weights = Positions::of(tiling, C * F, memory);
  const Positions outputs = Positions::of(tiling, tiles * F, memory);
  const Positions inputs = Positions::of(tiling, tiles * C, memory);
  const std::int64_t framed_size = frame.whole_size();
  Real* framed = memory.reals(framed_size);
  for (std::int64_t tap = 0; tap < kWinogradTaps * kWinogradTaps; ++tap) {
    table().transpose(C, F, kernel + tap * C * F, transposed + tap * C * F);
  }
  tiling.kernels.kernel(C * F, transposed, weights.pitch, weights.values);
  for_each_batch(
      tiling, num_images,
      [&](const Strip& strip) {
        tiling.kernels.outputs_adjoint(output_tiles(tiling, strip, outputs), out_gradient + first_output(tiling, strip),
                                       outputs.values + strip.first_tile * F);
      },
      [&](std::int64_t count, bool) { multiply_positions(tiling, count, C, F, outputs, false, weights, 0, inputs); },
      [&](const Strip& strip) {
        if (strip.is_first) std::fill_n(framed, framed_size, Real{0});
        tiling.kernels.inputs_adjoint(input_tiles(tiling, frame, strip, inputs), inputs.values + strip.first_tile * C,
                                      framed + first_input(tiling, frame, strip));
        if (!strip.is_last) return;
        const Real* from = framed + frame.top * frame.row_pitch() + frame.left * C;
        Real* to = image_gradient + strip.image * shape.image_size();
        for (std::int64_t y = 0; y < frame.height; ++y, from += frame.row_pitch(), to += frame.width * C) {
          std::copy_n(from, frame.width * C, to);
        }
      });
}

void winograd_kernel_gradient(const Convolution& shape, WinogradTile tile, std::int64_t num_images, const Real* images,
                              const Real* out_gradient, Real* kernel_gradient, Real* scratch) {
  const Tiling tiling = Tiling::of(shape, tile);
  const std::int64_t C = shape.channels;
  const std::int64_t F = shape.filters;
  const std::int64_t tiles = Batch::of(tiling).tiles(tiling);
  Scratch memory(scratch);
  const Positions gradient = Positions::of(tiling, C * F, memory);
  const Positions inputs = Positions::of(tiling, tiles * C, memory);
  const Positions outputs = Positions::of(tiling, tiles * F, memory);
  InputTransform transform_inputs(tiling, images, inputs, memory);
  for_each_batch(
      tiling, num_images,
      [&](const Strip& strip) {
        transform_inputs(strip);
        tiling.kernels.outputs_adjoint(output_tiles(tiling, strip, outputs), out_gradient + first_output(tiling, strip),
                                       outputs.values + strip.first_tile * F);
      },
      [&](std::int64_t count, bool is_first) {
        multiply_positions(tiling, C, F, count, inputs, true, outputs, is_first ? Real{0} : Real{1}, gradient);
      },
      [](const Strip&) {});
  tiling.kernels.kernel_adjoint(C * F, gradient.values, gradient.pitch, kernel_gradient);
}

}  // namespace nnctl::kernels
