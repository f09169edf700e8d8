// The order in which an epoch takes a dataset's rows. It follows from the seed and the epoch's number alone, so that a
// run can go on in the middle of one.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

namespace nnctl::data {

class EpochOrder {
 public:
  virtual ~EpochOrder() = default;
  /// Rows that an epoch takes.
  virtual std::int64_t num_rows() const = 0;
  /// From now on rows() are those of epoch `epoch`, from 0.
  virtual void begin_epoch(std::int64_t epoch) = 0;
  /// The next rows of the epoch, from the one in place `first` on. Calls of one epoch come in ascending order; the
  /// first may begin anywhere. Valid until the next call.
  virtual std::span<const std::int64_t> rows(std::int64_t first, std::int64_t count) = 0;
};

/// All rows in a new random order each epoch, or always as they are.
std::unique_ptr<EpochOrder> whole_order(std::int64_t num_rows, bool shuffled, std::uint64_t seed);

}  // namespace nnctl::data
