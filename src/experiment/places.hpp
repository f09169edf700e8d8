// Where a key stands in the config's text, for mistakes that show only after reading.
#pragma once

#include <string_view>

#include "schema/node.hpp"

namespace nnctl::experiment {

/// The node at "data.features[1]" or `data.columns."Body Mass".scale`, or the deepest that exists on the way.
const schema::Node& locate(const schema::Node& root, std::string_view path);

}  // namespace nnctl::experiment
