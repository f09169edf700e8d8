// Values that may be written in several ways: a short scalar, a list, a map.
#pragma once

#include <string>
#include <vector>

#include "schema/codec.hpp"

namespace nnctl::schema {

/// Described by `text`; any of `forms` fits.
TypeInfo either(std::string text, std::vector<TypeInfo> forms);

}  // namespace nnctl::schema
