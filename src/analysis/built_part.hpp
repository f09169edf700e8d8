// A part from a config that the program makes itself.
#pragma once

#include "base/assert.hpp"
#include "schema/part.hpp"

namespace nnctl::analysis {

template <class Interface>
schema::PartConfig<Interface> built_part(const schema::Node& node) {
  schema::Reader reader;
  schema::PartConfig<Interface> config;
  const bool good = schema::read_part(reader, node, "baseline", config);
  NNCTL_ASSERT(good, "a baseline's own config does not read");
  return config;
}

}  // namespace nnctl::analysis
