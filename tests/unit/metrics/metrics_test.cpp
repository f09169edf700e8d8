// What the golden vectors and the conformance test do not say of metrics: names, messages, and targets encoded for
// another metric.
#include <limits>

#include <catch2/catch.hpp>

#include "metrics/metric.hpp"

using namespace nnctl;

namespace {

std::unique_ptr<Metric> metric_of(const std::string& type) { return MetricPartConfig::named(type).make(); }

std::unique_ptr<Metric> metric_of(const schema::Node& node) {
  schema::Reader reader;
  MetricPartConfig config;
  schema::read_part(reader, node, "metric", config);
  reader.throw_if_failed();
  return config.make();
}

schema::Node map(const std::string& type, const std::string& key, std::int64_t value) {
  schema::Node node = schema::Node::map();
  node.set("type", schema::Node::string(type));
  node.set(key, schema::Node::integer(value));
  return node;
}

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
  const std::vector<std::pair<const char*, const char*>> names = {
      {"FBetaScore", "fbeta_score"},
      {"f_beta_score", "fbeta_score"},
      {"AUC", "auc"},
      {"LogCoshError", "log_cosh_error"},
      {"MAPE", "mean_absolute_percentage_error"},
      {"TopKCategoricalAccuracy", "top_k_categorical_accuracy"},
      {"BCE", "binary_crossentropy"},
  };
  for (const auto& [other, name] : names) {
    REQUIRE(list.find(other) != nullptr);
    CHECK(list.find(other)->info.name == name);
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
  CHECK(metric_of("precision")->mismatch(1, TargetEncoding::kNumbers) ==
        "precision counts classes, but the target is a number; use mean_absolute_error");
  CHECK(metric_of("f1_score")->mismatch(1, TargetEncoding::kBinary) ==
        "an F score of one output needs a 'threshold', such as 0.5: without it the largest output of a row is the "
        "answer, and there is only one");
  CHECK(metric_of("auc")->mismatch(1, TargetEncoding::kNumbers) ==
        "auc tells classes apart, but the target is a number; use mean_absolute_error");
  CHECK(metric_of("r2_score")->mismatch(1, TargetEncoding::kBinary) ==
        "r2_score explains numbers, but the target is a class; use accuracy");
  CHECK(metric_of("top_k_categorical_accuracy")->mismatch(5, TargetEncoding::kOneHot) ==
        "top_k_categorical_accuracy with k 5 of 5 classes is always 1; give k a smaller number");
  CHECK(metric_of("sparse_categorical_crossentropy")->mismatch(1, TargetEncoding::kBinary) ==
        "sparse_categorical_crossentropy needs one output a class, got 1 column; use binary_crossentropy");
  CHECK(metric_of(map("recall", "class_id", 3))->mismatch(3, TargetEncoding::kOneHot) ==
        "recall has class_id 3, but the output has 3 column(s), counted from 0");
  CHECK(metric_of(map("recall", "top_k", 4))->mismatch(3, TargetEncoding::kOneHot) ==
        "recall has top_k 4, but the output has 3 column(s)");
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

TEST_CASE("counts and scores take indices as the one-hot rows they stand for") {
  const std::vector<Real> prediction{0.7F, 0.2F, 0.1F, 0.1F, 0.3F, 0.6F};
  for (const char* type : {"precision", "recall", "f1_score", "auc", "categorical_crossentropy", "categorical_hinge",
                           "binary_crossentropy", "cosine_similarity", "hinge", "false_positives"}) {
    INFO(type);
    CHECK(result_of(type, TargetEncoding::kClassIndex, 3, prediction, {0, 1}) ==
          result_of(type, TargetEncoding::kOneHot, 3, prediction, {1, 0, 0, 0, 1, 0}));
  }
}

// Keras 3.15.1's own figures (keras/src/metrics/f_score_metrics.py, confusion_metrics.py)
TEST_CASE("figures of the documentation") {
  CHECK(result_of("auc", TargetEncoding::kBinary, 1, {0, 0.5F, 0.3F, 0.9F}, {0, 0, 1, 1}) == Approx(0.75));
  CHECK(result_of("r2_score", TargetEncoding::kNumbers, 1, {2, 4, 4}, {1, 4, 3}) == Approx(4.0 / 7));
  CHECK(result_of("precision", TargetEncoding::kBinary, 1, {0.2F, 0.4F}, {1, 1}) == 0);  // no yes at all
}

TEST_CASE("a row that is not finite has no best classes") {
  constexpr Real kNan = std::numeric_limits<Real>::quiet_NaN();
  constexpr Real kInfinity = std::numeric_limits<Real>::infinity();
  for (const char* type : {"top_k_categorical_accuracy", "sparse_top_k_categorical_accuracy"}) {
    const auto result = [type](const std::vector<Real>& prediction) {
      const auto metric = metric_of(map(type, "k", 2));
      MetricCall call;
      call.columns = 3;
      call.rows = 1;
      call.encoding = TargetEncoding::kClassIndex;
      call.prediction = prediction.data();
      const Real target = 0;
      call.target = &target;
      std::vector<double> state(static_cast<std::size_t>(metric->state_size(3)));
      metric->update(call, state.data());
      return metric->result(3, state.data());
    };
    CHECK(result({0.2F, 0.5F, 0.1F}) == 1);
    CHECK(result({kNan, kNan, kNan}) == 0);
    CHECK(result({0.5F, kNan, 0.1F}) == 0);
    CHECK(result({kInfinity, 0.2F, 0.1F}) == 0);
  }
}

TEST_CASE("which way a metric is better") {
  CHECK(metric_of("auc")->higher_is_better());
  CHECK(metric_of("cosine_similarity")->higher_is_better());
  CHECK_FALSE(metric_of("false_negatives")->higher_is_better());
  CHECK(metric_of("accuracy")->higher_is_better());
  CHECK_FALSE(metric_of("mean_squared_error")->higher_is_better());
}
