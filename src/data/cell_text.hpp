// The text of one cell: blanks around it, missing markers, numbers, and how it is shown in a message.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "tensor/real.hpp"

namespace nnctl::data {

/// Without the blanks and tabs around it.
std::string_view trimmed(std::string_view text);

/// Empty, NA, N/A, NaN or null, in any case, blanks around it ignored.
bool is_missing(std::string_view cell);

/// A decimal number as float readers know it ("+1", ".5", "1e5", blanks around it); nothing for other text,
/// hexadecimal, infinities and what a double cannot hold. Too small a number for a double is a zero. The same in every
/// locale.
std::optional<double> parse_number(std::string_view cell);

/// `value` as a Real, or nothing when it is beyond what a Real holds.
std::optional<Real> to_real(double value);

/// In single quotes, cut to 40 characters.
std::string in_quotes(std::string_view cell);

/// "a, b, c", cut after `limit` names: "a, b, ... (784 in all)".
std::string listed(std::span<const std::string> names, std::size_t limit = 12);

/// "250 MB" or "1.25 GB", rounded up: in the units that data.memory is given in.
std::string in_megabytes(std::int64_t bytes);

/// "1 row", "2 rows".
std::string counted(std::int64_t count, std::string_view singular);

}  // namespace nnctl::data
