#include "kernels/convolution.hpp"

#include <algorithm>
#include <vector>

#include <catch2/catch.hpp>

#include "kernels/winograd.hpp"
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

/// What the passes have to give, without bias.
struct Definition {
  std::vector<double> y;
  std::vector<double> dx;
  std::vector<double> dkernel;

  Definition(const Convolution& s, std::int64_t num_images, const Values& images, const Values& kernel,
             const Values& dy)
      : y(dy.size()), dx(images.size()), dkernel(kernel.size()) {
    for (std::int64_t image = 0; image < num_images; ++image) {
      for_each_product(s, [&](std::int64_t from, std::int64_t weight, std::int64_t to) {
        const auto x_at = static_cast<std::size_t>(image * s.image_size() + from);
        const auto y_at = static_cast<std::size_t>(image * s.output_size() + to);
        const auto w_at = static_cast<std::size_t>(weight);
        y[y_at] += double{images[x_at]} * double{kernel[w_at]};
        dx[x_at] += double{dy[y_at]} * double{kernel[w_at]};
        dkernel[w_at] += double{images[x_at]} * double{dy[y_at]};
      });
    }
  }
};

/// values + bias of their last axis
std::vector<double> biased(std::vector<double> values, const Values& bias) {
  for (std::size_t i = 0; i < values.size(); ++i) values[i] += bias[i % bias.size()];
  return values;
}

std::vector<double> positive(std::vector<double> values) {
  for (double& value : values) value = std::max(value, 0.0);
  return values;
}

std::vector<Convolution> shapes() {
  return {
      {{28, 26, 3, 1, 1, 0}, {28, 26, 3, 1, 1, 0}, 1, 32, 1},  {{13, 11, 3, 1, 1, 0}, {13, 11, 3, 1, 1, 0}, 32, 64, 1},
      {{5, 5, 3, 1, 1, 1}, {6, 6, 4, 1, 1, 1}, 3, 70, 1},      {{7, 4, 3, 2, 1, 1}, {8, 3, 5, 3, 1, 1}, 6, 9, 3},
      {{9, 9, 3, 1, 2, 2}, {7, 3, 3, 1, 2, 0}, 4, 6, 2},       {{5, 2, 1, 3, 1, 0}, {4, 2, 1, 2, 1, 0}, 5, 8, 1},
      {{6, 6, 3, 1, 1, 1}, {9, 9, 3, 1, 1, 1}, 17, 35, 1},     {{26, 24, 3, 1, 1, 0}, {41, 41, 3, 1, 1, 1}, 16, 16, 1},
      {{10, 8, 3, 1, 1, 0}, {14, 12, 3, 1, 1, 0}, 16, 18, 1},  {{4, 4, 3, 1, 1, 1}, {8, 8, 3, 1, 1, 2}, 40, 19, 1},
      {{14, 12, 3, 1, 1, 0}, {5, 5, 3, 1, 1, 1}, 128, 100, 1}, {{1, 1, 1, 1, 1, 0}, {10, 10, 4, 1, 3, 9}, 3, 5, 1},
      {{9, 4, 2, 2, 1, 0}, {11, 3, 2, 4, 1, 0}, 2, 130, 1},
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

      const Definition want(s, kImages, images, kernel, dy);
      const std::vector<double> y = biased(want.y, bias);

      Values got(dy.size(), Real{99});
      convolve(s, kImages, images.data(), kernel.data(), bias.data(), Epilogue::kNone, got.data(), scratch.data() + 1);
      CHECK(relative_error(got, y) < 1e-5);
      convolve(s, kImages, images.data(), kernel.data(), bias.data(), Epilogue::kRelu, got.data(), scratch.data() + 1);
      CHECK(relative_error(got, positive(y)) < 1e-5);

      Values spread(images.size(), Real{99});
      convolve_transposed(s, kImages, dy.data(), kernel.data(), channel_bias.data(), Epilogue::kNone, spread.data(),
                          scratch.data() + 1);
      CHECK(relative_error(spread, biased(want.dx, channel_bias)) < 1e-5);

      Values input_gradient(images.size(), Real{99});
      convolution_input_gradient(s, kImages, dy.data(), kernel.data(), input_gradient.data(), scratch.data() + 1);
      CHECK(relative_error(input_gradient, want.dx) < 1e-5);

      Values gradient(kernel.size(), Real{99});
      convolution_kernel_gradient(s, kImages, images.data(), dy.data(), gradient.data(), scratch.data() + 1);
      CHECK(relative_error(gradient, want.dkernel) < 1e-5);
    }
  });
}

