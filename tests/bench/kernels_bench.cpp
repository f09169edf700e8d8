// The kernels at the sizes of small networks, each beside what OpenBLAS and separate passes take for it:
//   kernels_bench --benchmark_repetitions=9 --benchmark_report_aggregates_only --benchmark_enable_random_interleaving
#include <algorithm>
#include <cstdint>
#include <random>
#include <utility>
#include <vector>

#include <benchmark/benchmark.h>

#include "kernels/blas.hpp"
#include "kernels/convolution.hpp"
#include "kernels/dispatch.hpp"
#include "kernels/elementwise.hpp"
#include "kernels/gemm.hpp"
#include "kernels/machine.hpp"
#include "kernels/reduce.hpp"
#include "kernels/softmax.hpp"
#include "kernels/update.hpp"

namespace nnctl::kernels {
namespace {

using Values = std::vector<Real>;

Values random_values(std::int64_t n) {
  static std::mt19937 generator(1);
  std::uniform_real_distribution<Real> distribution(-1, 1);
  Values values(static_cast<std::size_t>(n));
  for (Real& value : values) value = distribution(generator);
  return values;
}

void ours(Op a_op, Op b_op, std::int64_t m, std::int64_t n, std::int64_t k, const Real* a, const Real* b, Real* c) {
  gemm(nullptr, a_op, b_op, m, n, k, a, b, 0, c);
}

void blas(Op a_op, Op b_op, std::int64_t m, std::int64_t n, std::int64_t k, const Real* a, const Real* b, Real* c) {
  const bool a_transposed = a_op == Op::kTranspose;
  const bool b_transposed = b_op == Op::kTranspose;
  blas_gemm(a_transposed, b_transposed, m, n, k, a, a_transposed ? m : k, b, b_transposed ? k : n, 0, c, n);
}

using Gemm = decltype(&ours);

void BM_gemm(benchmark::State& state, Gemm multiply, Op a_op, Op b_op) {
  const std::int64_t m = state.range(0);
  const std::int64_t n = state.range(1);
  const std::int64_t k = state.range(2);
  const Values a = random_values(m * k);
  const Values b = random_values(k * n);
  Values c(static_cast<std::size_t>(m * n));
  for (auto _ : state) {
    multiply(a_op, b_op, m, n, k, a.data(), b.data(), c.data());
    benchmark::ClobberMemory();
  }
  state.counters["GFLOP/s"] =
      benchmark::Counter(static_cast<double>(2 * m * n * k) / 1e9, benchmark::Counter::kIsIterationInvariantRate);
}

void forward_sizes(benchmark::internal::Benchmark* b) {
  b->Args({32, 64, 3})->Args({32, 64, 64})->Args({32, 8, 64})->Args({32, 1, 64})->Args({32, 5, 64});
  b->Args({32, 256, 3})->Args({32, 128, 256})->Args({32, 256, 128})->Args({32, 8, 256});
  b->Args({256, 4096, 4096})
      ->Args({3872, 64, 288})
      ->Args({960, 128, 64})
      ->Args({100, 10, 512})
      ->Args({100, 10, 784})
      ->Args({100, 512, 784})
      ->Args({1, 512, 784})
      ->Args({1024, 64, 64});
}
void kernel_gradient_sizes(benchmark::internal::Benchmark* b) {
  b->Args({3, 64, 32})->Args({64, 64, 32})->Args({64, 8, 32})->Args({64, 1, 32});
  b->Args({256, 128, 32})->Args({128, 256, 32})->Args({128, 8, 32})->Args({784, 512, 100})->Args({784, 10, 100});
}
void input_gradient_sizes(benchmark::internal::Benchmark* b) {
  b->Args({32, 64, 8})->Args({32, 64, 64})->Args({32, 64, 1});
  b->Args({32, 256, 128})->Args({32, 128, 256})->Args({32, 128, 8})->Args({100, 512, 10});
}
BENCHMARK_CAPTURE(BM_gemm, NN, ours, Op::kNone, Op::kNone)->Apply(forward_sizes);
BENCHMARK_CAPTURE(BM_gemm, NN_blas, blas, Op::kNone, Op::kNone)->Apply(forward_sizes);
BENCHMARK_CAPTURE(BM_gemm, TN, ours, Op::kTranspose, Op::kNone)->Apply(kernel_gradient_sizes);
BENCHMARK_CAPTURE(BM_gemm, TN_blas, blas, Op::kTranspose, Op::kNone)->Apply(kernel_gradient_sizes);
BENCHMARK_CAPTURE(BM_gemm, NT, ours, Op::kNone, Op::kTranspose)->Apply(input_gradient_sizes);
BENCHMARK_CAPTURE(BM_gemm, NT_blas, blas, Op::kNone, Op::kTranspose)->Apply(input_gradient_sizes);

/// A dense network with relu between its layers and softmax at the end, Adam over one array: one training step a call.
class Network {
 public:
  Network(std::vector<std::int64_t> widths, std::int64_t rows) : widths_(std::move(widths)), rows_(rows) {
    std::int64_t parameters = 0;
    for (std::size_t layer = 0; layer + 1 < widths_.size(); ++layer) {
      offsets_.push_back(parameters);
      parameters += (widths_[layer] + 1) * widths_[layer + 1];
    }
    w_ = random_values(parameters);
    scale(parameters, Real(0.1), w_.data(), w_.data());
    g_.resize(w_.size());
    m_.resize(w_.size());
    v_.resize(w_.size());
    for (const std::int64_t width : widths_) {
      y_.push_back(random_values(rows * width));
      dy_.emplace_back(y_.back().size());
    }
  }

