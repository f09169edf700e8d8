// The tree-structured Parzen estimator (Bergstra et al., "Algorithms for hyper-parameter optimization", NIPS 2011):
// values are drawn where good trials lie denser than the others. Each key by itself; 10 trials at random first, 24
// candidates a key, and the best tenth (at most 25) as the good ones, as Optuna has it (Akiba et al., KDD 2019).
#include <algorithm>
#include <cmath>
#include <limits>

#include "sweep/sampler.hpp"

namespace nnctl::sweep {

namespace {

constexpr std::int64_t kStartup = 10;
constexpr std::int64_t kCandidates = 24;
constexpr std::int64_t kMostGood = 25;
constexpr std::int64_t kModelAttempts = 32;  // then at random: the model insists on what was tried

double normal_cdf(double x) { return 0.5 * std::erfc(-x / std::sqrt(2.0)); }

// The inverse of normal_cdf by bisection: exact enough to draw with, and plain.
double normal_quantile(double p) {
  double low = -9;
  double high = 9;
  for (int i = 0; i < 60; ++i) {
    const double middle = 0.5 * (low + high);
    (normal_cdf(middle) < p ? low : high) = middle;
  }
  return 0.5 * (low + high);
}

// A density over [0, 1): normals around the values seen, cut off at the ends, and one wide one for what was not.
class RangeDensity {
 public:
  explicit RangeDensity(std::vector<double> seen) : centers_(std::move(seen)) {
    centers_.push_back(0.5);
    std::ranges::sort(centers_);
    const auto count = static_cast<double>(centers_.size());
    const double narrowest = 1.0 / std::min(100.0, 1.0 + count);
    bool wide_is_given = false;
    for (std::size_t i = 0; i < centers_.size(); ++i) {
      if (!wide_is_given && centers_[i] == 0.5) {
        wide_is_given = true;
        widths_.push_back(1);
        continue;
      }
      // The farther neighbour's distance; the ends of the range are none
      const double left = i == 0 ? 0 : centers_[i] - centers_[i - 1];
      const double right = i + 1 == centers_.size() ? 0 : centers_[i + 1] - centers_[i];
      widths_.push_back(std::clamp(std::max(left, right), narrowest, 1.0));
    }
  }

  double draw(double which, double where) const {
    const auto i =
        std::min(static_cast<std::size_t>(which * static_cast<double>(centers_.size())), centers_.size() - 1);
    const double low = normal_cdf((0 - centers_[i]) / widths_[i]);
    const double high = normal_cdf((1 - centers_[i]) / widths_[i]);
    const double x = centers_[i] + widths_[i] * normal_quantile(low + where * (high - low));
    return std::clamp(x, 0.0, std::nextafter(1.0, 0.0));
  }

  double log_density(double x) const {
    double sum = 0;
    for (std::size_t i = 0; i < centers_.size(); ++i) {
      const double z = (x - centers_[i]) / widths_[i];
      const double mass = normal_cdf((1 - centers_[i]) / widths_[i]) - normal_cdf((0 - centers_[i]) / widths_[i]);
      sum += std::exp(-0.5 * z * z) / (widths_[i] * mass);
    }
    return std::log(sum / static_cast<double>(centers_.size()));
  }

 private:
  std::vector<double> centers_;
  std::vector<double> widths_;
};

// Shares of a list's values: counts with one more for each.
class ListDensity {
 public:
  ListDensity(const Axis& axis, const std::vector<double>& seen)
      : axis_(axis), shares_(static_cast<std::size_t>(*axis.num_values()), 1.0) {
    for (const double x : seen) shares_[static_cast<std::size_t>(axis.index_of(x))] += 1;
    const double total = static_cast<double>(seen.size() + shares_.size());
    for (double& share : shares_) share /= total;
  }

  double draw(double where) const {
    double sum = 0;
    for (std::size_t i = 0; i < shares_.size(); ++i) {
      sum += shares_[i];
      if (where < sum) return axis_.coordinate_of(static_cast<std::int64_t>(i));
    }
    return axis_.coordinate_of(std::ssize(shares_) - 1);
  }
  double log_density(double x) const { return std::log(shares_[static_cast<std::size_t>(axis_.index_of(x))]); }