TEST_CASE("each of Winograd's tiles makes each pass") {
  with_each_table([] {
    constexpr std::int64_t kImages = 19;  // more than a batch of tiles has of the smallest
    for (const Convolution& s : shapes()) {
      for (const WinogradTile tile : {WinogradTile::k2x2, WinogradTile::k4x4}) {
        if (!suits_winograd(s, tile) || s.output_size() > 10'000) continue;
        CAPTURE(s.y.inputs, s.x.inputs, s.channels, s.filters, static_cast<int>(tile));
        const Values images = random_values(kImages * s.image_size(), 1);
        const Values kernel = random_values(kernel_size(s), 2);
        const Values bias = random_values(s.filters, 3);
        const Values dy = random_values(kImages * s.output_size(), 4);
        const Definition want(s, kImages, images, kernel, dy);
        Values scratch(static_cast<std::size_t>(winograd_scratch(s, tile)), Real{7});
        Values y(dy.size(), Real{99});
        winograd_convolve(s, tile, kImages, images.data(), kernel.data(), bias.data(), Epilogue::kRelu, y.data(),
                          scratch.data());
        CHECK(relative_error(y, positive(biased(want.y, bias))) < 1e-5);
        Values dx(images.size(), Real{99});
        winograd_input_gradient(s, tile, kImages, dy.data(), kernel.data(), dx.data(), scratch.data());
        CHECK(relative_error(dx, want.dx) < 1e-5);
        Values dkernel(kernel.size(), Real{99});
        winograd_kernel_gradient(s, tile, kImages, images.data(), dy.data(), dkernel.data(), scratch.data());
        CHECK(relative_error(dkernel, want.dkernel) < 1e-5);
      }
    }
  });
}

TEST_CASE("an image's bits do not depend on the images of its call") {
  with_each_table([] {
    constexpr std::int64_t kImages = 19;
    for (const Convolution& s : shapes()) {
      if (s.output_size() > 10'000) continue;
      CAPTURE(s.y.inputs, s.x.inputs, s.channels, s.filters);
      const Values images = random_values(kImages * s.image_size(), 1);
      const Values kernel = random_values(kernel_size(s), 2);
      const Values dy = random_values(kImages * s.output_size(), 4);
      Values scratch(static_cast<std::size_t>(convolution_scratch(s)));
      const auto run = [&](std::int64_t first, std::int64_t count, Values& y, Values& x, Values& dx) {
        const std::int64_t in = first * s.image_size();
        const std::int64_t out = first * s.output_size();
        convolve(s, count, images.data() + in, kernel.data(), nullptr, Epilogue::kNone, y.data() + out, scratch.data());
        convolve_transposed(s, count, dy.data() + out, kernel.data(), nullptr, Epilogue::kNone, x.data() + in,
                            scratch.data());
        convolution_input_gradient(s, count, dy.data() + out, kernel.data(), dx.data() + in, scratch.data());
      };
      Values y(dy.size()), x(images.size()), dx(images.size());
      run(0, kImages, y, x, dx);
      Values y_each(dy.size()), x_each(images.size()), dx_each(images.size());
      for (std::int64_t image = 0; image < kImages; ++image) run(image, 1, y_each, x_each, dx_each);
      CHECK(y == y_each);
      CHECK(x == x_each);
      CHECK(dx == dx_each);
    }
  });
}

TEST_CASE("a convolution is exact where its window is zero or of one number") {
  with_each_table([] {
    // a blot on a plain background, one background a channel; half the channels have none
    const Convolution s{{14, 12, 3, 1, 1, 0}, {15, 13, 3, 1, 1, 0}, 18, 20, 1};
    REQUIRE(suits_winograd(s, WinogradTile::k2x2));
    Values image(static_cast<std::size_t>(s.image_size()));
    const Values blot = random_values(s.image_size(), 1);
    const auto in_blot = [](std::int64_t y, std::int64_t x) { return y >= 4 && y < 9 && x >= 3 && x < 8; };
    for (std::int64_t y = 0; y < s.y.inputs; ++y) {
      for (std::int64_t x = 0; x < s.x.inputs; ++x) {
        for (std::int64_t c = 0; c < s.channels; ++c) {
          const auto at = static_cast<std::size_t>((y * s.x.inputs + x) * s.channels + c);
          image[at] = in_blot(y, x) ? blot[at] : static_cast<Real>(c % 2) * blot[static_cast<std::size_t>(c)];
        }
      }
    }
    const Values kernel = random_values(kernel_size(s), 2);
    Values even = kernel;  // sees the channels without a background only
    for (std::size_t i = 0; i < even.size(); ++i) {
      if (i / static_cast<std::size_t>(s.filters) % static_cast<std::size_t>(s.channels) % 2 == 1) even[i] = 0;
    }
    Values scratch(static_cast<std::size_t>(convolution_scratch(s)));
    Values y(static_cast<std::size_t>(s.output_size()));
    Values y_even(y.size());
    convolve(s, 1, image.data(), kernel.data(), nullptr, Epilogue::kNone, y.data(), scratch.data());
    convolve(s, 1, image.data(), even.data(), nullptr, Epilogue::kNone, y_even.data(), scratch.data());
    std::int64_t plain = 0;
    for (std::int64_t oy = 0; oy < s.y.outputs; ++oy) {
      for (std::int64_t ox = 0; ox < s.x.outputs; ++ox) {
        if (oy + 2 >= 4 && oy < 9 && ox + 2 >= 3 && ox < 8) continue;
        ++plain;
        for (std::int64_t f = 0; f < s.filters; ++f) {
          const auto at = static_cast<std::size_t>((oy * s.x.outputs + ox) * s.filters + f);
          CHECK(y_even[at] == Real{0});
          CHECK(y[at] == y[static_cast<std::size_t>(f)]);
        }
      }
    }
    CHECK(plain == 12 * 13 - 7 * 7);
  });
}

}  // namespace nnctl::kernels
