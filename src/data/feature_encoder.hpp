// One kind of column as features: numbers today; categories, datetimes and text are further classes of this interface.
// An encoder is fitted on the training rows of its column and stored in the model.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include <nlohmann/json_fwd.hpp>

#include "data/cell.hpp"
#include "data/mistakes.hpp"
#include "tensor/real.hpp"

namespace nnctl::data {

class FeatureEncoder {
 public:
  virtual ~FeatureEncoder() = default;
  /// Features that one cell becomes.
  virtual std::int64_t width() const = 0;
  /// Writes width() finite values, or says what is wrong with the cell and writes none. Thread-safe.
  virtual std::optional<CellMistake> encode(const Cell& cell, Real* features) const = 0;
  /// With a key "kind" that feature_encoder_from_json() knows.
  virtual nlohmann::json to_json() const = 0;
};

/// Throws nlohmann::json::exception for other JSON than to_json() writes, a UserError(kData) for an unknown kind.
std::unique_ptr<FeatureEncoder> feature_encoder_from_json(const nlohmann::json& json);

}  // namespace nnctl::data
