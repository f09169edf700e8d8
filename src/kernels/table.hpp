// The kernels that exist once for each instruction set, as a table of functions. Included by the files in simd/, which
// are compiled with wider instructions than the rest: declarations only, nothing inline.
#pragma once

#include <cstdint>

#include "tensor/real.hpp"

namespace nnctl::kernels {

/// C (m, n) = A (m, k) B (k, n) + beta C, then + bias (n) by row unless null, then relu when asked for.
/// A may lie either way: element (i, p) is a[i * a_row_stride + p * a_depth_stride], one of the strides being 1.
/// Every element of C is one chain of multiply-adds in the order of k: its bits do not depend on m.
struct SmallProduct {
  std::int64_t m;
  std::int64_t n;
  std::int64_t k;
  const Real* a;
  std::int64_t a_row_stride;
  std::int64_t a_depth_stride;
  const Real* b;  ///< rows follow each other: (k, n) packed
  Real beta;      ///< 0: C is not read
  Real* c;        ///< (m, n) packed
  const Real* bias;
  bool relu;
};

/// C = A B + beta C, then + bias (n) by row unless null, then relu when asked for, where the values of A (m, k) lie
/// scattered, (i, p) being a[a_rows[i] + a_depths[p]], and the rows of B (k, n) too, row p starting at b + b_depths[p].
/// So a convolution reads its patches where they are, and any of its taps.
/// As in SmallProduct, the bits of an element do not depend on m.
struct PatchProduct {
  std::int64_t m;
  std::int64_t n;
  std::int64_t k;
  const Real* a;
  const std::int64_t* a_rows;
  const std::int64_t* a_depths;
  const Real* b;
  const std::int64_t* b_depths;
  Real beta;  ///< 0: C is not read
  Real* c;
  const std::int64_t* c_rows;  ///< row i of C starts at c + c_rows[i]
  const Real* bias;
  bool relu;
};

/// B = rows; U = units. Gates lie side by side in a row: i, f, g (the candidate), o.
struct LstmStep {
  std::int64_t rows;
  std::int64_t units;
  Real* gates;           ///< (B, 4 U): in the sums, out the activated gates
  const Real* c_before;  ///< (B, U)
  Real* c;               ///< (B, U)
  Real* tanh_c;          ///< (B, U)
  Real* h;               ///< (B, U)
};

struct LstmBackStep {
  std::int64_t rows;
  std::int64_t units;
  const Real* gates;     ///< (B, 4 U), activated
  const Real* c_before;  ///< (B, U)
  const Real* c;         ///< (B, U)
  const Real* tanh_c;    ///< (B, U)
  const Real* dh;        ///< (B, U)
  Real* dc;              ///< (B, U): in of c, out of c_before
  Real* dz;              ///< (B, 4 U): of the sums
};

struct AdamConstants {
  Real alpha;
  Real one_minus_beta_1;
  Real one_minus_beta_2;
  Real epsilon;
};

/// Windows of (rows, columns) taps over an image (height, width, channels), side by side: their sizes are the same.
struct PoolRun {
  std::int64_t windows;
  std::int64_t window_step;  ///< from one window to the next, in elements
  std::int64_t rows;         ///< of taps, at least 1
  std::int64_t columns;
  std::int64_t row_step;  ///< from one row of the image to the next, in elements
  std::int64_t channels;
};

/// Squares of outputs of a 3 x 3 convolution, side by side, with the square of inputs that each sees
/// (winograd_tile.hpp). In Winograd's domain a tile has as many positions as inputs; at each position the tiles lie one
/// after the other, (rows, columns, channels).
struct WinogradTiles {
  std::int64_t rows;
  std::int64_t columns;
  std::int64_t channels;
  std::int64_t height;  ///< of the outputs, from the first tile on: the last tiles' may be cut. Inputs do not need it,
  std::int64_t width;   ///< for they lie in a frame that holds all that the tiles see.
  std::int64_t row_pitch;       ///< from one row of the image to the next, in elements
  std::int64_t position_pitch;  ///< from one position to the next, in elements
};

struct WinogradKernels {
  /// The inputs of every tile of an image to Winograd's domain; and the adjoint, which adds to the image.
  void (*inputs)(const WinogradTiles& tiles, const Real* image, Real* transformed);
  void (*inputs_adjoint)(const WinogradTiles& tiles, const Real* transformed, Real* image);
  /// From Winograd's domain to the outputs of every tile, + bias (channels) unless null, then relu when asked for; and
  /// the adjoint, without either.
  void (*outputs)(const WinogradTiles& tiles, const Real* transformed, const Real* bias, bool relu, Real* image);
  void (*outputs_adjoint)(const WinogradTiles& tiles, const Real* image, Real* transformed);
  /// n kernels of 3 x 3, (3, 3, n), to Winograd's domain; and the adjoint, which overwrites the kernels.
  void (*kernel)(std::int64_t n, const Real* kernel, std::int64_t position_pitch, Real* transformed);
  void (*kernel_adjoint)(std::int64_t n, const Real* transformed, std::int64_t position_pitch, Real* kernel);
};

struct KernelTable {
  const char* name;
  /// B of more elements than this is left to BLAS: the small path does not pack, so B has to stay in a near cache.
  std::int64_t largest_small_b;

