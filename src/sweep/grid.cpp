// Every combination, the last key fastest.
#include <limits>

#include "sweep/strategy.hpp"

namespace nnctl::sweep {

namespace {

class Grid final : public Strategy {
 public:
  Grid(const Space& space, const StrategyOptions& options) {
    Point point;
    const auto walk = [&](const auto& self, std::size_t axis) -> void {
      if (axis == space.axes().size()) {
        if (!options.allowed || options.allowed(point)) points_.push_back(point);
        return;
      }
      const bool applies = space.applies(axis, point);
      const std::int64_t values = applies ? *space.axes()[axis].num_values() : 1;
      for (std::int64_t i = 0; i < values; ++i) {
        point.push_back(applies ? space.axes()[axis].coordinate_of(i) : std::numeric_limits<double>::quiet_NaN());
        self(self, axis + 1);
        point.pop_back();
      }
    };
    walk(walk, 0);
  }

  Next next(const History&, Job& job) override {
    if (next_ == points_.size()) return Next::kEnd;
    job = {static_cast<std::int64_t>(next_) + 1, points_[next_], 0};
    ++next_;
    return Next::kJob;
  }

  std::int64_t total() const override { return std::ssize(points_); }

 private:
  std::vector<Point> points_;
  std::size_t next_ = 0;
};

}  // namespace

std::unique_ptr<Strategy> make_grid(const Space& space, const StrategyOptions& options) {
  return std::make_unique<Grid>(space, options);
}

std::unique_ptr<Strategy> make_strategy(const Space& space, const StrategyOptions& options) {
  switch (options.kind) {
    case experiment::SweepStrategy::kGrid:
      return make_grid(space, options);
    case experiment::SweepStrategy::kHalton:
      return make_halton(space, options);
    case experiment::SweepStrategy::kTpe:
      return make_tpe(space, options);
    case experiment::SweepStrategy::kHyperband:
      return make_hyperband(space, options);
    default:
      return make_random(space, options);
  }
}

}  // namespace nnctl::sweep