  template <bool kBlasOnly>
  void step() {
    const std::size_t layers = widths_.size() - 1;
    for (std::size_t layer = 0; layer < layers; ++layer) {
      const std::int64_t in = widths_[layer];
      const std::int64_t out = widths_[layer + 1];
      const Real* kernel = w_.data() + offsets_[layer];
      const Real* bias = kernel + in * out;
      const Epilogue epilogue = layer + 1 < layers ? Epilogue::kRelu : Epilogue::kNone;
      Real* y = y_[layer + 1].data();
      if constexpr (kBlasOnly) {
        blas(Op::kNone, Op::kNone, rows_, out, in, y_[layer].data(), kernel, y);
        for (std::int64_t i = 0; i < rows_; ++i) add(out, bias, y + i * out);
        if (epilogue == Epilogue::kRelu) relu(rows_ * out, y, y);
      } else {
        dense_forward(nullptr, rows_, in, out, y_[layer].data(), kernel, bias, epilogue, y);
      }
    }
    const std::int64_t classes = widths_.back();
    Real* dy = dy_.back().data();
    softmax(rows_, classes, y_.back().data(), dy);
    for (std::int64_t i = 0; i < rows_; ++i) dy[i * classes + i % classes] -= 1;
    scale(rows_ * classes, Real(1) / static_cast<Real>(rows_), dy, dy);
    constexpr Gemm kMultiply = kBlasOnly ? blas : ours;
    for (std::size_t layer = layers; layer-- > 0;) {
      const std::int64_t in = widths_[layer];
      const std::int64_t out = widths_[layer + 1];
      Real* gradient = g_.data() + offsets_[layer];
      const Real* d = dy_[layer + 1].data();
      kMultiply(Op::kTranspose, Op::kNone, in, out, rows_, y_[layer].data(), d, gradient);
      column_sums(rows_, out, d, gradient + in * out);
      if (layer == 0) break;
      Real* dx = dy_[layer].data();
      kMultiply(Op::kNone, Op::kTranspose, rows_, in, out, d, w_.data() + offsets_[layer], dx);
      relu_backward(rows_ * in, y_[layer].data(), dx, dx);
    }
    const AdamStep adam{.alpha = Real(1e-6), .beta_1 = 0.9, .beta_2 = 0.999, .epsilon = Real(1e-7)};
    adam_step(static_cast<std::int64_t>(w_.size()), adam, g_.data(), m_.data(), v_.data(), nullptr, w_.data());
  }

