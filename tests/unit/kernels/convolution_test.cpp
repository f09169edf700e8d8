#include "kernels/convolution.hpp"

#include <algorithm>
#include <vector>

#include <catch2/catch.hpp>

#include "unit/kernels/each_table.hpp"

namespace nnctl::kernels {

namespace {

using Values = std::vector<Real>;

std::int64_t kernel_size(const Convolution& s) { return s.y.taps * s.x.taps * (s.channels / s.groups) * s.filters; }

/// visit(image index, kernel index, output index) for every product that the definition sums.
template <class Visit>
void for_each_product(const Convolution& s, Visit visit) {
  const std::int64_t C = s.channels / s.groups;
  const std::int64_t F = s.filters / s.groups;
  for (std::int64_t oy = 0; oy < s.y.outputs; ++oy) {
    for (std::int64_t ox = 0; ox < s.x.outputs; ++ox) {
      for (std::int64_t a = 0; a < s.y.taps; ++a) {
        for (std::int64_t b = 0; b < s.x.taps; ++b) {
          const std::int64_t iy = oy * s.y.stride - s.y.before + a * s.y.dilation;
          const std::int64_t ix = ox * s.x.stride - s.x.before + b * s.x.dilation;
          if (iy < 0 || ix < 0 || iy >= s.y.inputs || ix >= s.x.inputs) continue;
          for (std::int64_t f = 0; f < s.filters; ++f) {
            for (std::int64_t c = 0; c < C; ++c) {
              visit((iy * s.x.inputs + ix) * s.channels + f / F * C + c, ((a * s.x.taps + b) * C + c) * s.filters + f,
                    (oy * s.x.outputs + ox) * s.filters + f);
            }
          }
        }
      }
    }
  }
}

std::vector<Convolution> shapes() {
  return {
      {{28, 26, 3, 1, 1, 0}, {28, 26, 3, 1, 1, 0}, 1, 32, 1}, {{13, 11, 3, 1, 1, 0}, {13, 11, 3, 1, 1, 0}, 32, 64, 1},
      {{5, 5, 3, 1, 1, 1}, {6, 6, 4, 1, 1, 1}, 3, 70, 1},     {{7, 4, 3, 2, 1, 1}, {8, 3, 5, 3, 1, 1}, 6, 9, 3},
      {{9, 9, 3, 1, 2, 2}, {7, 3, 3, 1, 2, 0}, 4, 6, 2},      {{5, 2, 1, 3, 1, 0}, {4, 2, 1, 2, 1, 0}, 5, 8, 1},
      {{1, 1, 1, 1, 1, 0}, {10, 10, 4, 1, 3, 9}, 3, 5, 1},    {{9, 4, 2, 2, 1, 0}, {11, 3, 2, 4, 1, 0}, 2, 130, 1},
  };
}

}  // namespace

TEST_CASE("convolutions are their definition") {
  with_each_table([] {
    constexpr std::int64_t kImages = 2;
    for (const Convolution& s : shapes()) {
      CAPTURE(s.y.inputs, s.x.inputs, s.channels, s.filters, s.groups, s.y.stride, s.y.dilation);
      const Values images = random_values(kImages * s.image_size(), 1);
      const Values kernel = random_values(kernel_size(s), 2);
      const Values bias = random_values(s.filters, 3);
      const Values channel_bias = random_values(s.channels, 4);
      const Values dy = random_values(kImages * s.output_size(), 5);
      // one element in, so that nothing may rely on the alignment of the scratch
      Values scratch(static_cast<std::size_t>(convolution_scratch(s) + 1), Real{7});

      std::vector<double> y(dy.size());
      std::vector<double> dx(images.size());
      std::vector<double> dkernel(kernel.size());
      for (std::size_t i = 0; i < y.size(); ++i) y[i] = bias[i % bias.size()];
      for (std::size_t i = 0; i < dx.size(); ++i) dx[i] = channel_bias[i % channel_bias.size()];
      for (std::int64_t image = 0; image < kImages; ++image) {
        for_each_product(s, [&](std::int64_t from, std::int64_t weight, std::int64_t to) {
          const auto x_at = static_cast<std::size_t>(image * s.image_size() + from);
          const auto y_at = static_cast<std::size_t>(image * s.output_size() + to);
          const auto w_at = static_cast<std::size_t>(weight);
          y[y_at] += double{images[x_at]} * double{kernel[w_at]};
          dx[x_at] += double{dy[y_at]} * double{kernel[w_at]};
          dkernel[w_at] += double{images[x_at]} * double{dy[y_at]};
        });
      }

      Values got(dy.size(), Real{99});
      convolve(s, kImages, images.data(), kernel.data(), bias.data(), Epilogue::kNone, got.data(), scratch.data() + 1);
      CHECK(relative_error(got, y) < 1e-5);
      convolve(s, kImages, images.data(), kernel.data(), bias.data(), Epilogue::kRelu, got.data(), scratch.data() + 1);
      std::vector<double> positive = y;
      for (double& value : positive) value = std::max(value, 0.0);
      CHECK(relative_error(got, positive) < 1e-5);

      Values spread(images.size(), Real{99});
      convolve_transposed(s, kImages, dy.data(), kernel.data(), channel_bias.data(), Epilogue::kNone, spread.data(),
                          scratch.data() + 1);
      CHECK(relative_error(spread, dx) < 1e-5);

      Values gradient(kernel.size(), Real{99});
      convolution_kernel_gradient(s, kImages, images.data(), dy.data(), gradient.data(), scratch.data() + 1);
      CHECK(relative_error(gradient, dkernel) < 1e-5);
    }
  });
}

}  // namespace nnctl::kernels
