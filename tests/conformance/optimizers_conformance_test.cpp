// Every optimizer, every example: the bits do not depend on how an update is split (where it may be split), it goes
// downhill, it allocates nothing, its rates are those of a run.
#include <catch2/catch.hpp>

#include <cmath>

#include "base/rng.hpp"
#include "conformance/allocations.hpp"
#include "conformance/example.hpp"
#include "optimizers/optimizer.hpp"

using namespace nnctl;

namespace {

constexpr std::int64_t kSize = 84;  // several vectors and a rest
constexpr int kSteps = 10;
constexpr TrainingLength kLength{5, 2};

/// Weights and state of one run on f(w) = sum w^2 / 2, whose gradient is w.
class Run {
 public:
  explicit Run(const Optimizer& optimizer) : optimizer_(optimizer) {
    const RandomStream random(1, "conformance/optimizers");
    for (std::int64_t i = 0; i < kSize; ++i) {
      weights_.push_back(static_cast<Real>(random.normal(0, static_cast<std::uint64_t>(i))));
    }
    for (const OptimizerState& slot : optimizer.slots()) slots_.emplace_back(kSize, static_cast<Real>(slot.initial));
    for (const OptimizerState& value : optimizer.values()) values_.push_back(static_cast<Real>(value.initial));
    starts_.resize(slots_.size());
  }

  /// One update, in ranges that end at `ends`.
  void step(std::span<const std::int64_t> ends, const Shape& shape) {
    gradient_ = weights_;
    const std::int64_t before = conformance::num_allocations();
    optimizer_.advance(iteration_, values_);
    std::int64_t begin = 0;
    for (const std::int64_t end : ends) {
      for (std::size_t s = 0; s < slots_.size(); ++s) starts_[s] = slots_[s].data() + begin;
      optimizer_.update({.iteration = iteration_,
                         .learning_rate = optimizer_.learning_rate(iteration_, kLength),
                         .size = end - begin,
                         .gradient = gradient_.data() + begin,
                         .weights = weights_.data() + begin,
                         .slots = starts_,
                         .values = values_,
                         .shape = optimizer_.wants_whole_parameters() ? &shape : nullptr});
      begin = end;
    }
    num_allocations_ += conformance::num_allocations() - before;
    ++iteration_;
  }

  const std::vector<Real>& weights() const { return weights_; }
  const std::vector<std::vector<Real>>& slots() const { return slots_; }
  std::int64_t num_allocations() const { return num_allocations_; }
  double value() const {
    double sum = 0;
    for (const Real w : weights_) sum += static_cast<double>(w) * static_cast<double>(w) / 2;
    return sum;
  }

 private:
  const Optimizer& optimizer_;
  std::vector<Real> weights_;
  std::vector<Real> gradient_;
  std::vector<std::vector<Real>> slots_;
  std::vector<Real> values_;
  std::vector<Real*> starts_;
  std::int64_t iteration_ = 0;
  std::int64_t num_allocations_ = 0;
};

}  // namespace

TEST_CASE("optimizers keep the contract") {
  for (const auto* type : schema::registry<Optimizer>().types) {
    for (const Optimizer::Example& example : type->examples) {
      INFO(example.yaml);
      const auto optimizer = conformance::part<Optimizer>(example.yaml).make();
      CHECK_FALSE(optimizer->mistake());
      for (const Shape& shape : {Shape{kSize}, Shape{12, 7}, Shape{2, 6, 7}}) {
        Run whole(*optimizer);
        Run split(*optimizer);
        const double start = whole.value();
        for (int step = 0; step < kSteps; ++step) {
          whole.step(std::vector<std::int64_t>{kSize}, shape);
          if (!optimizer->wants_whole_parameters()) {
            split.step(std::vector<std::int64_t>{1, 16, 17, 16 + 33, kSize}, shape);
          }
        }
        if (!optimizer->wants_whole_parameters()) {
          CHECK(split.weights() == whole.weights());
          CHECK(split.slots() == whole.slots());
        }
        CHECK(whole.value() < start);
        CHECK(whole.num_allocations() == 0);
        CHECK(std::isfinite(whole.value()));
      }
    }
  }
}

TEST_CASE("an optimizer's config goes through text and back") {
  for (const auto* type : schema::registry<Optimizer>().types) {
    for (const Optimizer::Example& example : type->examples) {
      INFO(example.yaml);
      const schema::Node node = schema::Codec<OptimizerConfig>::write(conformance::part<Optimizer>(example.yaml));
      schema::Reader reader;
      OptimizerConfig again;
      REQUIRE(schema::Codec<OptimizerConfig>::read(reader, node, "optimizer", again));
      const auto before = conformance::part<Optimizer>(example.yaml).make();
      const auto after = again.make();
      for (const std::int64_t step : {0, 3, 9}) {
        CHECK(after->learning_rate(step, kLength) == before->learning_rate(step, kLength));
      }
    }
  }
}