 private:
  std::vector<std::int64_t> widths_;
  std::int64_t rows_;
  std::vector<std::int64_t> offsets_;
  Values w_, g_, m_, v_;
  std::vector<Values> y_;
  std::vector<Values> dy_;
};

template <bool kBlasOnly>
void BM_step(benchmark::State& state, std::vector<std::int64_t> widths) {
  const FlushDenormals flush;
  Network network(std::move(widths), 32);
  for (auto _ : state) {
    network.step<kBlasOnly>();
    benchmark::ClobberMemory();
  }
}
using Widths = std::vector<std::int64_t>;
void BM_step_ours(benchmark::State& state, Widths widths) { BM_step<false>(state, std::move(widths)); }
void BM_step_blas(benchmark::State& state, Widths widths) { BM_step<true>(state, std::move(widths)); }
BENCHMARK_CAPTURE(BM_step_ours, 3_64_64_8, Widths{3, 64, 64, 8})->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(BM_step_blas, 3_64_64_8, Widths{3, 64, 64, 8})->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(BM_step_ours, 3_256_128_8, Widths{3, 256, 128, 8})->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(BM_step_blas, 3_256_128_8, Widths{3, 256, 128, 8})->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(BM_step_ours, 3_128_256_8, Widths{3, 128, 256, 8})->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(BM_step_blas, 3_128_256_8, Widths{3, 128, 256, 8})->Unit(benchmark::kMicrosecond);

Convolution square_convolution(std::int64_t side, std::int64_t channels, std::int64_t filters) {
  const ConvolutionAxis axis{.inputs = side, .outputs = side - 2, .taps = 3, .stride = 1, .dilation = 1, .before = 0};
  return {axis, axis, channels, filters, 1};
}

/// 32 images (side, side, channels) under 3 x 3 kernels. Forward with bias and relu.
class Convolved {
 public:
  explicit Convolved(const benchmark::State& state)
      : shape(square_convolution(state.range(0), state.range(1), state.range(2))),
        images(random_values(kImages * shape.image_size())),
        out(random_values(kImages * shape.output_size())),
        kernel(random_values(9 * shape.channels * shape.filters)),
        bias(random_values(shape.filters)),
        scratch(random_values(convolution_scratch(shape))),
        patches(random_values(shape.y.outputs * shape.x.outputs * 9 * shape.channels)) {}

  void forward() {
    convolve(shape, kImages, images.data(), kernel.data(), bias.data(), Epilogue::kRelu, out.data(), scratch.data());
  }
  /// The usual way: the patches of an image copied out, then a product.
  void forward_im2col() {
    const std::int64_t places = shape.y.outputs * shape.x.outputs;
    const std::int64_t row = shape.x.taps * shape.channels;
    for (std::int64_t image = 0; image < kImages; ++image) {
      Real* to = patches.data();
      for (std::int64_t place = 0; place < places; ++place) {
        for (std::int64_t tap = 0; tap < shape.y.taps; ++tap, to += row) {
          const std::int64_t y = place / shape.x.outputs + tap;
          const std::int64_t x = place % shape.x.outputs;
          std::copy_n(images.data() + image * shape.image_size() + (y * shape.x.inputs + x) * shape.channels, row, to);
        }
      }
      Real* y = out.data() + image * shape.output_size();
      blas(Op::kNone, Op::kNone, places, shape.filters, row * shape.y.taps, patches.data(), kernel.data(), y);
      for (std::int64_t place = 0; place < places; ++place) add(shape.filters, bias.data(), y + place * shape.filters);
      relu(shape.output_size(), y, y);
    }
  }
  void input_gradient() {
    convolution_input_gradient(shape, kImages, out.data(), kernel.data(), images.data(), scratch.data());
  }
  void kernel_gradient() {
    convolution_kernel_gradient(shape, kImages, images.data(), out.data(), kernel.data(), scratch.data());
  }
  double gigaflops() const { return static_cast<double>(2 * kImages * 9 * shape.channels * shape.output_size()) / 1e9; }

