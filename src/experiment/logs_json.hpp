// Values by name as JSON; null for what is not finite.
#pragma once

#include <cmath>

#include <nlohmann/json.hpp>

#include "train/events.hpp"

namespace nnctl::experiment {

inline nlohmann::ordered_json to_json(const train::Logs& logs) {
  auto json = nlohmann::ordered_json::object();
  for (const auto& [name, value] : logs) {
    json[name] = std::isfinite(value) ? nlohmann::ordered_json(value) : nlohmann::ordered_json();
  }
  return json;
}

}  // namespace nnctl::experiment
