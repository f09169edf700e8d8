// Hyperband (Li et al., "Hyperband: a novel bandit-based approach to hyperparameter optimization", JMLR 18, 2018,
// algorithm 1): brackets of successive halving, from many trials with few epochs to few with all. What goes on is
// decided when a whole rung has ended, so that the order of ending does not matter; the next bracket's trials keep the
// workers busy meanwhile.
#include <algorithm>
#include <cmath>

#include "sweep/sampler.hpp"

namespace nnctl::sweep {

namespace {

struct Rung {
  std::size_t bracket = 0;
  std::int64_t epochs = 0;
  std::int64_t size = 0;             // trials it takes
  std::vector<std::int64_t> jobs;    // their numbers, once they are handed out
  std::vector<std::int64_t> trials;  // from 1, by job
  std::vector<Point> points;
};

class Hyperband final : public Strategy {
 public:
  Hyperband(const Space& space, const StrategyOptions& options) : sampler_(space, options), trials_(options.trials) {
    const auto eta = static_cast<double>(options.eta);
    const auto all = static_cast<double>(options.epochs);
    const double ratio = all / static_cast<double>(std::min(options.min_epochs, options.epochs));
    most_halvings_ = static_cast<std::int64_t>(std::floor(std::log(ratio) / std::log(eta) + 1e-9));
    eta_ = eta;
    epochs_ = options.epochs;
  }

  Next next(const History& history, Job& job) override {
    while (true) {
      if (position_ == order_.size() && !begin_wave()) return Next::kEnd;
      Rung& rung = brackets_[order_[position_].first][order_[position_].second];
      if (rung.jobs.empty() && order_[position_].second > 0) {
        const Next answer = promote(history, brackets_[order_[position_].first][order_[position_].second - 1], rung);
        if (answer == Next::kWait) return answer;
      }
      if (std::ssize(rung.jobs) >= rung.size) {
        ++position_;
        continue;
      }
      if (order_[position_].second == 0 && !draw(rung)) {
        rung.size = std::ssize(rung.jobs);
        exhausted_ = true;
        continue;
      }
      const std::size_t place = rung.jobs.size();
      rung.jobs.push_back(jobs_++);
      job = {rung.trials[place], rung.points[place], rung.epochs};
      return Next::kJob;
    }
  }

  std::int64_t total() const override { return 0; }

 private:
  // The next bracket's first rung, then one more rung of each bracket before it. False when all is done.
  bool begin_wave() {
    order_.clear();
    position_ = 0;
    const bool more = !exhausted_ && (trials_ > 0 ? drawn_ < trials_ : std::ssize(brackets_) <= most_halvings_);
    if (more) {
      const std::int64_t halvings = most_halvings_ - std::ssize(brackets_) % (most_halvings_ + 1);
      std::vector<Rung> rungs;
      const double first = std::ceil(static_cast<double>(most_halvings_ + 1) / static_cast<double>(halvings + 1) *
                                     std::pow(eta_, halvings));
      std::int64_t size = static_cast<std::int64_t>(first);
      if (trials_ > 0) size = std::min(size, trials_ - drawn_);
      drawn_ += size;
      for (std::int64_t i = 0; i <= halvings; ++i) {
        const double epochs = static_cast<double>(epochs_) / std::pow(eta_, halvings - i);
        rungs.push_back({brackets_.size(), std::max<std::int64_t>(1, std::llround(epochs)), size, {}, {}, {}});
        size = std::max<std::int64_t>(1, static_cast<std::int64_t>(std::floor(static_cast<double>(size) / eta_)));
      }
      brackets_.push_back(std::move(rungs));
      reached_.push_back(0);
      order_.emplace_back(brackets_.size() - 1, 0);
    }
    for (std::size_t b = 0; b + (more ? 1 : 0) < brackets_.size(); ++b) {
      if (reached_[b] + 1 < brackets_[b].size()) order_.emplace_back(b, ++reached_[b]);
    }
    return !order_.empty();
  }

  bool draw(Rung& rung) {
    const auto point = sampler_.draw_uniform(trial_);
    if (!point) return false;
    rung.trials.push_back(++trial_);
    rung.points.push_back(*point);
    return true;
  }

  // The best of the rung below go on; of equals those with the lower number.
  static Next promote(const History& history, const Rung& below, Rung& rung) {
    std::vector<std::pair<double, std::size_t>> ranked;
    for (std::size_t i = 0; i < below.jobs.size(); ++i) {
      const auto loss = history.loss(below.jobs[i]);
      if (!loss) return Next::kWait;
      if (std::isfinite(*loss)) ranked.emplace_back(*loss, i);
    }
    std::ranges::sort(ranked);
    rung.size = std::min<std::int64_t>(rung.size, std::ssize(ranked));
    for (std::int64_t i = 0; i < rung.size; ++i) {
      const std::size_t from = ranked[static_cast<std::size_t>(i)].second;
      rung.trials.push_back(below.trials[from]);
      rung.points.push_back(below.points[from]);
    }
    return Next::kJob;
  }

  Sampler sampler_;
  std::int64_t trials_;
  double eta_ = 3;
  std::int64_t epochs_ = 1;
  std::int64_t most_halvings_ = 0;
  std::vector<std::vector<Rung>> brackets_;
  std::vector<std::size_t> reached_;                        // by bracket: the last rung that was put in order
  std::vector<std::pair<std::size_t, std::size_t>> order_;  // of this wave: bracket, rung
  std::size_t position_ = 0;
  std::int64_t jobs_ = 0;
  std::int64_t drawn_ = 0;
  std::int64_t trial_ = 0;
  bool exhausted_ = false;
};

}  // namespace

std::unique_ptr<Strategy> make_hyperband(const Space& space, const StrategyOptions& options) {
  return std::make_unique<Hyperband>(space, options);
}

}  // namespace nnctl::sweep
