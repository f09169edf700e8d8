// Draws points that were not drawn before and are allowed.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>

#include "base/rng.hpp"
#include "sweep/strategy.hpp"

namespace nnctl::sweep {

class Sampler {
 public:
  Sampler(const Space& space, const StrategyOptions& options);

  /// A coordinate for axis `axis`, given those before it; `attempt` counts from 0.
  using Coordinate = std::function<double(std::size_t axis, const Point& before, std::int64_t attempt)>;
  /// The first new allowed point of at most kMostAttempts; nothing where there seems to be none left.
  std::optional<Point> draw(const Coordinate& coordinate);
  /// The same with independent uniform coordinates, which follow from the seed and `trial`.
  std::optional<Point> draw_uniform(std::int64_t trial);

  const Space& space() const { return space_; }

 private:
  static constexpr std::int64_t kMostAttempts = 1000;

  const Space& space_;
  std::function<bool(const Point&)> allowed_;
  RandomStream stream_;
  std::set<std::string> drawn_;
};

}  // namespace nnctl::sweep
