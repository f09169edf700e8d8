#include "report/chart_colors.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

#include <fmt/format.h>

namespace nnctl::report {

namespace {

using Rgb = std::array<double, 3>;  // 0 to 255

constexpr std::array<std::string_view, 6> kSeries = {"#0072b2", "#d55e00", "#009e73", "#e69f00", "#cc79a7", "#56b4e9"};
constexpr std::array<std::string_view, 4> kDashes = {"", "9 4", "9 3 2 3", "4 3"};

constexpr std::array<std::uint32_t, 9> kViridis = {0x440154, 0x472d7b, 0x3b528b, 0x2c728e, 0x21918c,
                                                   0x28ae80, 0x5ec962, 0xaddc30, 0xfde725};

Rgb split(std::uint32_t color) {
  const auto part = [&](unsigned shift) { return static_cast<double>((color >> shift) & 0xFFU); };
  return {part(16), part(8), part(0)};
}

}  // namespace

std::string_view series_color(std::size_t i) { return kSeries[i % kSeries.size()]; }

std::string_view series_dashes(std::size_t i) { return kDashes[i / kSeries.size() % kDashes.size()]; }

std::string scale_color(double position) {
  const double at = std::clamp(std::isnan(position) ? 0.5 : position, 0.0, 1.0) * (kViridis.size() - 1);
  const std::size_t left = std::min(static_cast<std::size_t>(at), kViridis.size() - 2);
  const double share = at - static_cast<double>(left);
  const Rgb from = split(kViridis[left]);
  const Rgb to = split(kViridis[left + 1]);
  std::string color = "#";
  for (std::size_t i = 0; i < from.size(); ++i) {
    color += fmt::format("{:02x}", std::lround(from[i] + share * (to[i] - from[i])));
  }
  return color;
}

std::string_view text_color_on(std::string_view color) {
  const Rgb rgb = split(static_cast<std::uint32_t>(std::stoul(std::string(color.substr(1)), nullptr, 16)));
  constexpr Rgb kWeights = {0.2126, 0.7152, 0.0722};
  double luminance = 0;
  for (std::size_t i = 0; i < rgb.size(); ++i) {
    const double value = rgb[i] / 255;
    luminance += kWeights[i] * (value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4));
  }
  // Where (1.05 / (L + 0.05)) and ((L + 0.05) / 0.05) are equal.
  return luminance > 0.179 ? "#000000" : "#ffffff";
}

}  // namespace nnctl::report
