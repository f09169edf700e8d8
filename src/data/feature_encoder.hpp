// A column of a table as features, fitted on the training rows and stored in the model.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "data/cell.hpp"
#include "data/mistakes.hpp"
#include "data/table.hpp"
#include "tensor/real.hpp"

namespace nnctl::data {

/// Which cells are encoded, and where the features of the first row go; those of the next are `stride` further on.
struct EncodeCall {
  const Column& column;
  std::span<const std::int64_t> rows;  ///< ascending
  Real* features = nullptr;
  std::int64_t stride = 0;
};

/// What an encoder keeps between the blocks of rows of one column.
struct EncodeState {
  std::vector<Real> of_word;           ///< the features of the words met so far
  std::vector<std::uint8_t> word_met;  ///< by word: 0 not yet, 1 encoded, 2 a mistake
  std::optional<double> last;          ///< the last number that was not missing
};

/// Told the position in `rows` and what is wrong there.
using WrongCell = std::function<void(std::size_t position, CellMistake mistake)>;

class FeatureEncoder {
 public:
  virtual ~FeatureEncoder() = default;
  /// Features that one cell becomes.
  virtual std::int64_t width() const = 0;
  /// What readers are to make of the column.
  virtual ColumnRequest request() const = 0;
  /// Writes width() finite values, or says what is wrong with the cell. Thread-safe.
  virtual std::optional<CellMistake> encode(const Cell& cell, Real* features) const = 0;
  /// The same for cells of many rows; each distinct text is encoded once. Features of a wrong cell are left as they
  /// are. `state` is new for the first block of a column's rows.
  virtual void encode_rows(const EncodeCall& call, EncodeState& state, const WrongCell& wrong) const;

  /// Rows where the column is missing take no part in training and are not judged.
  virtual bool drops_missing() const { return false; }
  /// Whether a missing value becomes that of a row before.
  virtual bool carries_values() const { return false; }
  /// Whether a number is changed on its way, so that it could not be an id.
  virtual bool scales() const { return false; }
  /// dimension > 0: the feature is an id, for which a model learns a vector.
  struct Embedding {
    std::int64_t ids = 0;
    std::int64_t dimension = 0;
  };
  virtual Embedding embedding() const { return {}; }

  /// With a key "kind": the name of a column type, which reads it back.
  virtual nlohmann::json to_json() const = 0;
};

/// Throws nlohmann::json::exception for other JSON than to_json() writes, a UserError(kData) for an unknown kind.
std::unique_ptr<FeatureEncoder> feature_encoder_from_json(const nlohmann::json& json);

}  // namespace nnctl::data