  void (*small_product)(const SmallProduct& product);
  void (*patch_product)(const PatchProduct& product);
  WinogradKernels winograd_2x2;
  WinogradKernels winograd_4x4;
  /// y (n) = B (n, k) a (k) + beta y
  void (*row_dots)(std::int64_t n, std::int64_t k, const Real* a, const Real* b, Real beta, Real* y);
  /// y (columns, rows) = transpose of x (rows, columns)
  void (*transpose)(std::int64_t rows, std::int64_t columns, const Real* x, Real* y);

  void (*exp)(std::int64_t n, const Real* x, Real* y);
  void (*tanh)(std::int64_t n, const Real* x, Real* y);
  void (*sigmoid)(std::int64_t n, const Real* x, Real* y);
  void (*relu)(std::int64_t n, const Real* x, Real* y);
  void (*relu_backward)(std::int64_t n, const Real* y, const Real* dy, Real* dx);
  void (*add)(std::int64_t n, const Real* x, Real* y);
  void (*scale)(std::int64_t n, Real a, const Real* x, Real* y);
  /// y = x / 255, rounded once
  void (*unit_bytes)(std::int64_t n, const std::uint8_t* x, Real* y);

  /// out (n) = sum of `terms` rows, each `stride` elements after the one before.
  void (*sum_rows)(std::int64_t terms, std::int64_t stride, std::int64_t n, const Real* x, Real* out);
  void (*relu_backward_sums)(std::int64_t rows, std::int64_t columns, const Real* y, const Real* dy, Real* dx,
                             Real* sums);
  bool (*all_finite)(std::int64_t n, const Real* x);

  void (*softmax)(std::int64_t rows, std::int64_t columns, const Real* x, Real* y);
  void (*log_softmax)(std::int64_t rows, std::int64_t columns, const Real* x, Real* y);
  void (*softmax_backward)(std::int64_t rows, std::int64_t columns, const Real* y, const Real* dy, Real* dx);

  void (*max_pool)(const PoolRun& run, const Real* x, Real* y, Real* tap);
  void (*max_pool_backward)(const PoolRun& run, const Real* tap, const Real* dy, bool adds, Real* dx);
  void (*lstm_step)(const LstmStep& step);
  void (*lstm_back_step)(const LstmBackStep& step);

  void (*sgd_step)(std::int64_t n, Real rate, const Real* g, Real* w);
  void (*momentum_step)(std::int64_t n, Real rate, Real momentum, bool nesterov, const Real* g, Real* velocity,
                        Real* w);
  void (*adam_step)(std::int64_t n, const AdamConstants& step, const Real* g, Real* m, Real* v, Real* v_max, Real* w);
};

}  // namespace nnctl::kernels
