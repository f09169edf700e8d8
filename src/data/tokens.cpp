#include "data/tokens.hpp"

namespace nnctl::data {
namespace {

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         static_cast<unsigned char>(c) > 127;
}

}  // namespace

std::vector<std::string> tokens_of(std::string_view text, bool lower) {
  std::vector<std::string> tokens;
  bool inside = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool joins = c == '\'' && inside && i + 1 < text.size() && is_letter(text[i + 1]);
    if (!is_letter(c) && !joins) {
      inside = false;
      continue;
    }
    if (!inside) tokens.emplace_back();
    inside = true;
    tokens.back() += lower && c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return tokens;
}

}  // namespace nnctl::data
