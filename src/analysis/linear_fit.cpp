#include "analysis/linear_fit.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <deque>
#include <numeric>
#include <vector>

#include "analysis/built_part.hpp"
#include "data/scaling.hpp"
#include "train/probe.hpp"
#include "train/trainer.hpp"

namespace nnctl::analysis {

namespace {

using data::Dataset;
using Vector = std::vector<double>;

constexpr std::int64_t kPieceRows = 512;
constexpr std::int64_t kBatch = 32;
constexpr std::int64_t kSampleRows = 10'000;  // that statistics are taken of

// What each feature is shifted by, and then divided by.
struct Standard {
  std::vector<double> mean;
  std::vector<double> divisor;
};

// Over rows spread evenly. Zeros and ones are only shifted: a category that is rare would become a large number. Where
// rows are images or sequences, all their values share a unit, and so a divisor.
Standard standard_of(const Dataset& rows) {
  const auto width = static_cast<std::size_t>(rows.feature_shape().num_elements());
  const std::vector<std::int64_t> ids = train::spread_rows(rows.num_rows(), kSampleRows);
  std::vector<Real> row(width);
  Standard standard{Vector(width), Vector(width)};
  std::vector<bool> is_flag(width, true);
  const auto count = static_cast<double>(ids.size());
  const auto each = [&](auto then) {
    for (const std::int64_t id : ids) {
      rows.fill({&id, 1}, {.features = row.data()});
      for (std::size_t i = 0; i < width; ++i) then(i, static_cast<double>(row[i]));
    }
  };
  each([&](std::size_t i, double value) {
    standard.mean[i] += value / count;
    if (value != 0 && value != 1) is_flag[i] = false;
  });
  each([&](std::size_t i, double value) {
    standard.divisor[i] += (value - standard.mean[i]) * (value - standard.mean[i]) / count;
  });
  if (rows.feature_shape().rank() > 1) {
    const double variance =
        std::accumulate(standard.divisor.begin(), standard.divisor.end(), 0.0) / static_cast<double>(width);
    std::ranges::fill(standard.divisor, variance);
  }
  for (std::size_t i = 0; i < width; ++i) {
    const bool stays = is_flag[i] && rows.feature_shape().rank() == 1;
    standard.divisor[i] = stays || !(standard.divisor[i] > 0) ? 1 : std::sqrt(standard.divisor[i]);
  }
  return standard;
}

class StandardizedDataset final : public Dataset {
 public:
  StandardizedDataset(const Dataset& rows, const Standard& standard) : rows_(rows), standard_(standard) {
    set_weights({rows.weights().begin(), rows.weights().end()});
  }
  std::int64_t num_rows() const override { return rows_.num_rows(); }
  Shape feature_shape() const override { return rows_.feature_shape(); }
  std::int64_t target_columns() const override { return rows_.target_columns(); }

 private:
  void fill_rows(std::span<const std::int64_t> rows, const data::BatchView& batch) const override {
    rows_.fill(rows, {batch.features, batch.targets, nullptr});
    if (batch.features == nullptr) return;
    const std::size_t width = standard_.mean.size();
    for (std::size_t row = 0; row < rows.size(); ++row) {
      Real* features = batch.features + row * width;
      for (std::size_t i = 0; i < width; ++i) {
        features[i] = static_cast<Real>((static_cast<double>(features[i]) - standard_.mean[i]) / standard_.divisor[i]);
      }
    }
  }

  const Dataset& rows_;
  const Standard& standard_;
};

// The dense layer's own, behind all others.
const Parameter& kernel_of(const ModelPlan& plan) { return plan.parameters()[plan.parameters().size() - 2]; }
const Parameter& bias_of(const ModelPlan& plan) { return plan.parameters().back(); }

// From weights for standardized features to weights for the features themselves.
void unstandardize(const ModelPlan& plan, const Standard& standard, std::span<Real> weights) {
  Real* kernel = weights.data() + kernel_of(plan).offset;
  Real* bias = weights.data() + bias_of(plan).offset;
  const auto columns = static_cast<std::size_t>(bias_of(plan).size);
  for (std::size_t c = 0; c < columns; ++c) {
    double shift = 0;
    for (std::size_t i = 0; i < standard.mean.size(); ++i) {
      const double weight = static_cast<double>(kernel[i * columns + c]) / standard.divisor[i];
      kernel[i * columns + c] = static_cast<Real>(weight);
      shift += weight * standard.mean[i];
    }
    bias[c] = static_cast<Real>(static_cast<double>(bias[c]) - shift);
  }
}

double dot(const Vector& a, const Vector& b) { return std::inner_product(a.begin(), a.end(), b.begin(), 0.0); }

struct Point {
  Vector weights;
  Vector gradient;
  double value = 0;
};

// Loss with its ridge, over all rows.
class Goal {
 public:
  Goal(const LinearProblem& problem, const Dataset& rows, double ridge, ThreadPool& pool)
      : problem_(problem),
        rows_(rows),
        ridge_(ridge),
        pool_(pool),
        ids_(train::spread_rows(rows.num_rows(), rows.num_rows())),
        packed_(static_cast<std::size_t>(problem.plan.packed_size())),
        gradient_(packed_.size()) {}

