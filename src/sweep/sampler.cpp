#include "sweep/sampler.hpp"

#include <limits>

namespace nnctl::sweep {

Sampler::Sampler(const Space& space, const StrategyOptions& options)
    : space_(space), allowed_(options.allowed), stream_(options.seed, "sweep") {}

std::optional<Point> Sampler::draw(const Coordinate& coordinate) {
  for (std::int64_t attempt = 0; attempt < kMostAttempts; ++attempt) {
    Point point;
    for (std::size_t axis = 0; axis < space_.axes().size(); ++axis) {
      point.push_back(space_.applies(axis, point) ? coordinate(axis, point, attempt)
                                                  : std::numeric_limits<double>::quiet_NaN());
    }
    std::string text = to_text(space_.assignment(point));
    if (drawn_.contains(text) || (allowed_ && !allowed_(point))) continue;
    drawn_.insert(std::move(text));
    return point;
  }
  return std::nullopt;
}

std::optional<Point> Sampler::draw_uniform(std::int64_t trial) {
  const std::size_t axes = space_.axes().size();
  return draw([&](std::size_t axis, const Point&, std::int64_t attempt) {
    return stream_.uniform(static_cast<std::uint64_t>(trial), static_cast<std::uint64_t>(attempt) * axes + axis);
  });
}

}  // namespace nnctl::sweep
