// Arrays as a source: one of features, one of labels, row for row.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "data/array.hpp"
#include "data/disk_array.hpp"
#include "data/mistakes.hpp"
#include "data/samples.hpp"
#include "tensor/shape.hpp"

namespace nnctl::data {

class ArraySamples final : public Samples {
 public:
  /// `labels` is the table that label_table() makes; for rows to predict it has no columns.
  ArraySamples(Array features, Table labels);
  ArraySamples(std::unique_ptr<DiskArray> features, Table labels);

  /// One of them is the features.
  const Array* in_memory() const { return on_disk_ == nullptr ? &in_memory_ : nullptr; }
  const DiskArray* on_disk() const { return on_disk_.get(); }
  const std::string& file() const { return on_disk_ == nullptr ? in_memory_.file : on_disk_->file(); }
  const ArrayHeader& header() const { return on_disk_ == nullptr ? in_memory_.header : on_disk_->header(); }
  std::int64_t num_rows() const override { return header().num_rows(); }
  const Table& targets() const override { return labels_; }
  const Table* table() const override { return nullptr; }
  const std::string& content_hash() const override { return content_hash_; }
  std::shared_ptr<const Preprocessing> fit(const DataConfig& config, const RowIds& rows) const override;

 private:
  Array in_memory_;
  std::unique_ptr<const DiskArray> on_disk_;
  Table labels_;
  std::string content_hash_;
};

/// Headers of a source's two arrays.
struct ArrayHeaders {
  ArrayHeader x;
  ArrayHeader y;
};

/// Throws a UserError(kData) for arrays of different counts.
ArrayHeaders read_array_headers(const SourceConfig& source);
/// Features that take more than the source's memory stay on the disk; throws a UserError(kData) where they are packed,
/// or their rows do not lie one behind the other.
std::shared_ptr<const ArraySamples> read_arrays(const SourceConfig& source);

/// Labels as a table, so that a target is settled, checked and encoded in one way wherever it comes from: there
/// are few of them beside the features. Column "y", or "y0", "y1", ... for rows of several numbers, of
/// whatever shape.
Table label_table(const Array& labels);

/// The shape that a model sees of rows of `header`: `wanted` (data.shape), or the array's with a channel axis behind
/// images; a lone number a row is one feature.
Shape feature_shape(const ArrayHeader& header, const std::vector<std::int64_t>& wanted);

/// What of a config does not fit the headers.
std::vector<ConfigMistake> check_arrays(const DataConfig& config, const ArrayHeader& x);

}  // namespace nnctl::data
