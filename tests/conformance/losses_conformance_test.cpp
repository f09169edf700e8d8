// Every loss, every example: the gradient is the derivative, chunks of rows add up, a call allocates nothing.
#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <functional>

#include "base/rng.hpp"
#include "conformance/allocations.hpp"
#include "conformance/example.hpp"
#include "losses/loss.hpp"

using namespace nnctl;

namespace {

constexpr bool kIsDouble = sizeof(Real) == sizeof(double);
// Central differences are off by h^2 f''' / 6 and by the rounding of f over h. Inputs are kept where f''' is below
// 1000, f is near 1.
constexpr double kStep = kIsDouble ? 1e-6 : 2e-3;
constexpr double kGradientTolerance = kIsDouble ? 1e-8 : 5e-4;  // of the largest element

struct Batch {
  std::int64_t rows;
  std::int64_t columns;
  std::int64_t target_columns;
  std::vector<Real> prediction;
  std::vector<Real> target;
  std::vector<Real> weights;

  LossCall call(std::int64_t first, std::int64_t count) const {
    LossCall result;
    result.rows = count;
    result.columns = columns;
    result.prediction = prediction.data() + first * columns;
    result.target = target.data() + first * target_columns;
    result.weights = weights.data() + first;
    result.scale = 0.7;
    return result;
  }
};

/// Rows with each class; predictions away from the ends of the probabilities, where losses clip.
Batch make_batch(const Loss& loss, std::int64_t rows, std::int64_t columns) {
  const RandomStream random(1, "conformance/losses");
  const TargetEncoding encoding = loss.target_encoding();
  Batch batch{rows, columns, encoding == TargetEncoding::kClassIndex ? 1 : columns, {}, {}, {}};
  for (std::int64_t i = 0; i < rows * columns; ++i) {
    batch.prediction.push_back(static_cast<Real>(0.2 + 0.6 * random.uniform(0, static_cast<std::uint64_t>(i))));
  }
  for (std::int64_t row = 0; row < rows; ++row) {
    batch.weights.push_back(
        static_cast<Real>(row == 1 ? 0.0 : 0.5 + random.uniform(1, static_cast<std::uint64_t>(row))));
    for (std::int64_t c = 0; c < batch.target_columns; ++c) {
      const double value = random.uniform(2, static_cast<std::uint64_t>(row * columns + c));
      switch (encoding) {
        case TargetEncoding::kClassIndex:
          batch.target.push_back(static_cast<Real>(row % columns));
          break;
        case TargetEncoding::kOneHot:
          batch.target.push_back(static_cast<Real>(row % columns == c));
          break;
        case TargetEncoding::kBinary:
          batch.target.push_back(static_cast<Real>((row + c) % 2));
          break;
        case TargetEncoding::kNumbers: {
          // Not within a step of the prediction, where the absolute error has its kink
          const auto own = static_cast<double>(batch.prediction[static_cast<std::size_t>(row * columns + c)]);
          batch.target.push_back(static_cast<Real>(std::abs(value - own) < 0.01 ? value + 0.05 : value));
          break;
        }
      }
    }
  }
  return batch;
}

using Forward = std::function<double(const LossCall&)>;

/// max |gradient - central difference| / max |central difference|
double gradient_error(const Forward& forward, Batch batch) {
  LossCall call = batch.call(0, batch.rows);
  std::vector<Real> gradient(batch.prediction.size());
  call.gradient = gradient.data();
  forward(call);
  call.gradient = nullptr;
  double worst = 0;
  double largest = 0;
  for (std::size_t i = 0; i < gradient.size(); ++i) {
    const Real middle = batch.prediction[i];
    const Real above = middle + static_cast<Real>(kStep);
    const Real below = middle - static_cast<Real>(kStep);
    batch.prediction[i] = above;
    const double high = forward(call);
    batch.prediction[i] = below;
    const double low = forward(call);
    batch.prediction[i] = middle;
    const double difference = call.scale * (high - low) / static_cast<double>(above - below);
    worst = std::max(worst, std::abs(difference - static_cast<double>(gradient[i])));
    largest = std::max(largest, std::abs(difference));
  }
  return worst / largest;
}

/// Sum, gradient and divisor of the whole batch against those of two chunks.
void check_chunks(const Loss& loss, const Forward& forward, const Batch& batch) {
  const std::int64_t split = 3;
  std::vector<Real> whole(batch.prediction.size());
  std::vector<Real> parts(batch.prediction.size());
  LossCall call = batch.call(0, batch.rows);
  call.gradient = whole.data();
  const double total = forward(call);
  LossCall first = batch.call(0, split);
  first.gradient = parts.data();
  LossCall second = batch.call(split, batch.rows - split);
  second.gradient = parts.data() + split * batch.columns;
  CHECK(forward(first) + forward(second) == Approx(total).epsilon(1e-14));
  CHECK(parts == whole);
  CHECK(loss.divisor(split, first.target, nullptr) + loss.divisor(batch.rows - split, second.target, nullptr) ==
        loss.divisor(batch.rows, call.target, nullptr));
  CHECK(loss.divisor(split, first.target, first.weights) +
            loss.divisor(batch.rows - split, second.target, second.weights) ==
        Approx(loss.divisor(batch.rows, call.target, call.weights)).epsilon(1e-14));
}

/// The gradient and the activation's output may overwrite the prediction.
void check_in_place(const Loss& loss, const Batch& batch) {
  std::vector<Real> gradient(batch.prediction.size());
  std::vector<Real> probabilities(batch.prediction.size());
  LossCall call = batch.call(0, batch.rows);
  call.gradient = gradient.data();
  call.probabilities = probabilities.data();
  const double total = loss.fused_forward_backward(call);

  std::vector<Real> memory = batch.prediction;
  std::vector<Real> other(memory.size());
  call.prediction = memory.data();
  call.gradient = memory.data();
  call.probabilities = nullptr;
  CHECK(loss.fused_forward_backward(call) == total);
  CHECK(memory == gradient);

  memory = batch.prediction;
  call.gradient = other.data();
  call.probabilities = memory.data();
  CHECK(loss.fused_forward_backward(call) == total);
  CHECK(memory == probabilities);
  CHECK(other == gradient);
}

void check_loss(const Loss& loss, const Forward& forward, std::int64_t columns) {
  const Batch batch = make_batch(loss, 7, columns);
  CHECK(gradient_error(forward, batch) < kGradientTolerance);
  const Forward wrong = [&](const LossCall& call) {
    const double total = forward(call);
    if (call.gradient == nullptr) return total;
    *std::max_element(call.gradient, call.gradient + call.rows * call.columns,
                      [](Real a, Real b) { return std::abs(a) < std::abs(b); }) *= static_cast<Real>(1.01);
    return total;
  };
  CHECK(gradient_error(wrong, batch) > kGradientTolerance);
  check_chunks(loss, forward, batch);

  LossCall call = batch.call(0, batch.rows);
  std::vector<Real> gradient(batch.prediction.size());
  call.gradient = gradient.data();
  const std::int64_t before = conformance::num_allocations();
  forward(call);
  CHECK(conformance::num_allocations() == before);
}

}  // namespace

TEST_CASE("losses keep the contract") {
  for (const auto* type : schema::registry<Loss>().types) {
    for (const Loss::Example& example : type->examples) {
      INFO(example.yaml);
      const auto loss = conformance::part<Loss>(example.yaml).make();
      check_loss(
          *loss, [&](const LossCall& call) { return loss->forward_backward(call); }, example.columns);
      if (loss->fuses_with().empty()) continue;
      INFO("fused with " << loss->fuses_with());
      CHECK(loss->mismatch(example.columns, loss->fuses_with()) == "");
      check_loss(
          *loss, [&](const LossCall& call) { return loss->fused_forward_backward(call); }, example.columns);
      check_in_place(*loss, make_batch(*loss, 7, example.columns));
    }
  }
}
