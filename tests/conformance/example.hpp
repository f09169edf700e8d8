// Parts as their examples write them.
#pragma once

#include <string>

#include "schema/part.hpp"

namespace nnctl::conformance {

/// The tree of a YAML text.
schema::Node parsed(const std::string& yaml);

/// The part an example's text describes.
template <class Interface>
schema::PartConfig<Interface> part(const std::string& yaml) {
  schema::Reader reader;
  schema::PartConfig<Interface> value;
  schema::read_part(reader, parsed(yaml), Interface::kKind, value);
  reader.throw_if_failed();
  return value;
}

}  // namespace nnctl::conformance
