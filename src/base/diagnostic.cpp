#include "base/diagnostic.hpp"

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "base/printable.hpp"

namespace nnctl {
namespace {

constexpr std::size_t kMaxColumns = 120;  // a wider excerpt is cut around its column
constexpr std::string_view kCut = "...";

// The excerpt's characters as they are shown. Those too far from the column to be shown are left out, so that a line
// of a gigabyte costs no second gigabyte.
struct Characters {
  std::vector<std::string> shown;
  std::size_t caret = 0;  // index in `shown`; its size when the column is past the end
  bool more_before = false;
  bool more_after = false;
};

Characters characters_around(std::string_view line, std::size_t column) {
  Characters result;
  const std::size_t wanted = column == 0 ? 0 : column - 1;
  const std::size_t begin = wanted > kMaxColumns ? wanted - kMaxColumns : 0;
  for (std::size_t index = 0; !line.empty() && index < wanted + kMaxColumns + 1; ++index) {
    const std::size_t size = first_code_point_size(line);
    if (index >= begin) result.shown.push_back(printable(line.substr(0, size)));
    line.remove_prefix(size);
  }
  result.more_before = begin > 0;
  result.more_after = !line.empty();
  result.caret = std::min(wanted - begin, result.shown.size());
  return result;
}

std::string spaces_below(std::string_view text) {
  std::string result;
  for (std::size_t size = 0; !text.empty(); text.remove_prefix(size)) {
    size = first_code_point_size(text);
    result += text[0] == '\t' ? '\t' : ' ';
  }
  return result;
}

// The excerpt and, for a column, the caret below it.
std::string excerpt_with_caret(std::string_view line, std::size_t column) {
  while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) line.remove_suffix(1);
  const Characters all = characters_around(line, column);
  const std::vector<std::string>& shown = all.shown;

  std::size_t width = 0;
  for (const std::string& character : shown) width += num_columns(character);
  std::size_t begin = 0;
  std::size_t end = shown.size();
  if (width > kMaxColumns || all.more_before || all.more_after) {
    const std::size_t room = kMaxColumns - 2 * kCut.size();
    std::size_t used = 0;
    const auto fits = [&](std::size_t index, std::size_t limit) {
      const std::size_t columns = num_columns(shown[index]);
      if (used + columns > limit) return false;
      used += columns;
      return true;
    };
    begin = end = all.caret;
    while (begin > 0 && fits(begin - 1, room / 2)) --begin;
    while (end < shown.size() && fits(end, room)) ++end;
    while (begin > 0 && fits(begin - 1, room)) --begin;
  }

  std::string text;
  if (begin > 0 || all.more_before) text += kCut;
  for (std::size_t i = begin; i < all.caret; ++i) text += shown[i];
  const std::string below = spaces_below(text);
  for (std::size_t i = all.caret; i < end; ++i) text += shown[i];
  if (end < shown.size() || all.more_after) text += kCut;
  text += '\n';
  if (column > 0) text += below + "^\n";
  return text;
}

}  // namespace

std::string to_string(const Diagnostic& diagnostic) {
  const Place& place = diagnostic.place;
  std::string text;
  if (!place.file.empty()) {
    const bool is_override = place.file == "--set";  // its line is the ordinal of the flag: "--set 1:COLUMN:"
    text += printable(place.file) + (is_override && place.line > 0 ? ' ' : ':');
    if (place.line > 0) text += fmt::format("{}:", place.line);
    if (place.line > 0 && place.column > 0) text += fmt::format("{}:", place.column);
    text += ' ';
  }
  text += "error: " + printable(diagnostic.message) + '\n';
  if (!diagnostic.excerpt.empty()) {
    text += excerpt_with_caret(diagnostic.excerpt, static_cast<std::size_t>(std::max(place.column, 0)));
  }
  if (!diagnostic.hint.empty()) text += "  hint: " + printable(diagnostic.hint) + '\n';
  return text;
}

UserError::UserError(Fault fault, std::vector<Diagnostic> diagnostics)
    : fault_(fault), diagnostics_(std::move(diagnostics)) {
  for (const Diagnostic& diagnostic : diagnostics_) text_ += to_string(diagnostic);
}

UserError::UserError(Fault fault, std::string message, std::string hint)
    : UserError(fault,
                {Diagnostic{.place = {}, .message = std::move(message), .hint = std::move(hint), .excerpt = {}}}) {}

}  // namespace nnctl
