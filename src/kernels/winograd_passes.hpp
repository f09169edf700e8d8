// Tiles of images to and from Winograd's domain (winograd_tile.hpp), as many channels at a time as L has lanes. For the
// files in simd/ and for reference/, each with an L of its own.
#pragma once

#include <cstdint>

#include "kernels/table.hpp"
#include "kernels/winograd_tile.hpp"

namespace nnctl::kernels {

template <class L, class T, int kTile>
class WinogradPasses {
 public:
  static constexpr WinogradKernels kernels() {
    return {.inputs = inputs,
            .inputs_adjoint = inputs_adjoint,
            .outputs = outputs,
            .outputs_adjoint = outputs_adjoint,
            .kernel = kernel,
            .kernel_adjoint = kernel_adjoint};
  }

 private:
  using V = typename L::V;
  using Tail = typename L::Tail;
  using Maps = WinogradMaps<L, T, kTile>;
  static constexpr int kOutputs = WinogradSize<kTile>::kOutputs;
  static constexpr int kInputs = WinogradSize<kTile>::kInputs;
  using Positions = V[kInputs][kInputs];
  using Outputs = V[kOutputs][kOutputs];
  using Taps = V[kWinogradTaps][kWinogradTaps];

  // How vectors are read and written: whole ones, and the last one of some channels.
  struct Whole {
    __attribute__((always_inline)) static inline V load(const T* p, Tail) { return L::load(p); }
    __attribute__((always_inline)) static inline void store(T* p, V v, Tail) { L::store(p, v); }
  };
  struct Part {
    __attribute__((always_inline)) static inline V load(const T* p, Tail tail) { return L::load(p, tail); }
    __attribute__((always_inline)) static inline void store(T* p, V v, Tail tail) { L::store(p, v, tail); }
  };

  /// each(access, offset, tail) for the vectors of `count` numbers.
  template <class Each>
  __attribute__((always_inline)) static inline void for_each_vector(std::int64_t count, const Each& each) {
    std::int64_t i = 0;
    for (; i + L::kLanes <= count; i += L::kLanes) each(Whole{}, i, L::tail(L::kLanes));
    if (i < count) each(Part{}, i, L::tail(count - i));
  }

  /// Rows and columns of a tile's outputs that are there.
  struct Extent {
    int rows;
    int columns;

    __attribute__((always_inline)) static inline Extent of(const WinogradTiles& tiles, std::int64_t row,
                                                           std::int64_t column) {
      const std::int64_t rows = tiles.height - row * kOutputs;
      const std::int64_t columns = tiles.width - column * kOutputs;
      return {static_cast<int>(rows < kOutputs ? rows : kOutputs),
              static_cast<int>(columns < kOutputs ? columns : kOutputs)};
    }
    bool has(int row, int column) const { return row < rows && column < columns; }
  };

  /// One vector of channels of a tile.
  struct Place {
    Extent extent;
    std::int64_t channel;   ///< the vector's first
    std::int64_t image;     ///< offset in the image, of the tile's first input or output
    std::int64_t position;  ///< offset in each position
  };

  /// each(access, tail, place) for every vector of every tile.
  template <class Each>
  __attribute__((always_inline)) static inline void for_each_tile(const WinogradTiles& tiles, const Each& each) {
    std::int64_t position = 0;
    for (std::int64_t row = 0; row < tiles.rows; ++row) {
      for (std::int64_t column = 0; column < tiles.columns; ++column, position += tiles.channels) {
        const std::int64_t image = kOutputs * (row * tiles.row_pitch + column * tiles.channels);
        for_each_vector(tiles.channels, [&](auto access, std::int64_t c, Tail tail) {
          each(access, tail, Place{Extent::of(tiles, row, column), c, image + c, position + c});
        });
      }
    }
  }

  /// visit(row, column) of a square of `kSize`, unrolled.
  template <int kSize, class Visit>
  __attribute__((always_inline)) static inline void for_each_place(const Visit& visit) {
#pragma GCC unroll 8
    for (int i = 0; i < kSize; ++i) {
#pragma GCC unroll 8
      for (int j = 0; j < kSize; ++j) visit(i, j);
    }
  }

  template <class Access>
  __attribute__((always_inline)) static inline void load_positions(const T* from, std::int64_t pitch, Tail tail,
                                                                   Positions& x) {
    for_each_place<kInputs>([&](int i, int j) { x[i][j] = Access::load(from + (i * kInputs + j) * pitch, tail); });
  }

