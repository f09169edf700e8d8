// A text as a field of a CSV file that we write.
#pragma once

#include <string>
#include <string_view>

namespace nnctl {

/// Quoted where RFC 4180 asks for it: with a comma, a quote or a line break in it.
std::string csv_field(std::string_view text);

}  // namespace nnctl
