#include "report/labelled_lines.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/printable.hpp"

namespace nnctl::report {

std::string labelled_lines(const Look& look, const LabelledLines& lines) {
  constexpr std::size_t kGap = 2;
  constexpr std::size_t kNarrowestLabel = 5;  // so that short lists of several commands look alike
  std::size_t width = kNarrowestLabel;
  for (const auto& [label, text] : lines) width = std::max(width, label.size());
  std::string result;
  for (const auto& [label, text] : lines) {
    if (text.empty()) continue;
    const std::string wrapped = wrap(look, fmt::format("{:<{}}", label, width + kGap), printable(text));
    // Painted after wrapping, which counts columns.
    result += paint(look, Style::kFaint, label) + wrapped.substr(label.size());
  }
  return result;
}

}  // namespace nnctl::report
