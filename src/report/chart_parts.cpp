#include "report/chart_parts.hpp"

#include <algorithm>

namespace nnctl::report {

namespace {

constexpr double kTitleSize = 15;
constexpr double kTextSize = 12;
constexpr double kSample = 26;  // of a legend's line
constexpr double kGap = 20;     // between two names
constexpr double kRow = 18;

}  // namespace

double draw_heading(Svg& svg, double margin, double width, const std::string& title, const std::string& subtitle) {
  double bottom = margin;
  const double room = width - 2 * margin;
  if (!title.empty()) {
    bottom += kTitleSize;
    svg.text({margin, bottom}, fit_text(title, kTitleSize, room), {.size = kTitleSize, .bold = true, .color = {}});
  }
  if (!subtitle.empty()) {
    bottom += title.empty() ? kTextSize : kRow;
    svg.text({margin, bottom}, fit_text(subtitle, kTextSize, room), {.color = {}});
  }
  return bottom;
}

void Legend::add(const std::string& name, const Stroke& stroke) {
  const double sample = stroke.color.empty() ? 0 : kSample + 6;
  const std::string text = fit_text(name, kTextSize, place_.width - sample);
  const double width = sample + text_width(text, kTextSize);
  if (left_ > place_.left && left_ + width > place_.right()) {
    left_ = place_.left;
    place_.top += kRow;
  }
  if (sample > 0) svg_.line({left_, place_.top - 4}, {left_ + kSample, place_.top - 4}, stroke);
  svg_.text({left_ + sample, place_.top}, text, {.color = {}});
  left_ += width + kGap;
}

}  // namespace nnctl::report