  Point at(Vector weights) {
    Point point{std::move(weights), Vector(packed_.size()), 0};
    std::ranges::transform(point.weights, packed_.begin(), [](double value) { return static_cast<Real>(value); });
    point.value = train::mean_loss_gradient(problem_.plan, problem_.objective, rows_, ids_, packed_, kPieceRows,
                                            gradient_, pool_);
    std::ranges::copy(gradient_, point.gradient.begin());
    const Parameter& kernel = kernel_of(problem_.plan);
    for (std::int64_t i = kernel.offset; i < kernel.offset + kernel.size; ++i) {
      const double weight = point.weights[static_cast<std::size_t>(i)];
      point.value += ridge_ / 2 * weight * weight;
      point.gradient[static_cast<std::size_t>(i)] += ridge_ * weight;
    }
    return point;
  }

 private:
  const LinearProblem& problem_;
  const Dataset& rows_;
  double ridge_;
  ThreadPool& pool_;
  std::vector<std::int64_t> ids_;
  std::vector<Real> packed_;
  std::vector<Real> gradient_;
};

// Steps and the changes of the gradient along them, the oldest first.
struct Memory {
  static constexpr std::size_t kPairs = 10;
  struct Pair {
    Vector step;
    Vector change;
    double product = 0;
  };
  std::deque<Pair> pairs;

  void add(const Point& from, const Point& to) {
    Pair pair{to.weights, to.gradient, 0};
    for (std::size_t i = 0; i < pair.step.size(); ++i) {
      pair.step[i] -= from.weights[i];
      pair.change[i] -= from.gradient[i];
    }
    pair.product = dot(pair.step, pair.change);
    constexpr double kNoCurvature = 1e-10;
    if (!(pair.product > kNoCurvature * dot(pair.change, pair.change))) return;
    if (pairs.size() == kPairs) pairs.pop_front();
    pairs.push_back(std::move(pair));
  }