 private:
  static constexpr std::int64_t kImages = 32;
  Convolution shape;
  Values images;
  Values out;
  Values kernel;
  Values bias;
  Values scratch;
  Values patches;
};

void BM_convolution(benchmark::State& state, void (Convolved::*pass)()) {
  const FlushDenormals flush;
  Convolved convolved(state);
  for (auto _ : state) {
    (convolved.*pass)();
    benchmark::ClobberMemory();
  }
  state.counters["GFLOP/s"] = benchmark::Counter(convolved.gigaflops(), benchmark::Counter::kIsIterationInvariantRate);
}
void convolution_sizes(benchmark::internal::Benchmark* b) {
  b->Args({28, 1, 32})->Args({13, 32, 64})->Args({32, 3, 32})->Args({16, 64, 128})->Args({14, 256, 256});
  b->Unit(benchmark::kMicrosecond);
}
BENCHMARK_CAPTURE(BM_convolution, forward, &Convolved::forward)->Apply(convolution_sizes);
BENCHMARK_CAPTURE(BM_convolution, forward_im2col, &Convolved::forward_im2col)->Apply(convolution_sizes);
BENCHMARK_CAPTURE(BM_convolution, input_gradient, &Convolved::input_gradient)->Apply(convolution_sizes);
BENCHMARK_CAPTURE(BM_convolution, kernel_gradient, &Convolved::kernel_gradient)->Apply(convolution_sizes);

void BM_softmax(benchmark::State& state) {
  const std::int64_t columns = state.range(0);
  const Values x = random_values(32 * columns);
  Values y(x.size());
  for (auto _ : state) {
    softmax(32, columns, x.data(), y.data());
    benchmark::ClobberMemory();
  }
}
BENCHMARK(BM_softmax)->Arg(2)->Arg(8)->Arg(10)->Arg(100);

void BM_one_pass(benchmark::State& state, void (*kernel)(std::int64_t, const Real*, Real*)) {
  const Values x = random_values(4096);
  Values y(x.size());
  for (auto _ : state) {
    kernel(4096, x.data(), y.data());
    benchmark::ClobberMemory();
  }
}
BENCHMARK_CAPTURE(BM_one_pass, exp, exp);
BENCHMARK_CAPTURE(BM_one_pass, tanh, tanh);
BENCHMARK_CAPTURE(BM_one_pass, sigmoid, sigmoid);
BENCHMARK_CAPTURE(BM_one_pass, relu, relu);

void BM_adam(benchmark::State& state) {
  const std::int64_t n = state.range(0);
  const Values g = random_values(n);
  Values m(g.size());
  Values v(g.size());
  Values w = g;
  const AdamStep step{.alpha = Real(1e-6), .beta_1 = 0.9, .beta_2 = 0.999, .epsilon = Real(1e-7)};
  for (auto _ : state) {
    adam_step(n, step, g.data(), m.data(), v.data(), nullptr, w.data());
    benchmark::ClobberMemory();
  }
}
BENCHMARK(BM_adam)->Arg(4936)->Arg(400'000);

}  // namespace
}  // namespace nnctl::kernels

int main(int argc, char** argv) {
  nnctl::kernels::use_single_threaded_blas();
  benchmark::AddCustomContext("instruction_set", nnctl::kernels::instruction_set());
  benchmark::AddCustomContext("cpu_model", nnctl::kernels::cpu_model());
  benchmark::AddCustomContext("blas", nnctl::kernels::blas_config() + ", " + nnctl::kernels::blas_core());
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
}
