#include "report/look.hpp"

#include <algorithm>

#include "base/printable.hpp"

namespace nnctl::report {
namespace {

std::string_view sequence_of(Style style) {
  switch (style) {
    case Style::kPlain:
      return "";
    case Style::kStrong:
      return "\x1b[1m";
    case Style::kFaint:
      return "\x1b[2m";
    case Style::kGood:
      return "\x1b[32m";
    case Style::kWarning:
      return "\x1b[33m";
    case Style::kError:
      return "\x1b[31m";
    case Style::kAccent:
      return "\x1b[36m";
  }
  return "";
}

}  // namespace

std::string paint(const Look& look, Style style, std::string_view text) {
  if (!look.color || style == Style::kPlain || text.empty()) return std::string(text);
  std::string painted(sequence_of(style));
  painted += text;
  painted += "\x1b[0m";
  return painted;
}

std::string cut(const Look& look, std::string_view text, std::size_t width) {
  std::string line = printable(text);
  std::ranges::replace(line, '\t', ' ');
  if (num_columns(line) <= width) return line;
  const std::string_view full_ellipsis = look.unicode ? "…" : "...";
  const std::string_view ellipsis =
      num_columns(full_ellipsis) < width ? full_ellipsis : full_ellipsis.substr(0, look.unicode ? 3 : width);
  const std::size_t room = width - std::min(width, num_columns(ellipsis));
  std::size_t size = 0;
  for (std::size_t i = 0; i < room; ++i) size += first_code_point_size(std::string_view(line).substr(size));
  line.resize(size);
  return width == 0 ? "" : line.append(ellipsis);
}

std::string wrap(const Look& look, std::string_view label, std::string_view text) {
  const std::size_t indent = num_columns(label);
  const auto width = static_cast<std::size_t>(std::max(look.width, 1));
  std::string lines(label);
  std::size_t column = indent;
  while (!text.empty()) {
    const std::size_t size = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, size);
    const std::size_t columns = num_columns(word);
    if (column > indent && column + 1 + columns > width) {
      lines.append(1, '\n').append(indent, ' ');
      column = indent;
    }
    if (column > indent) {
      lines += ' ';
      ++column;
    }
    lines += word;
    column += columns;
    text.remove_prefix(std::min(size + 1, text.size()));
  }
  return lines.append(1, '\n');
}

std::string rule(const Look& look, std::size_t count) {
  std::string line;
  for (std::size_t i = 0; i < count; ++i) line += look.unicode ? "─" : "-";
  return line;
}

std::string_view separator(const Look& look) { return look.unicode ? " · " : ", "; }

}  // namespace nnctl::report
