// The keys that every metric has beside its own. They are read by whoever owns the list of metrics.
#pragma once

#include <optional>
#include <string>

#include "schema/schema.hpp"

namespace nnctl {

struct MetricCommon {
  std::optional<std::string> name;

  static const schema::Schema<MetricCommon>& schema();
};

}  // namespace nnctl
