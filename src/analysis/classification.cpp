#include "analysis/classification.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace nnctl::analysis {

std::vector<std::int32_t> predicted_classes(std::span<const Real> predictions, std::int64_t columns, int positive,
                                            double boundary) {
  const std::int64_t rows = std::ssize(predictions) / columns;
  std::vector<std::int32_t> classes(static_cast<std::size_t>(rows));
  for (std::int64_t row = 0; row < rows; ++row) {
    const Real* values = predictions.data() + row * columns;
    classes[static_cast<std::size_t>(row)] =
        columns == 1 ? (values[0] > static_cast<Real>(boundary) ? positive : 1 - positive)
                     : static_cast<std::int32_t>(std::max_element(values, values + columns) - values);
  }
  return classes;
}

ConfusionMatrix confusion_matrix(std::span<const std::int32_t> truth, std::span<const std::int32_t> predicted,
                                 int num_classes) {
  const auto size = static_cast<std::size_t>(num_classes);
  ConfusionMatrix matrix(size, std::vector<std::int64_t>(size));
  for (std::size_t row = 0; row < truth.size(); ++row) {
    ++matrix[static_cast<std::size_t>(truth[row])][static_cast<std::size_t>(predicted[row])];
  }
  return matrix;
}

namespace {

double ratio(double part, double whole) { return whole > 0 ? part / whole : std::numeric_limits<double>::quiet_NaN(); }

}  // namespace

std::vector<ClassScore> label_scores(std::span<const Real> truth, std::span<const Real> predictions,
                                     std::int64_t labels, double boundary) {
  std::vector<ClassScore> scores;
  for (std::int64_t label = 0; label < labels; ++label) {
    ClassScore score;
    double told = 0;
    double hits = 0;
    for (auto i = static_cast<std::size_t>(label); i < truth.size(); i += static_cast<std::size_t>(labels)) {
      const bool is_told = predictions[i] > static_cast<Real>(boundary);
      if (truth[i] > 0) ++score.support;
      if (is_told) ++told;
      if (is_told && truth[i] > 0) ++hits;
    }
    score.precision = ratio(hits, told);
    score.recall = ratio(hits, static_cast<double>(score.support));
    score.f1 = ratio(2 * hits, told + static_cast<double>(score.support));
    scores.push_back(score);
  }
  return scores;
}

std::vector<ClassScore> class_scores(const ConfusionMatrix& matrix) {
  std::vector<ClassScore> scores;
  for (std::size_t c = 0; c < matrix.size(); ++c) {
    ClassScore score;
    score.support = std::accumulate(matrix[c].begin(), matrix[c].end(), std::int64_t{0});
    std::int64_t predicted = 0;
    for (const auto& row : matrix) predicted += row[c];
    const auto hits = static_cast<double>(matrix[c][c]);
    score.precision = ratio(hits, static_cast<double>(predicted));
    score.recall = ratio(hits, static_cast<double>(score.support));
    score.f1 = ratio(2 * hits, static_cast<double>(predicted + score.support));
    scores.push_back(score);
  }
  return scores;
}

std::vector<std::pair<std::string, ClassScore>> class_averages(const ConfusionMatrix& matrix) {
  const std::vector<ClassScore> scores = class_scores(matrix);
  ClassScore micro;
  ClassScore macro;
  ClassScore weighted;
  double hits = 0;
  for (std::size_t c = 0; c < scores.size(); ++c) {
    micro.support += scores[c].support;
    hits += static_cast<double>(matrix[c][c]);
  }
  const auto defined = [](double value) { return std::isnan(value) ? 0.0 : value; };
  const auto add = [&](ClassScore& sum, const ClassScore& score, double share) {
    sum.precision += share * defined(score.precision);
    sum.recall += share * defined(score.recall);
    sum.f1 += share * defined(score.f1);
  };
  const auto rows = static_cast<double>(micro.support);
  // Each row has one true and one predicted class: all three are the share of right answers
  micro.precision = micro.recall = micro.f1 = rows > 0 ? hits / rows : 0.0;
  for (const ClassScore& score : scores) {
    add(macro, score, 1.0 / static_cast<double>(scores.size()));
    if (rows > 0) add(weighted, score, static_cast<double>(score.support) / rows);
  }
  macro.support = weighted.support = micro.support;
  return {{"micro", micro}, {"macro", macro}, {"weighted", weighted}};
}

}  // namespace nnctl::analysis
