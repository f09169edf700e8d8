// Free text as tokens.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace nnctl::data {

/// Runs of letters, digits and apostrophes between them, in their order; every other ASCII character separates, and all
/// characters beyond ASCII count as letters. `lower`: A to Z become a to z; other alphabets stay as they are.
std::vector<std::string> tokens_of(std::string_view text, bool lower);

}  // namespace nnctl::data
