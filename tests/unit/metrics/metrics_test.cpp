// What the golden vectors and the conformance test do not say of metrics: names, messages, and targets encoded for
// another metric.
#include <catch2/catch.hpp>

#include "metrics/metric.hpp"

using namespace nnctl;

namespace {

std::unique_ptr<Metric> metric_of(const std::string& type) { return MetricPartConfig::named(type).make(); }

double result_of(const std::string& type, TargetEncoding encoding, std::int64_t columns,
                 const std::vector<Real>& prediction, const std::vector<Real>& target) {
  MetricCall call;
  call.columns = columns;
  call.rows = static_cast<std::int64_t>(prediction.size()) / columns;
  call.encoding = encoding;
  call.prediction = prediction.data();
  call.target = target.data();
  const auto metric = metric_of(type);
  std::vector<double> state(static_cast<std::size_t>(metric->state_size(columns)));
  metric->update(call, state.data());
  return metric->result(columns, state.data());
}

}  // namespace

TEST_CASE("metrics have Keras's names") {
  const auto& list = schema::registry<Metric>();
  for (const char* name : {"acc", "accuracy", "Accuracy"}) {
    REQUIRE(list.find(name) != nullptr);
    CHECK(list.find(name)->info.name == "accuracy");
  }
  for (const char* name : {"mae", "MAE", "MeanAbsoluteError"}) {
    REQUIRE(list.find(name) != nullptr);
    CHECK(list.find(name)->info.name == "mean_absolute_error");
  }
  CHECK(list.info.is_later("PrecisionAtRecall"));
  CHECK(list.info.is_later("MeanIoU"));
}

TEST_CASE("metrics say why a target does not fit") {
  CHECK(metric_of("accuracy")->mismatch(1, TargetEncoding::kNumbers) ==
        "accuracy compares classes, but the target is a number; use mean_absolute_error");
  CHECK(metric_of("binary_accuracy")->mismatch(1, TargetEncoding::kNumbers) ==
        "binary_accuracy compares classes, but the target is a number; use mean_absolute_error");
  CHECK(metric_of("categorical_accuracy")->mismatch(1, TargetEncoding::kBinary) ==
        "categorical_accuracy needs one output a class, got 1 column; use binary_accuracy");
  CHECK(metric_of("accuracy")->mismatch(1, TargetEncoding::kBinary) == "");
  CHECK(metric_of("mean_squared_error")->mismatch(3, TargetEncoding::kNumbers) == "");
}

TEST_CASE("class metrics take a target as indices and one-hot") {
  const std::vector<Real> prediction{0.7F, 0.2F, 0.1F, 0.1F, 0.3F, 0.6F};
  for (const char* type : {"accuracy", "categorical_accuracy", "sparse_categorical_accuracy"}) {
    CHECK(result_of(type, TargetEncoding::kClassIndex, 3, prediction, {0, 1}) == 0.5);
    CHECK(result_of(type, TargetEncoding::kOneHot, 3, prediction, {1, 0, 0, 0, 1, 0}) == 0.5);
  }
  CHECK(result_of("binary_accuracy", TargetEncoding::kClassIndex, 3, prediction, {0, 1}) ==
        result_of("binary_accuracy", TargetEncoding::kOneHot, 3, prediction, {1, 0, 0, 0, 1, 0}));
  CHECK(result_of("mean_absolute_error", TargetEncoding::kClassIndex, 3, prediction, {0, 1}) ==
        result_of("mean_absolute_error", TargetEncoding::kOneHot, 3, prediction, {1, 0, 0, 0, 1, 0}));
  CHECK(result_of("accuracy", TargetEncoding::kBinary, 2, {0.4F, 0.6F, 0.4F, 0.6F}, {1, 0}) == 0.5);
  CHECK(result_of("accuracy", TargetEncoding::kClassIndex, 1, {0.4F, 0.6F}, {0, 0}) == 0.5);
}

TEST_CASE("which way a metric is better") {
  CHECK(metric_of("accuracy")->higher_is_better());
  CHECK_FALSE(metric_of("mean_squared_error")->higher_is_better());
}
