// Colours of charts that people with any kind of colour vision tell apart.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace nnctl::report {

/// Of the i-th series: the palette of Okabe and Ito ("Color Universal Design", 2008, https://jfly.uni-koeln.de/color/)
/// without its black and its yellow, which vanish on a black and a white page. After six they begin again.
std::string_view series_color(std::size_t i);
/// The dashes that tell series of the same colour apart: none for the first six.
std::string_view series_dashes(std::size_t i);

/// Vermillion: what the eye shall find first.
inline constexpr std::string_view kHighlight = "#d55e00";

/// "#rrggbb" for 0 (dark blue) to 1 (yellow), even in brightness: matplotlib's viridis by S. van der Walt and N. Smith
/// (CC0), linear between nine of its colours.
std::string scale_color(double position);
/// Black or white, whichever is easier to read on `color`, "#rrggbb" (WCAG 2: relative luminance).
std::string_view text_color_on(std::string_view color);

}  // namespace nnctl::report