  template <class Access>
  __attribute__((always_inline)) static inline void store_positions(const Positions& x, Tail tail, std::int64_t pitch,
                                                                    T* to) {
    for_each_place<kInputs>([&](int i, int j) { Access::store(to + (i * kInputs + j) * pitch, x[i][j], tail); });
  }

  static void inputs(const WinogradTiles& tiles, const T* frame, T* transformed) {
    for_each_tile(tiles, [&](auto access, Tail tail, const Place& at) {
      using Access = decltype(access);
      Positions x;
      for_each_place<kInputs>([&](int i, int j) {
        x[i][j] = Access::load(frame + at.image + i * tiles.row_pitch + j * tiles.channels, tail);
      });
      Positions y;
      apply_both_ways<typename Maps::Inputs>(x, y);
      store_positions<Access>(y, tail, tiles.position_pitch, transformed + at.position);
    });
  }

  static void inputs_adjoint(const WinogradTiles& tiles, const T* transformed, T* frame) {
    for_each_tile(tiles, [&](auto access, Tail tail, const Place& at) {
      using Access = decltype(access);
      Positions x;
      load_positions<Access>(transformed + at.position, tiles.position_pitch, tail, x);
      Positions y;
      apply_both_ways<typename Maps::InputsAdjoint>(x, y);
      for_each_place<kInputs>([&](int i, int j) {
        T* to = frame + at.image + i * tiles.row_pitch + j * tiles.channels;
        Access::store(to, Access::load(to, tail) + y[i][j], tail);
      });
    });
  }

  static void outputs(const WinogradTiles& tiles, const T* transformed, const T* bias, bool relu, T* out) {
    for_each_tile(tiles, [&](auto access, Tail tail, const Place& at) {
      using Access = decltype(access);
      Positions x;
      load_positions<Access>(transformed + at.position, tiles.position_pitch, tail, x);
      Outputs y;
      apply_both_ways<typename Maps::Outputs>(x, y);
      const V shift = bias == nullptr ? L::set(0) : Access::load(bias + at.channel, tail);
      for_each_place<kOutputs>([&](int i, int j) {
        if (!at.extent.has(i, j)) return;
        V value = y[i][j] + shift;
        if (relu) value = L::max(L::set(0), value);
        Access::store(out + at.image + i * tiles.row_pitch + j * tiles.channels, value, tail);
      });
    });
  }

  static void outputs_adjoint(const WinogradTiles& tiles, const T* out, T* transformed) {
    for_each_tile(tiles, [&](auto access, Tail tail, const Place& at) {
      using Access = decltype(access);
      Outputs x;
      for_each_place<kOutputs>([&](int i, int j) {
        x[i][j] = L::set(0);
        if (at.extent.has(i, j))
          x[i][j] = Access::load(out + at.image + i * tiles.row_pitch + j * tiles.channels, tail);
      });
      Positions y;
      apply_both_ways<typename Maps::OutputsAdjoint>(x, y);
      store_positions<Access>(y, tail, tiles.position_pitch, transformed + at.position);
    });
  }

  static void kernel(std::int64_t n, const T* kernel, std::int64_t position_pitch, T* transformed) {
    for_each_vector(n, [&](auto access, std::int64_t at, Tail tail) {
      using Access = decltype(access);
      Taps x;
      for_each_place<kWinogradTaps>(
          [&](int i, int j) { x[i][j] = Access::load(kernel + (i * kWinogradTaps + j) * n + at, tail); });
      Positions y;
      apply_both_ways<typename Maps::Kernel>(x, y);
      store_positions<Access>(y, tail, position_pitch, transformed + at);
    });
  }

  static void kernel_adjoint(std::int64_t n, const T* transformed, std::int64_t position_pitch, T* kernel) {
    for_each_vector(n, [&](auto access, std::int64_t at, Tail tail) {
      using Access = decltype(access);
      Positions x;
      load_positions<Access>(transformed + at, position_pitch, tail, x);
      Taps y;
      apply_both_ways<typename Maps::KernelAdjoint>(x, y);
      for_each_place<kWinogradTaps>(
          [&](int i, int j) { Access::store(kernel + (i * kWinogradTaps + j) * n + at, y[i][j], tail); });
    });
  }
};

}  // namespace nnctl::kernels
