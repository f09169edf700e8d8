// require: values that a run must reach. Training checks what it computes, of training and validation rows; eval what
// it computes of the rows that it judges.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "experiment/declare_codec.hpp"
#include "schema/schema.hpp"
#include "train/events.hpp"

namespace nnctl::experiment {

/// At least one of the two, both included.
struct Limits {
  std::optional<double> min;
  std::optional<double> max;

  static const schema::Schema<Limits>& schema();
};

struct Requirements {
  std::vector<std::pair<std::string, Limits>> list;  ///< by metric: NAME, val_NAME or test_NAME
};

/// Of a metric's name: "val_", "test_" or "".
std::string_view prefix_of(std::string_view metric);

/// One whose metric is not computed.
struct UnknownRequirement {
  std::string metric;
  std::string message;
  std::string hint;
};
/// `names`: what training computes; of test rows the same as of training rows.
std::vector<UnknownRequirement> unknown_requirements(const Requirements& requirements,
                                                     const std::vector<std::string>& names);

/// Where `block`, the text of `require`, names a metric.
const schema::Node& place_of(const schema::Node& block, std::string_view metric);

struct CheckedRequirement {
  std::string metric;
  Limits limits;
  std::optional<double> value;  ///< nothing: it was not computed
  bool is_met = false;
};

/// Those whose metric's prefix is one of `prefixes`, beside the values of `logs`. What is not a number meets none.
std::vector<CheckedRequirement> check_requirements(const Requirements& requirements, const train::Logs& logs,
                                                   std::span<const std::string_view> prefixes);
/// "val_accuracy is 0.85, at least 0.9 is required"
std::string shortfall(const CheckedRequirement& requirement);

}  // namespace nnctl::experiment

namespace nnctl::schema {
NNCTL_DECLARE_CODEC(experiment::Requirements)
}  // namespace nnctl::schema
