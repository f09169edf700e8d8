// Independent draws (Bergstra and Bengio, "Random search for hyper-parameter optimization", JMLR 13, 2012) and the
// scrambled Halton sequence, whose points leave no large gap (Owen, "A randomized Halton algorithm in R",
// arXiv:1706.02808).
#include <array>
#include <numeric>

#include "sweep/sampler.hpp"

namespace nnctl::sweep {

namespace {

class Random final : public Strategy {
 public:
  Random(const Space& space, const StrategyOptions& options)
      : sampler_(space, options), trials_(options.trials > 0 ? options.trials : kDefaultTrials) {}

  Next next(const History&, Job& job) override {
    if (done_ == trials_) return Next::kEnd;
    const auto point = sampler_.draw_uniform(done_);
    if (!point) return Next::kEnd;
    job = {++done_, *point, 0};
    return Next::kJob;
  }

  std::int64_t total() const override { return trials_; }

 private:
  Sampler sampler_;
  std::int64_t trials_;
  std::int64_t done_ = 0;
};

std::vector<std::uint64_t> first_primes(std::size_t count) {
  std::vector<std::uint64_t> primes;
  for (std::uint64_t candidate = 2; primes.size() < count; ++candidate) {
    bool is_prime = true;
    for (const std::uint64_t prime : primes) is_prime = is_prime && candidate % prime != 0;
    if (is_prime) primes.push_back(candidate);
  }
  return primes;
}

class Halton final : public Strategy {
 public:
  Halton(const Space& space, const StrategyOptions& options)
      : sampler_(space, options),
        primes_(first_primes(space.axes().size())),
        stream_(options.seed, "sweep/halton"),
        trials_(options.trials > 0 ? options.trials : kDefaultTrials) {}

  Next next(const History&, Job& job) override {
    if (done_ == trials_) return Next::kEnd;
    const auto point = sampler_.draw([&](std::size_t axis, const Point&, std::int64_t attempt) {
      last_attempt_ = attempt;
      return radical_inverse(axis, index_ + static_cast<std::uint64_t>(attempt));
    });
    if (!point) return Next::kEnd;
    index_ += static_cast<std::uint64_t>(last_attempt_) + 1;
    job = {++done_, *point, 0};
    return Next::kJob;
  }

  std::int64_t total() const override { return trials_; }

 private:
  // The digits of `index` in the axis's base, mirrored at the point, each put through a permutation of its place.
  double radical_inverse(std::size_t axis, std::uint64_t index) const {
    const std::uint64_t base = primes_[axis];
    double value = 0;
    double place_value = 1;
    for (std::uint64_t place = 0; place_value > 1e-12; ++place) {
      place_value /= static_cast<double>(base);
      std::vector<std::int64_t> digits(base);
      std::iota(digits.begin(), digits.end(), std::int64_t{0});
      shuffle(digits, stream_, axis * kMostPlaces + place);
      value += place_value * static_cast<double>(digits[index % base]);
      index /= base;
    }
    return value;
  }

  static constexpr std::uint64_t kMostPlaces = 64;

  Sampler sampler_;
  std::vector<std::uint64_t> primes_;
  RandomStream stream_;
  std::int64_t trials_;
  std::int64_t done_ = 0;
  std::uint64_t index_ = 0;
  std::int64_t last_attempt_ = 0;
};

}  // namespace

std::unique_ptr<Strategy> make_random(const Space& space, const StrategyOptions& options) {
  return std::make_unique<Random>(space, options);
}

std::unique_ptr<Strategy> make_halton(const Space& space, const StrategyOptions& options) {
  return std::make_unique<Halton>(space, options);
}

}  // namespace nnctl::sweep
