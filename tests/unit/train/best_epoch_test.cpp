#include "train/best_epoch.hpp"

#include <cmath>

#include <catch2/catch.hpp>

namespace nnctl::train {
namespace {

// One letter an epoch: k kept, - not, s stop.
std::string verdicts(const EarlyStoppingConfig& config, bool higher, const std::vector<double>& values) {
  BestEpoch best(config, higher);
  std::string text;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const BestEpoch::Verdict verdict = best.observe(static_cast<std::int64_t>(i), values[i]);
    text += verdict.stop ? 's' : verdict.keep ? 'k' : '-';
  }
  return text;
}

EarlyStoppingConfig patience(std::int64_t epochs) {
  EarlyStoppingConfig config;
  config.patience = epochs;
  return config;
}

TEST_CASE("the least or the greatest value is the best, the first of equals") {
  CHECK(verdicts(patience(9), false, {3, 2, 2, 1, 4}) == "kk-k-");
  CHECK(verdicts(patience(9), true, {3, 2, 3, 4, 4}) == "k--k-");
  EarlyStoppingConfig config = patience(9);
  config.mode = Mode::kMax;
  CHECK(verdicts(config, false, {1, 2}) == "kk");
  config.mode = Mode::kMin;
  CHECK(verdicts(config, true, {1, 2}) == "k-");
}

TEST_CASE("patience counts epochs in a row without improvement") {
  CHECK(verdicts(patience(2), false, {1, 2, 3}) == "k-s");
  CHECK(verdicts(patience(2), false, {3, 4, 2, 3, 4}) == "k-k-s");
  CHECK(verdicts(patience(1), false, {1, 2}) == "ks");
  CHECK(verdicts(patience(0), false, {1, 2}) == "ks");
}

TEST_CASE("a change below min_delta is no improvement, whatever its sign") {
  for (const double delta : {0.5, -0.5}) {
    EarlyStoppingConfig config = patience(9);
    config.min_delta = delta;
    CHECK(verdicts(config, false, {3, 2.6, 2.5, 2.4}) == "k--k");
    CHECK(verdicts(config, true, {3, 3.4, 3.6}) == "k-k");
  }
}

TEST_CASE("values are compared as float32") { CHECK(verdicts(patience(9), false, {1.0, 1.0 - 1e-12}) == "k-"); }

TEST_CASE("patience is only renewed by values better than the baseline") {
  EarlyStoppingConfig config = patience(3);
  config.baseline = 1.0;
  CHECK(verdicts(config, false, {5, 4, 3, 3}) == "kkks");
  CHECK(verdicts(config, false, {5, 0.5, 3, 3, 3}) == "kk--s");
}

TEST_CASE("epochs before the start are passed over") {
  EarlyStoppingConfig config = patience(1);
  config.start_from_epoch = 2;
  CHECK(verdicts(config, false, {1, 2, 3, 4}) == "--ks");
}

TEST_CASE("NaN never improves, and nothing improves on it") {
  CHECK(verdicts(patience(2), false, {1, std::nan(""), std::nan("")}) == "k-s");
  CHECK(verdicts(patience(2), false, {std::nan(""), 1, 1}) == "k-s");
}

}  // namespace
}  // namespace nnctl::train
