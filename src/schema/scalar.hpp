// YAML 1.2's core schema (yaml.org/spec/1.2.2, 10.3.2): what a plain scalar means. `no` is a string, 1e-3 a number.
#pragma once

#include <cstdint>
#include <optional>

#include "schema/node.hpp"

namespace nnctl::schema {

std::optional<bool> as_bool(const Node& node);
/// Decimal, 0o17 or 0x1F; nothing when it does not fit 64 bits.
std::optional<std::int64_t> as_integer(const Node& node);
/// Integers and floats, with .inf and .nan.
std::optional<double> as_number(const Node& node);
/// Any scalar that is not null, a bool or a number; anything quoted.
bool is_string(const Node& node);

}  // namespace nnctl::schema