  // The two loops of Nocedal's recursion.
  Vector direction(const Point& point) const {
    Vector result = point.gradient;
    const auto add_to = [&](const Vector& other, double factor) {
      for (std::size_t i = 0; i < result.size(); ++i) result[i] += factor * other[i];
    };
    Vector shares(pairs.size());
    for (std::size_t i = pairs.size(); i-- > 0;) {
      shares[i] = dot(pairs[i].step, result) / pairs[i].product;
      add_to(pairs[i].change, -shares[i]);
    }
    // The first step's length: as if the loss could fall to 0 along a line
    const double length = pairs.empty() ? point.value / std::max(dot(point.gradient, point.gradient), 1e-300)
                                        : pairs.back().product / dot(pairs.back().change, pairs.back().change);
    for (double& value : result) value *= length;
    for (std::size_t i = 0; i < pairs.size(); ++i) {
      add_to(pairs[i].step, shares[i] - dot(pairs[i].change, result) / pairs[i].product);
    }
    for (double& value : result) value = -value;
    return result;
  }
};

// Until the loss falls by hardly anything, or `evaluations` are used up.
Vector minimize(Goal& goal, Vector start, std::int64_t evaluations) {
  constexpr double kSufficient = 1e-4;  // of the fall that the slope promises
  constexpr double kShorter = 0.4;
  constexpr double kHardly = 1e-5;  // of the loss, in one step
  constexpr int kHardlySteps = 3;
  Memory memory;
  Point point = goal.at(std::move(start));
  int idle = 0;
  while (--evaluations > 0 && idle < kHardlySteps) {
    const Vector direction = memory.direction(point);
    const double slope = dot(direction, point.gradient);
    if (!(slope < 0)) break;
    bool found = false;
    for (double length = 1; length > 1e-6; length *= kShorter) {
      Vector weights = point.weights;
      for (std::size_t i = 0; i < weights.size(); ++i) weights[i] += length * direction[i];
      Point next = goal.at(std::move(weights));
      found = std::isfinite(next.value) && next.value <= point.value + kSufficient * length * slope;
      if (found) {
        idle = point.value - next.value < kHardly * point.value ? idle + 1 : 0;
        memory.add(point, next);
        point = std::move(next);
      }
      if (found || --evaluations <= 0) break;
    }
    if (!found) break;
  }
  return std::move(point.weights);
}

// Of the targets; 1 where they are classes.
double target_variance(const LinearProblem& problem) {
  if (problem.objective.loss().target_encoding() != TargetEncoding::kNumbers) return 1;
  const std::vector<std::int64_t> ids = train::spread_rows(problem.rows.num_rows(), kSampleRows);
  std::vector<Real> targets(ids.size() * static_cast<std::size_t>(problem.rows.target_columns()));
  problem.rows.fill(ids, {.targets = targets.data()});
  const Vector values(targets.begin(), targets.end());
  const double mean = data::mean_of(data::ListedValues(values));
  double squares = 0;
  for (const double value : values) squares += (value - mean) * (value - mean);
  return squares > 0 ? squares / static_cast<double>(values.size()) : 1;
}

// In the unit of the loss, whatever that of the targets: mean squared error has the targets' variance where nothing is
// known, and then it is 1 / rows.
double ridge_of(const LinearProblem& problem, const Dataset& rows, std::span<const Real> constant, ThreadPool& pool) {
  const auto count = static_cast<double>(rows.num_rows());
  if (problem.objective.loss().target_encoding() != TargetEncoding::kNumbers) return 1 / count;
  const std::vector<std::int64_t> ids = train::spread_rows(rows.num_rows(), kSampleRows);
  const double loss = train::mean_loss(problem.plan, problem.objective, rows, ids, constant, kPieceRows, pool);
  return loss / target_variance(problem) / count;
}

// Adam in small batches: it comes further than L-BFGS where the rows can be seen a few times only.
void descend(const LinearProblem& problem, const Dataset& rows, double affordable, std::span<Real> weights,
             ThreadPool& pool) {
  constexpr double kRate = 0.005;  // of the targets' deviation
  schema::Node adam = schema::Node::map();
  adam.set("type", schema::Node::string("adam"));
  adam.set("learning_rate", schema::Node::number(kRate * std::sqrt(target_variance(problem))));
  adam.set("decay", schema::Node::number(0.01));
  const auto optimizer = built_part<Optimizer>(adam).make();
  train::TrainingOptions options;
  options.batch_size = kBatch;
  options.keep_best = false;
  options.epochs =
      std::max<std::int64_t>(1, static_cast<std::int64_t>(affordable / static_cast<double>(rows.num_rows())));
  const std::int64_t seen = std::max(kBatch, static_cast<std::int64_t>(affordable));
  const data::SubsetDataset some(rows, train::spread_rows(rows.num_rows(), seen));
  train::Trainer trainer(problem.plan, problem.objective, *optimizer, some, nullptr, options, pool);
  trainer.initialize();
  std::ranges::copy(weights, trainer.weights().begin());
  train::TrainObserver nobody;
  const std::atomic<bool> never{false};
  trainer.run(nobody, never);
  std::ranges::copy(trainer.model_weights(), weights.begin());
}

}  // namespace

void fit_linear(const LinearProblem& problem, std::span<Real> weights, ThreadPool& pool) {
  constexpr std::int64_t kEvaluations = 200;  // a convex problem of standardized features is near its end by then
  constexpr double kCopyFlops = 20;           // a feature's way into the batch
  constexpr double kStepFlops = 30e3;         // beside the arithmetic
  const auto width = static_cast<std::size_t>(problem.rows.feature_shape().num_elements());
  const Standard standard =
      problem.features_are_inputs ? standard_of(problem.rows) : Standard{Vector(width), Vector(width, 1)};
  const StandardizedDataset rows(problem.rows, standard);
  const double row = 3 * static_cast<double>(problem.plan.flops()) + kCopyFlops * static_cast<double>(width);
  if (static_cast<double>(rows.num_rows() * kEvaluations) * row <= problem.flops) {
    Goal goal(problem, rows, ridge_of(problem, rows, weights, pool), pool);
    const Vector best = minimize(goal, Vector(weights.begin(), weights.end()), kEvaluations);
    std::ranges::transform(best, weights.begin(), [](double value) { return static_cast<Real>(value); });
  } else {
    descend(problem, rows, problem.flops / (row + kStepFlops / static_cast<double>(kBatch)), weights, pool);
  }
  if (problem.features_are_inputs) unstandardize(problem.plan, standard, weights);
}

}  // namespace nnctl::analysis
