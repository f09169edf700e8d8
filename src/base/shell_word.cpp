#include "base/shell_word.hpp"

#include <algorithm>

namespace nnctl {

namespace {

// Bytes of UTF-8 beyond ASCII mean nothing to a shell.
bool is_plain(char c) {
  constexpr std::string_view kSafe = "@%+=:,./_-";
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         (static_cast<unsigned char>(c) & 0x80U) != 0 || kSafe.find(c) != std::string_view::npos;
}

}  // namespace

std::string shell_word(std::string_view text) {
  if (!text.empty() && std::ranges::all_of(text, is_plain)) return std::string(text);
  std::string quoted = "'";
  for (const char c : text) {
    if (c == '\'') {
      quoted += R"('\'')";
    } else {
      quoted += c;
    }
  }
  return quoted + '\'';
}

}  // namespace nnctl
