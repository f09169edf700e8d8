// The keys that every layer has beside its own. They are read by whoever owns the list of layers.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "regularizers/regularizer.hpp"
#include "schema/schema.hpp"

namespace nnctl {

struct LayerCommon {
  std::optional<std::string> name;
  bool trainable = true;
  std::int64_t repeat = 1;
  RegularizerConfig activity_regularizer;  ///< may be none

  static const schema::Schema<LayerCommon>& schema();
};

}  // namespace nnctl
