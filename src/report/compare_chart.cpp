// Learning curves of all that are compared in one picture.
#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "report/compare_view.hpp"

namespace nnctl::report {

using analysis::ComparedEntry;
using analysis::ComparedTrial;
using analysis::Comparison;
using analysis::Repeats;

namespace {

constexpr double kAbove = 1.5;  // of the highest first value: what shoots up beyond it is cut off

// The mean of `metric` over the scored trainings, epoch by epoch while all of them go on.
LineSeries mean_curve(const ComparedEntry& entry, const std::string& metric) {
  LineSeries series;
  std::vector<const std::vector<train::EpochEvent>*> curves;
  std::size_t epochs = std::numeric_limits<std::size_t>::max();
  for (const ComparedTrial& trial : entry.trials) {
    if (!experiment::is_scored(trial.result.outcome) || trial.result.curve.empty()) continue;
    curves.push_back(&trial.result.curve);
    epochs = std::min(epochs, trial.result.curve.size());
  }
  for (std::size_t epoch = 0; epoch < epochs && !curves.empty(); ++epoch) {
    std::vector<double> values;
    for (const auto* curve : curves) {
      const double* value = train::find_log((*curve)[epoch].logs, metric);
      if (value != nullptr) values.push_back(*value);
    }
    if (values.size() < curves.size()) continue;  // not validated in this epoch
    const Summary summary = summary_of(values);
    series.x.push_back(static_cast<double>((*curves.front())[epoch].epoch + 1));
    series.y.push_back(summary.mean);
    if (summary.count < 2) continue;
    series.low.push_back(summary.mean - summary.std);
    series.high.push_back(summary.mean + summary.std);
  }
  return series;
}

std::string subtitle(const Comparison& comparison) {
  std::size_t most = 0;
  for (const ComparedEntry& entry : comparison.entries) most = std::max(most, entry.trials.size());
  if (comparison.repeats == Repeats::kStored || most < 2) return "one training each";
  return fmt::format("mean over {} {}, as far as all of them go; bands: one standard deviation", most,
                     comparison.repeats == Repeats::kFolds ? "folds" : "seeds");
}

}  // namespace

LineChart compare_chart(const Comparison& comparison) {
  std::string name = comparison.metric.substr(comparison.metric.find('_') + 1);
  if (comparison.same_loss) name = "loss";
  LineChart chart;
  for (const ComparedEntry& entry : comparison.entries) {
    chart.title += (chart.title.empty() ? "" : " / ") + entry.name;
  }
  chart.subtitle = subtitle(comparison);
  chart.x_label = "epoch";
  chart.y_label = fmt::format("{}: validation (dotted: training)", name);
  chart.whole_x = true;
  double highest_first = 0;
  double highest = 0;
  for (std::size_t i = 0; i < comparison.entries.size(); ++i) {
    const ComparedEntry& entry = comparison.entries[i];
    LineSeries validation = mean_curve(entry, "val_" + name);
    LineSeries training = mean_curve(entry, name);
    training.color = validation.color = i;
    training.dotted = true;
    validation.name = entry.name;
    training.low.clear();  // two bands an entry would hide one another
    training.high.clear();
    for (const LineSeries* series : {&validation, &training}) {
      for (const double value : series->y) highest = std::isfinite(value) ? std::max(highest, value) : highest;
      if (!series->y.empty()) highest_first = std::max(highest_first, series->y.front());
    }
    chart.series.push_back(std::move(validation));
    chart.series.push_back(std::move(training));
  }
  if (highest > kAbove * highest_first && highest_first > 0) chart.y_most = kAbove * highest_first;
  return chart;
}

}  // namespace nnctl::report
