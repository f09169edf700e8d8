// Predictions as rows of text: CSV or NDJSON, columns of the input in front if asked for.
#pragma once

#include <string>
#include <vector>

#include "data/table.hpp"
#include "experiment/stored_model.hpp"

namespace nnctl::cli {

struct Field {
  std::string name;
  std::string text;
  bool is_number = false;
};

/// The prediction's fields for one row of the model's output; blank ones for a row that could not be read.
class PredictionFields {
 public:
  explicit PredictionFields(const experiment::StoredModel& model);
  void append(const Real* output, bool blank, std::vector<Field>& fields) const;

 private:
  void append_labels(const Real* output, bool blank, std::vector<Field>& fields) const;
  Real probability(const Real* output, int c) const;

  const data::TargetEncoder& target_;
  std::int64_t columns_;
  Answer answer_;
};

class RowWriter {
 public:
  explicit RowWriter(bool ndjson) : ndjson_(ndjson) {}

  /// The first row brings the header with it.
  void row(const std::vector<Field>& fields);
  /// What was written since the last call.
  std::string take();

 private:
  bool ndjson_;
  bool has_header_ = false;
  std::string text_;
};

}  // namespace nnctl::cli
