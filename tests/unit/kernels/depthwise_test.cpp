#include "kernels/depthwise.hpp"

#include <catch2/catch.hpp>

#include "unit/kernels/each_table.hpp"

namespace nnctl::kernels {

// A depthwise convolution is one of as many groups as channels.
TEST_CASE("depthwise convolutions are convolutions in groups") {
  with_each_table([] {
    constexpr std::int64_t kImages = 2;
    for (const Depthwise& s : {
             Depthwise{{6, 4, 3, 1, 1, 0}, {5, 5, 3, 1, 1, 1}, 3, 1},
             Depthwise{{6, 3, 2, 2, 2, 0}, {7, 3, 3, 3, 1, 1}, 2, 3},
             Depthwise{{4, 4, 5, 1, 1, 2}, {3, 3, 5, 1, 1, 2}, 20, 1},
         }) {
      const Convolution same{s.y, s.x, s.channels, s.filters(), s.channels};
      const std::vector<Real> images = random_values(kImages * s.image_size(), 1);
      const std::vector<Real> kernel = random_values(s.y.taps * s.x.taps * s.filters(), 2);
      const std::vector<Real> bias = random_values(s.filters(), 3);
      const std::vector<Real> dy = random_values(kImages * s.output_size(), 4);
      std::vector<Real> scratch(static_cast<std::size_t>(convolution_scratch(same)));
      std::vector<Real> got(dy.size());
      std::vector<Real> want(dy.size());
      for (const Epilogue epilogue : {Epilogue::kNone, Epilogue::kRelu}) {
        for (const Real* offset : {bias.data(), static_cast<const Real*>(nullptr)}) {
          convolve_depthwise(s, kImages, images.data(), kernel.data(), offset, epilogue, got.data());
          convolve(same, kImages, images.data(), kernel.data(), offset, epilogue, want.data(), scratch.data());
          CHECK(relative_error(got, to_double(want)) < 1e-6);
        }
      }
      std::vector<Real> dx(images.size(), Real{99});
      std::vector<Real> want_dx(images.size());
      depthwise_input_gradient(s, kImages, dy.data(), kernel.data(), dx.data());
      convolution_input_gradient(same, kImages, dy.data(), kernel.data(), want_dx.data(), scratch.data());
      CHECK(relative_error(dx, to_double(want_dx)) < 1e-6);
      std::vector<Real> dkernel(kernel.size(), Real{99});
      std::vector<Real> want_dkernel(kernel.size());
      depthwise_kernel_gradient(s, kImages, images.data(), dy.data(), dkernel.data());
      convolution_kernel_gradient(same, kImages, images.data(), dy.data(), want_dkernel.data(), scratch.data());
      CHECK(relative_error(dkernel, to_double(want_dkernel)) < 1e-6);
    }
  });
}

}  // namespace nnctl::kernels
