// Ranges of values that may be absent: null passes.
#pragma once

#include <optional>
#include <utility>

#include "schema/check.hpp"

namespace nnctl::schema {

template <class T>
Check<std::optional<T>> if_given(Check<T> check) {
  return {check.text, [accepts = std::move(check.accepts)](const std::optional<T>& v) { return !v || accepts(*v); },
          Node::map()};
}

}  // namespace nnctl::schema
