// How a sweep chooses what to try next. A strategy is asked for one job after the other and decides by their numbers
// and the results of jobs before them, never by who finished first: the table is the same for any number of workers.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

#include "sweep/space.hpp"

namespace nnctl::sweep {

/// One training, or several of one trial with different seeds.
struct Job {
  std::int64_t trial = 0;  ///< from 1; successive halving takes a trial up again in a later job
  Point point;
  std::int64_t epochs = 0;  ///< 0: as many as the config has
};

/// Results so far. A loss is what the metric is when less is better; infinite for a trial without one.
class History {
 public:
  virtual ~History() = default;
  /// Of job `job`, from 0; nothing while it has not ended.
  virtual std::optional<double> loss(std::int64_t job) const = 0;
};

enum class Next { kJob, kWait, kEnd };

class Strategy {
 public:
  virtual ~Strategy() = default;
  /// The next job in their order. kWait: it depends on one that has not ended; ask again then.
  virtual Next next(const History& history, Job& job) = 0;
  /// Jobs that there will be; 0 where that is not known.
  virtual std::int64_t total() const = 0;
};

struct StrategyOptions {
  experiment::SweepStrategy kind = experiment::SweepStrategy::kRandom;  ///< not kAuto
  std::uint64_t seed = 0;
  std::int64_t trials = 0;  ///< 0: as many as the strategy itself has
  std::int64_t lag = 4;
  std::int64_t eta = 3;
  std::int64_t min_epochs = 1;
  std::int64_t epochs = 1;  ///< of a whole training
  /// Whether a point's network is within the limit.
  std::function<bool(const Point&)> allowed;
};

/// Most trials of a grid.
inline constexpr std::int64_t kMostGridTrials = 100'000;
/// Of a strategy that samples, unless told.
inline constexpr std::int64_t kDefaultTrials = 30;

/// Keeps a reference to `space`, which for a grid is finite and has at most kMostGridTrials.
std::unique_ptr<Strategy> make_strategy(const Space& space, const StrategyOptions& options);

std::unique_ptr<Strategy> make_grid(const Space& space, const StrategyOptions& options);
std::unique_ptr<Strategy> make_random(const Space& space, const StrategyOptions& options);
std::unique_ptr<Strategy> make_halton(const Space& space, const StrategyOptions& options);
std::unique_ptr<Strategy> make_tpe(const Space& space, const StrategyOptions& options);
std::unique_ptr<Strategy> make_hyperband(const Space& space, const StrategyOptions& options);

}  // namespace nnctl::sweep
