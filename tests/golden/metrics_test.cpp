// Metrics against Keras's running results, batch by batch.
#include <catch2/catch.hpp>

#include <cmath>
#include <set>
#include <string>

#include "golden/fidelity.hpp"
#include "golden/vectors.hpp"
#include "metrics/metric.hpp"

using namespace nnctl;

namespace {

// Keras keeps its running sums in float: an ulp for each of three batches.
constexpr golden::Tolerance kTolerance{5e-7, 1e-7};
// 1 - a quotient of two sums, one of which is the small difference of sums of squares.
constexpr golden::Tolerance kDetermination{5e-6, 1e-7};

/// How nnctl would have encoded a target of this shape for a metric of this name.
TargetEncoding encoding_of(const std::string& metric, std::int64_t target_columns, std::int64_t columns) {
  static const std::set<std::string> of_numbers{"poisson", "kl_divergence", "r2_score", "cosine_similarity"};
  if (metric.ends_with("_error") || of_numbers.contains(metric)) return TargetEncoding::kNumbers;
  if (columns == 1) return TargetEncoding::kBinary;
  return target_columns == 1 ? TargetEncoding::kClassIndex : TargetEncoding::kOneHot;
}

}  // namespace

TEST_CASE("metrics are Keras's after each batch") {
  for (const nlohmann::json& json : golden::cases("metrics.json")) {
    INFO(json.at("name"));
    const auto metric = golden::part<Metric>(json.at("config")).make();
    std::vector<double> state;
    std::size_t batch = 0;
    for (const nlohmann::json& values : json.at("batches")) {
      const golden::Tensor target = golden::tensor(values.at("y_true"));
      const golden::Tensor prediction = golden::tensor(values.at("y_pred"));
      std::vector<Real> weights;
      if (values.contains("sample_weight") && json.at("weighted").get<bool>()) {
        weights = golden::tensor(values.at("sample_weight")).data;
      }
      MetricCall call;
      call.rows = prediction.rows();
      call.columns = prediction.shape.back();
      call.encoding = encoding_of(json.at("config").at("type"), target.size() / call.rows, call.columns);
      call.prediction = prediction.data.data();
      call.target = target.data.data();
      call.weights = weights.empty() ? nullptr : weights.data();
      CHECK(metric->mismatch(call.columns, call.encoding) == "");

      state.resize(static_cast<std::size_t>(metric->state_size(call.columns)));
      metric->update(call, state.data());
      const double expected = golden::number(json.at("results").at(batch++));
      const double result = metric->result(call.columns, state.data());
      CHECK(golden::difference(result, expected,
                               json.at("config").at("type") == "r2_score" ? kDetermination : kTolerance) == "");
      golden::note_error("metric", json.at("config").at("type"), "result",
                         std::abs(result - expected) / (expected == 0 ? 1 : std::abs(expected)));
    }
  }
}
