// What a source yielded: rows in their order, held in memory as they came, before they are encoded. Tables and arrays
// are two kinds; what is done with rows (splits, statistics of training rows only, targets, fingerprints) is the same.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "data/byte_source.hpp"
#include "data/config.hpp"
#include "data/table.hpp"

namespace nnctl::data {

class Preprocessing;

class Samples {
 public:
  virtual ~Samples() = default;
  virtual std::int64_t num_rows() const = 0;
  /// Where target columns are found: the table, or one made of an array's labels.
  virtual const Table& targets() const = 0;
  /// The table that the rows are of; null when they are no table's.
  virtual const Table* table() const = 0;
  /// XXH3-128 of the bytes that the rows came from.
  virtual const std::string& content_hash() const = 0;
  /// Fits on `rows` (ascending) and no others.
  virtual std::shared_ptr<const Preprocessing> fit(const DataConfig& config, const RowIds& rows) const = 0;
};

/// All rows; `request` is for tables. Errors are those of the readers.
std::shared_ptr<const Samples> read_samples(const SourceConfig& source, const TableRequest& request);

/// The target columns of a source without mistakes: the config's, or those that an array's labels are called.
TargetConfig target_of(const DataConfig& config, const Samples& samples);

class TableSamples final : public Samples {
 public:
  explicit TableSamples(Table table) : table_(std::move(table)) {}

  std::int64_t num_rows() const override { return table_.num_rows(); }
  const Table& targets() const override { return table_; }
  const Table* table() const override { return &table_; }
  const std::string& content_hash() const override { return table_.content_hash(); }
  std::shared_ptr<const Preprocessing> fit(const DataConfig& config, const RowIds& rows) const override;

 private:
  Table table_;
};

}  // namespace nnctl::data
