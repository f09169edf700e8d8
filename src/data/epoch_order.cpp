#include "data/epoch_order.hpp"

#include <numeric>
#include <vector>

#include "base/rng.hpp"

namespace nnctl::data {
namespace {

class WholeOrder final : public EpochOrder {
 public:
  WholeOrder(std::int64_t num_rows, bool shuffled, std::uint64_t seed)
      : order_(static_cast<std::size_t>(num_rows)), shuffled_(shuffled), stream_(seed, "shuffle") {}

  std::int64_t num_rows() const override { return std::ssize(order_); }

  void begin_epoch(std::int64_t epoch) override {
    std::iota(order_.begin(), order_.end(), std::int64_t{0});
    if (shuffled_) shuffle(order_, stream_, static_cast<std::uint64_t>(epoch));
  }

  std::span<const std::int64_t> rows(std::int64_t first, std::int64_t count) override {
    return std::span(order_).subspan(static_cast<std::size_t>(first), static_cast<std::size_t>(count));
  }

 private:
  std::vector<std::int64_t> order_;
  bool shuffled_;
  RandomStream stream_;
};

}  // namespace

std::unique_ptr<EpochOrder> whole_order(std::int64_t num_rows, bool shuffled, std::uint64_t seed) {
  return std::make_unique<WholeOrder>(num_rows, shuffled, seed);
}

}  // namespace nnctl::data
