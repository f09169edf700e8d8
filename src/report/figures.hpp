// Numbers as people read them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace nnctl::report {

/// A loss or metric: four decimals ("0.9123", "12.3457"); three decimals and an exponent below 0.001 and from 100,000
/// ("4.210e-05"); "0.0000", "nan", "inf".
std::string format_value(double value);

/// The difference of two values of the size of `value`, as they are shown: "0.0008", never finer than they are unless
/// nothing were left of it.
std::string format_difference(double difference, double value);

/// "0.4ms", "12ms", "1.23s", "12.3s", "3m20s", "2h05m", "4d03h".
std::string format_duration(double seconds);

/// The same in whole seconds, for time that is left: "<1s", "12s", "3m20s".
std::string format_time_left(double seconds);

/// "512 B", "19.0 KiB", "1.5 GiB".
std::string format_bytes(std::int64_t bytes);

/// "1,234,567".
std::string format_count(std::int64_t count);

/// At most four figures: "0.25", "12.3", "1,234", "12.3k", "1.2M".
std::string format_rate(double per_second);

/// "1 row", "1,203 rows"; `plural` where it is not the singular and an s.
std::string format_counted(std::int64_t count, std::string_view singular, std::string_view plural = {});

}  // namespace nnctl::report
