// How text may look where it goes: width, colour, and whether more than ASCII can be shown. The views take one, so that
// they are functions from figures to text and need no terminal.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace nnctl::report {

struct Look {
  int width = 80;  ///< columns; no line is longer, as long as that can be met
  bool color = false;
  bool unicode = false;
};

/// Meanings, not colours: what a theme would be made of.
enum class Style { kPlain, kStrong, kFaint, kGood, kWarning, kError, kAccent };

/// `text` in the style's colour (ANSI SGR), or as it is.
std::string paint(const Look& look, Style style, std::string_view text);

/// `text` as one safe line (base/printable.hpp; tabs become blanks), cut to `width` columns with an ellipsis.
std::string cut(const Look& look, std::string_view text, std::size_t width);

/// `text` broken at blanks into lines of the look's width; the first begins with `label`, the others with as many
/// blanks. Words that are longer than a line are left whole, so that paths and commands can be copied.
std::string wrap(const Look& look, std::string_view label, std::string_view text);

/// `count` times the character of a horizontal rule.
std::string rule(const Look& look, std::size_t count);

/// "a · b", or with a comma in ASCII.
std::string_view separator(const Look& look);

}  // namespace nnctl::report
