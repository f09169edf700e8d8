// Names and spellings that are right in Keras's Python and not in a config: what to write in their place. One who knows
// Keras writes `lr`, `validation_split` or `(3, 3)` first; the nearest valid name would often mislead.
#pragma once

#include <string>
#include <string_view>

#include "schema/node.hpp"

namespace nnctl::schema {

struct RegistryInfo;

/// What to write in the place of the key `name` in `where` ("layer 'dense'", "'training'"); empty: nothing is known.
std::string key_advice(std::string_view name, std::string_view where);

/// The same of a part that the registry does not have.
std::string part_advice(const std::string& name, const RegistryInfo& registry);

/// What to write in the place of a value that did not read: a number in quotes, `None`, `1./255`, `(3, 3)`.
std::string value_advice(const Node& node);

/// What to write for an integer in the place of `32.0` or `1e3`; empty for anything else.
std::string whole_advice(const Node& node);

}  // namespace nnctl::schema
