// Ranges a value must lie in, each with the words for messages and the keywords for JSON Schema.
#pragma once

#include <cmath>
#include <functional>
#include <string>

#include <fmt/format.h>

#include "schema/node.hpp"

namespace nnctl::schema {

template <class T>
struct Check {
  std::string text;                       ///< completes "must be": ">= 1"
  std::function<bool(const T&)> accepts;  ///< false for NaN
  Node json_schema = Node::map();         ///< keywords to add: {minimum: 1}
};

template <class T>
Node json_limit(const char* keyword, T limit) {
  Node node = Node::map();
  node.set(keyword, Node::number(static_cast<double>(limit)));
  return node;
}

inline Check<std::int64_t> at_least(std::int64_t limit) {
  return {fmt::format(">= {}", limit), [limit](const std::int64_t& v) { return v >= limit; },
          json_limit("minimum", limit)};
}

inline Check<double> at_least(double limit) {
  return {fmt::format("a finite number >= {}", limit),
          [limit](const double& v) { return std::isfinite(v) && v >= limit; }, json_limit("minimum", limit)};
}

inline Check<double> above(double limit) {
  return {fmt::format("a finite number > {}", limit),
          [limit](const double& v) { return std::isfinite(v) && v > limit; }, json_limit("exclusiveMinimum", limit)};
}

inline Check<double> finite() {
  return {"a finite number", [](const double& v) { return std::isfinite(v); }, Node::map()};
}

/// low <= value <= high
inline Check<double> in_closed(double low, double high) {
  Node limits = json_limit("minimum", low);
  limits.set("maximum", Node::number(high));
  return {fmt::format("between {} and {}", low, high), [=](const double& v) { return v >= low && v <= high; }, limits};
}

/// low <= value < high
inline Check<double> in_half_open(double low, double high) {
  Node limits = json_limit("minimum", low);
  limits.set("exclusiveMaximum", Node::number(high));
  return {fmt::format("at least {} and below {}", low, high), [=](const double& v) { return v >= low && v < high; },
          limits};
}

}  // namespace nnctl::schema
