#include "analysis/lr_range.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

namespace nnctl::analysis {

namespace {

constexpr double kBeta = 0.9;   // of the average: it looks back some ten steps, a quarter of a decade
constexpr double kRunAway = 4;  // times the lowest smoothed loss
constexpr std::int64_t kLeastSteps = 60;
constexpr double kLeastFall = 0.1;   // of the loss at the beginning
constexpr double kLeastClarity = 4;  // times the noise that is left after smoothing
constexpr double kByHeart = 0.05;    // of the loss at the beginning
constexpr double kBelowLowest = 10;  // the suggested rate is the lowest loss's divided by this

// Batches of epoch after epoch, as training takes them.
class Batches {
 public:
  explicit Batches(experiment::Training& training)
      : size_(training.options().batch_size),
        order_(training.training().order(training.options().shuffle, training.options().seed)) {}

  std::span<const std::int64_t> next() {
    if (first_ == 0) order_->begin_epoch(epoch_++);
    const std::int64_t count = std::min(size_, order_->num_rows() - first_);
    const auto rows = order_->rows(first_, count);
    first_ += count;
    if (first_ >= order_->num_rows()) first_ = 0;
    return rows;
  }

 private:
  std::int64_t size_;
  std::unique_ptr<data::EpochOrder> order_;
  std::int64_t epoch_ = 0;
  std::int64_t first_ = 0;
};

double rate_of(const RangeOptions& options, std::int64_t step) {
  const double share = static_cast<double>(step) / static_cast<double>(std::max<std::int64_t>(1, options.steps - 1));
  return options.least * std::pow(options.most / options.least, share);
}

// The first tenth, where rates are too small to change anything.
std::size_t beginning(const RangeTest& test, const RangeOptions& options) {
  return std::min(test.points.size(), static_cast<std::size_t>(options.steps / 10));
}

// What is left of the batches' noise after smoothing: neighbours differ by it alone, as rates hardly do.
double smoothed_noise(const std::vector<RangePoint>& points, std::size_t count) {
  double squares = 0;
  for (std::size_t i = 1; i < count; ++i) {
    const double change = points[i].loss - points[i - 1].loss;
    squares += change * change / 2;
  }
  const double noise = std::sqrt(squares / static_cast<double>(std::max<std::size_t>(1, count - 1)));
  return noise * std::sqrt((1 - kBeta) / (1 + kBeta));
}

// One figure is all that the test can vouch for.
double one_figure(double value) { return std::stod(fmt::format("{:.0e}", value)); }

RangeVerdict refuse(RangeVerdict verdict, std::string reason, std::string advice) {
  verdict.reason = std::move(reason);
  verdict.advice = std::move(advice);
  return verdict;
}

}  // namespace

RangeTest run_range_test(experiment::Training& training, const RangeOptions& options,
                         const std::atomic<bool>& interrupted, const std::function<void(std::int64_t)>& tell) {
  const experiment::Assembly& assembly = training.experiment().assembly;
  train::TrainingStep step(*assembly.plan, *assembly.objective, *assembly.optimizer, training.training(),
                           training.options().batch_size, training.options().seed, training.trainer().arrays(),
                           training.pool());
  std::vector<double> metric_state(static_cast<std::size_t>(assembly.objective->state_size()));
  Batches batches(training);
  RangeTest test;
  double average = 0;
  double weight = 0;
  double lowest = 0;
  // The loss of a step is that of the weights before it: what a rate has done is read at the next
  for (std::int64_t i = 0; i <= options.steps && !test.stopped; ++i) {
    if (interrupted.load(std::memory_order_relaxed)) {
      test.interrupted = true;
      break;
    }
    const double rate = static_cast<double>(static_cast<Real>(rate_of(options, std::min(i, options.steps - 1))));
    const double loss = step.run(batches.next(), i, rate, metric_state);
    tell(i);
    if (i == 0) continue;
    if (!std::isfinite(loss)) {
      test.stopped = true;
      break;
    }
    average = kBeta * average + (1 - kBeta) * loss;
    weight = kBeta * weight + (1 - kBeta);
    const double smoothed = average / weight;
    test.points.push_back({rate_of(options, i - 1), loss, smoothed});
    lowest = i == 1 ? smoothed : std::min(lowest, smoothed);
    test.stopped = std::ssize(test.points) > options.steps / 10 && smoothed > kRunAway * lowest && smoothed > 0;
  }
  return test;
}

RangeVerdict judge(const RangeTest& test, const RangeOptions& options) {
  RangeVerdict verdict;
  const std::vector<RangePoint>& points = test.points;
  if (options.steps < kLeastSteps) {
    return refuse(verdict, fmt::format("{} steps are too few to tell", options.steps),
                  fmt::format("take {} or more: --steps 320", kLeastSteps));
  }
  const std::size_t first = beginning(test, options);
  if (points.size() < 2 * first) {
    return refuse(verdict, fmt::format("the loss runs away from the smallest rates on, {:.1g} and more", options.least),
                  fmt::format("begin lower: --from {:.0e}", options.least / 1000));
  }
  const double start = std::accumulate(points.begin(), points.begin() + static_cast<std::ptrdiff_t>(first), 0.0,
                                       [](double sum, const RangePoint& point) { return sum + point.loss; }) /
                       static_cast<double>(first);
  // Where the loss has not been seen to rise again behind it, a least value is no minimum
  std::size_t lowest = first;
  for (std::size_t i = first; i < points.size(); ++i) {
    if (points[i].smoothed < points[lowest].smoothed) lowest = i;
  }
  // Rows learned by heart on the way leave nothing that a larger rate could spoil: the loss got there where it first
  // was
  const double least = points[lowest].smoothed;
  const bool by_heart = least < kByHeart * start;
  for (std::size_t i = first; by_heart && i < lowest; ++i) {
    if (points[i].smoothed < kByHeart * start) lowest = i;
  }
  verdict.lowest = lowest;
  const double fall = start - points[lowest].smoothed;
  const double noise = smoothed_noise(points, points.size() / 3);
  if (fall < kLeastFall * std::abs(start)) {
    return refuse(verdict,
                  fmt::format("at no rate does the loss fall clearly: from {:.4g} to {:.4g} at best", start,
                              points[lowest].smoothed),
                  "look at the data and the net first (nnctl check), or give it more steps: --steps 1000");
  }
  if (fall < kLeastClarity * noise) {
    return refuse(
        verdict,
        fmt::format("the loss differs from batch to batch by more than it falls: {:.3g} smoothed, against {:.3g}",
                    noise, fall),
        "take larger batches (--set training.batch_size=128) or more steps (--steps 1000)");
  }
  const std::size_t tenth = static_cast<std::size_t>(options.steps / 10);
  const bool rises = test.stopped || points.back().smoothed > points[lowest].smoothed + fall / 2;
  if (!by_heart && (!rises || (!test.stopped && lowest + tenth / 2 > points.size()))) {
    return refuse(verdict, fmt::format("the loss is still low at the largest rate, {:.3g}", points.back().rate),
                  fmt::format("go on to larger ones: --to {:.3g}", 1000 * options.most));
  }
  std::size_t steepest = first;
  double slope = 0;
  constexpr std::size_t kSpan = 5;
  for (std::size_t i = first; i + kSpan <= lowest; ++i) {
    const double change = points[i + kSpan].smoothed - points[i].smoothed;
    if (change < slope) {
      slope = change;
      steepest = i + kSpan / 2;
    }
  }
  verdict.steepest = steepest;
  verdict.suggestion = one_figure(points[lowest].rate / kBelowLowest);
  verdict.reason = by_heart ? fmt::format("a tenth of {:.2g}, where the loss has all but gone", points[lowest].rate)
                            : fmt::format("a tenth of {:.2g}, where the smoothed loss is lowest before it runs away",
                                          points[lowest].rate);
  return verdict;
}

}  // namespace nnctl::analysis
