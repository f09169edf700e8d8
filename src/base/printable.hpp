// Text from files and command lines as a terminal may be sent it: nothing in it can move the cursor or change colours.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace nnctl {

/// Bytes of the UTF-8 code point that `text` begins with; 1 for a byte that begins none, 0 for empty text.
std::size_t first_code_point_size(std::string_view text);

/// `text` with control characters (C0 but the tab, DEL, C1) and bytes that are not UTF-8 written as \xNN.
std::string printable(std::string_view text);

/// Columns that printable() text takes on a terminal, at one a code point (tabs too).
std::size_t num_columns(std::string_view text);

}  // namespace nnctl
