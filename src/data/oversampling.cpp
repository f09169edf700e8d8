#include "data/oversampling.hpp"

#include <algorithm>

#include "base/rng.hpp"

namespace nnctl::data {
namespace {

class OversampledOrder final : public EpochOrder {
 public:
  OversampledOrder(const std::vector<std::vector<std::int64_t>>& rows_of, bool shuffled, std::uint64_t seed)
      : rows_of_(rows_of), shuffled_(shuffled), choice_(seed, "oversample"), stream_(seed, "shuffle") {
    for (const auto& rows : rows_of) largest_ = std::max(largest_, std::ssize(rows));
    begin_epoch(0);
  }

  std::int64_t num_rows() const override { return std::ssize(order_); }

  void begin_epoch(std::int64_t epoch) override {
    order_.clear();
    for (std::size_t c = 0; c < rows_of_.size(); ++c) {
      std::vector<std::int64_t> rows = rows_of_[c];
      if (rows.empty()) continue;
      // Each class has counters of its own.
      shuffle(rows, choice_, static_cast<std::uint64_t>(epoch) * rows_of_.size() + c);
      for (std::int64_t i = 0; i < largest_; ++i)
        order_.push_back(rows[static_cast<std::size_t>(i % std::ssize(rows))]);
    }
    if (shuffled_) {
      shuffle(order_, stream_, static_cast<std::uint64_t>(epoch));
    } else {
      std::sort(order_.begin(), order_.end());
    }
  }

  std::span<const std::int64_t> rows(std::int64_t first, std::int64_t count) override {
    return std::span(order_).subspan(static_cast<std::size_t>(first), static_cast<std::size_t>(count));
  }

 private:
  const std::vector<std::vector<std::int64_t>>& rows_of_;
  bool shuffled_;
  RandomStream choice_;
  RandomStream stream_;
  std::int64_t largest_ = 0;
  std::vector<std::int64_t> order_;
};

}  // namespace

OversampledDataset::OversampledDataset(std::unique_ptr<Dataset> rows, const std::vector<std::int32_t>& class_ids)
    : rows_(std::move(rows)) {
  for (std::size_t row = 0; row < class_ids.size(); ++row) {
    const auto c = static_cast<std::size_t>(class_ids[row]);
    if (rows_of_.size() <= c) rows_of_.resize(c + 1);
    rows_of_[c].push_back(static_cast<std::int64_t>(row));
  }
  if (rows_->has_weights()) set_weights({rows_->weights().begin(), rows_->weights().end()});
}

std::unique_ptr<EpochOrder> OversampledDataset::order(bool shuffled, std::uint64_t seed) const {
  return std::make_unique<OversampledOrder>(rows_of_, shuffled, seed);
}

}  // namespace nnctl::data
