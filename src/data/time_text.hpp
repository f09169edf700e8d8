// Times as text: reading them by a format or as ISO 8601, and writing them. A time is a number of seconds since
// 1970-01-01 00:00 in the Gregorian calendar, without leap seconds; a text that names no offset is taken as it stands.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace nnctl::data {

/// A time as `format` has it (strptime(3)'s %Y %y %m %d %j %b %B %a %A %e %H %I %p %M %S with a fraction %z %F %T %R
/// %s %n %t %%), the same in every locale; without a format ISO 8601: 2011-01-31, 2011-01-31 04:00 (or with T, seconds,
/// a fraction, Z or an offset), 2011-01. Blanks around it are ignored. Nothing for other text and for dates that do not
/// exist.
std::optional<double> parse_time(std::string_view text, std::string_view format = {});

/// What is wrong with a format, or "": "%Q is unknown".
std::string time_format_mistake(std::string_view format);

/// ISO 8601 as short as the time allows: 2011-01-31, 2011-01-31 04:00, 2011-01-31 04:00:05.25
std::string time_text(double seconds);

}  // namespace nnctl::data
