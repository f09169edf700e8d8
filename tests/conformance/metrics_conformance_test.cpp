// Every metric, every example: batches of any size add up, a weight of 2 is a row given twice, an update allocates
// nothing.
#include <catch2/catch.hpp>

#include <cmath>

#include "base/rng.hpp"
#include "conformance/allocations.hpp"
#include "conformance/example.hpp"
#include "metrics/metric.hpp"

using namespace nnctl;

namespace {

constexpr std::int64_t kRows = 9;

struct Batch {
  std::int64_t columns;
  std::int64_t target_columns;
  TargetEncoding encoding;
  std::vector<Real> prediction;
  std::vector<Real> target;

  MetricCall call(std::int64_t first, std::int64_t count, const Real* weights) const {
    MetricCall result;
    result.rows = count;
    result.columns = columns;
    result.encoding = encoding;
    result.prediction = prediction.data() + first * columns;
    result.target = target.data() + first * target_columns;
    result.weights = weights != nullptr ? weights + first : nullptr;
    return result;
  }
};

Batch make_batch(std::int64_t columns, TargetEncoding encoding) {
  const RandomStream random(1, "conformance/metrics");
  const bool is_index = encoding == TargetEncoding::kClassIndex || encoding == TargetEncoding::kBinary;
  Batch batch{columns, is_index ? 1 : columns, encoding, {}, {}};
  for (std::int64_t row = 0; row < kRows; ++row) {
    for (std::int64_t c = 0; c < columns; ++c) {
      batch.prediction.push_back(static_cast<Real>(random.uniform(0, static_cast<std::uint64_t>(row * columns + c))));
    }
    for (std::int64_t c = 0; c < batch.target_columns; ++c) {
      const std::int64_t num_classes = encoding == TargetEncoding::kBinary ? 2 : std::max<std::int64_t>(columns, 2);
      batch.target.push_back(static_cast<Real>(is_index ? row % num_classes : (row + c) % columns == 0));
    }
  }
  return batch;
}

void check_metric(const Metric& metric, const Batch& batch) {
  using State = std::vector<double>;
  const auto size = static_cast<std::size_t>(metric.state_size(batch.columns));
  CHECK(metric.result(batch.columns, State(size).data()) == 0);

  const std::vector<Real> weights{1, 2, 0, 1, 1, 3, 1, 2, 1};
  State whole(size);
  metric.update(batch.call(0, kRows, weights.data()), whole.data());
  State chunks(size);
  metric.update(batch.call(0, 4, weights.data()), chunks.data());
  metric.update(batch.call(4, kRows - 4, weights.data()), chunks.data());
  CHECK(chunks == whole);
  State added(size);
  metric.update(batch.call(0, 4, weights.data()), added.data());
  State second(size);
  metric.update(batch.call(4, kRows - 4, weights.data()), second.data());
  for (std::size_t i = 0; i < size; ++i) CHECK(added[i] + second[i] == Approx(whole[i]).epsilon(1e-14));

  State repeated(size);
  for (std::int64_t row = 0; row < kRows; ++row) {
    for (Real copy = 0; copy < weights[static_cast<std::size_t>(row)]; ++copy) {
      metric.update(batch.call(row, 1, nullptr), repeated.data());
    }
  }
  const double expected = metric.result(batch.columns, whole.data());
  const double result = metric.result(batch.columns, repeated.data());
  CHECK((std::isnan(expected) ? std::isnan(result) : result == Approx(expected).epsilon(1e-14)));

  const std::int64_t before = conformance::num_allocations();
  metric.update(batch.call(0, kRows, weights.data()), whole.data());
  CHECK(conformance::num_allocations() == before);
}

}  // namespace

TEST_CASE("metrics keep the contract") {
  for (const auto* type : schema::registry<Metric>().types) {
    for (const Metric::Example& example : type->examples) {
      const auto metric = conformance::part<Metric>(example.yaml).make();
      bool used = false;
      for (const std::int64_t columns : {std::int64_t{1}, std::int64_t{3}}) {
        for (const auto encoding : {TargetEncoding::kClassIndex, TargetEncoding::kOneHot, TargetEncoding::kBinary,
                                    TargetEncoding::kNumbers}) {
          INFO(example.yaml << ", " << columns << " columns, encoding " << static_cast<int>(encoding));
          if (!metric->mismatch(columns, encoding).empty()) continue;
          used = true;
          check_metric(*metric, make_batch(columns, encoding));
        }
      }
      INFO(example.yaml);
      CHECK(used);
    }
  }
}