 private:
  const Axis& axis_;
  std::vector<double> shares_;
};

class Tpe final : public Strategy {
 public:
  Tpe(const Space& space, const StrategyOptions& options)
      : sampler_(space, options),
        stream_(options.seed, "sweep/tpe"),
        lag_(options.lag),
        trials_(options.trials > 0 ? options.trials : kDefaultTrials) {}

  Next next(const History& history, Job& job) override {
    const std::int64_t number = std::ssize(points_);
    if (number == trials_) return Next::kEnd;
    std::optional<Point> point;
    if (number >= kStartup) {
      const std::int64_t seen = std::max<std::int64_t>(0, number - lag_);
      std::vector<double> losses;
      for (std::int64_t i = 0; i < seen; ++i) {
        const auto loss = history.loss(i);
        if (!loss) return Next::kWait;
        losses.push_back(*loss);
      }
      point = model_point(losses);
    }
    if (!point) point = sampler_.draw_uniform(number);
    if (!point) return Next::kEnd;
    points_.push_back(*point);
    job = {number + 1, *point, 0};
    return Next::kJob;
  }

  std::int64_t total() const override { return trials_; }

 private:
  std::optional<Point> model_point(const std::vector<double>& losses) {
    std::vector<std::size_t> order(losses.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::ranges::stable_sort(order, {}, [&](std::size_t i) { return losses[i]; });
    const auto good = static_cast<std::size_t>(
        std::min<double>(std::ceil(0.1 * static_cast<double>(losses.size())), static_cast<double>(kMostGood)));
    const auto trial = static_cast<std::uint64_t>(points_.size());
    bool gives_up = false;
    auto point = sampler_.draw([&](std::size_t axis, const Point&, std::int64_t attempt) {
      gives_up = gives_up || attempt >= kModelAttempts;
      const std::uint64_t base = (static_cast<std::uint64_t>(attempt) * sampler_.space().axes().size() + axis) * 64;
      if (gives_up) return stream_.uniform(trial, base + 63);
      std::vector<double> better;
      std::vector<double> others;
      for (std::size_t i = 0; i < order.size(); ++i) {
        const double x = points_[order[i]][axis];
        if (!std::isnan(x)) (i < good ? better : others).push_back(x);
      }
      return choose(sampler_.space().axes()[axis], better, others, trial, base);
    });
    return point;
  }

  // The candidate, of those drawn from the better trials' density, at which that is largest beside the others'.
  double choose(const Axis& axis, const std::vector<double>& better, const std::vector<double>& others,
                std::uint64_t trial, std::uint64_t base) const {
    double best = 0;
    double best_score = -std::numeric_limits<double>::infinity();
    const auto consider = [&](double x, double score) {
      if (score > best_score) {
        best = x;
        best_score = score;
      }
    };
    if (axis.is_range()) {
      const RangeDensity good(better);
      const RangeDensity bad(others);
      for (std::uint64_t c = 0; c < kCandidates; ++c) {
        const double x = good.draw(stream_.uniform(trial, base + 2 * c), stream_.uniform(trial, base + 2 * c + 1));
        consider(x, good.log_density(x) - bad.log_density(x));
      }
      return best;
    }
    const ListDensity good(axis, better);
    const ListDensity bad(axis, others);
    for (std::uint64_t c = 0; c < kCandidates; ++c) {
      const double x = good.draw(stream_.uniform(trial, base + 2 * c));
      consider(x, good.log_density(x) - bad.log_density(x));
    }
    return best;
  }

  Sampler sampler_;
  RandomStream stream_;
  std::int64_t lag_;
  std::int64_t trials_;
  std::vector<Point> points_;
};

}  // namespace

std::unique_ptr<Strategy> make_tpe(const Space& space, const StrategyOptions& options) {
  return std::make_unique<Tpe>(space, options);
}

}  // namespace nnctl::sweep
