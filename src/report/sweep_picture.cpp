#include "report/sweep_picture.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "report/figures.hpp"
#include "report/heat_map.hpp"
#include "report/line_chart.hpp"
#include "report/parallel_coordinates.hpp"
#include "schema/render.hpp"
#include "schema/scalar.hpp"

namespace nnctl::report {

namespace {

using sweep::Axis;
using sweep::SweepPlan;
using sweep::TrialRecord;

constexpr std::int64_t kMostCells = 20;  // in a row or column of a heat map

std::string label_of(const Axis& axis, std::int64_t index) {
  sweep::Assignment values;
  axis.append_values(axis.coordinate_of(index), values);
  std::string label;
  for (const schema::Entry& entry : values) label += (label.empty() ? "" : " + ") + schema::flow_text(entry.value);
  return label;
}

const schema::Node* value_of(const TrialRecord& trial, const Axis& axis, std::size_t parameter = 0) {
  for (const schema::Entry& entry : trial.assignment) {
    if (entry.key.text() == axis.parameters()[parameter]->path()) return &entry.value;
  }
  return nullptr;
}

// Which of a list's values the trial has; -1: none.
std::int64_t index_of(const TrialRecord& trial, const Axis& axis) {
  if (value_of(trial, axis) == nullptr) return -1;
  std::string label;
  for (std::size_t p = 0; p < axis.parameters().size(); ++p) {
    label += (label.empty() ? "" : " + ") + schema::flow_text(*value_of(trial, axis, p));
  }
  for (std::int64_t i = 0; i < *axis.num_values(); ++i) {
    if (label_of(axis, i) == label) return i;
  }
  return -1;
}

std::string subtitle_of(const SweepPlan& plan, const std::vector<TrialRecord>& trials) {
  const std::int64_t repeats = plan.block->repeats;
  return fmt::format("{} of {}{}", plan.block->metric.name, format_counted(std::ssize(trials), "trial"),
                     repeats > 1 ? fmt::format(", each the mean of {} seeds", repeats) : "");
}

std::string heat_map(const SweepPlan& plan, const std::vector<TrialRecord>& trials, const std::string& name) {
  const Axis& rows = plan.space->axes()[0];
  const Axis& columns = plan.space->axes()[1];
  const std::vector<std::string> names = sweep::axis_names(plan);
  HeatMap map;
  map.title = name;
  map.subtitle = subtitle_of(plan, trials);
  map.y_label = names[0];
  map.x_label = names[1];
  map.value_label = plan.block->metric.name;
  for (std::int64_t i = 0; i < *rows.num_values(); ++i) map.rows.push_back(label_of(rows, i));
  for (std::int64_t i = 0; i < *columns.num_values(); ++i) map.columns.push_back(label_of(columns, i));
  map.cells.assign(map.rows.size(), std::vector<HeatCell>(map.columns.size()));
  const std::vector<std::size_t> order = sweep::ranking(plan, trials);
  for (const TrialRecord& trial : trials) {
    const std::int64_t row = index_of(trial, rows);
    const std::int64_t column = index_of(trial, columns);
    if (row < 0 || column < 0) continue;
    HeatCell& cell = map.cells[static_cast<std::size_t>(row)][static_cast<std::size_t>(column)];
    cell.value = sweep::score(plan, trial);
    if (std::isnan(cell.value)) cell.text = to_string(trial.outcome);
    cell.outlined = !std::isnan(cell.value) && trial.trial == trials[order.front()].trial;
  }
  return svg(map);
}

std::string one_line(const SweepPlan& plan, const std::vector<TrialRecord>& trials, const std::string& name) {
  const Axis& axis = plan.space->axes().front();
  std::vector<std::pair<double, const TrialRecord*>> points;
  for (const TrialRecord& trial : trials) {
    const schema::Node* value = value_of(trial, axis);
    if (value == nullptr || std::isnan(sweep::score(plan, trial))) continue;
    points.emplace_back(schema::as_number(*value).value_or(0), &trial);
  }
  std::ranges::sort(points, {}, &decltype(points)::value_type::first);
  LineChart chart;
  chart.title = name;
  chart.subtitle = subtitle_of(plan, trials);
  chart.x_label = sweep::axis_names(plan).front();
  chart.y_label = plan.block->metric.name;
  chart.log_x = axis.is_log();
  LineSeries series;
  series.markers = true;
  for (const auto& [x, trial] : points) {
    series.x.push_back(x);
    series.y.push_back(sweep::score(plan, *trial));
    const double std = sweep::score_std(plan, *trial);
    if (std::isnan(std)) continue;
    series.low.push_back(series.y.back() - std);
    series.high.push_back(series.y.back() + std);
  }
  chart.series.push_back(std::move(series));
  return svg(chart);
}

std::string parallel(const SweepPlan& plan, const std::vector<TrialRecord>& trials, const std::string& name) {
  ParallelCoordinates chart;
  chart.title = name;
  chart.subtitle = subtitle_of(plan, trials);
  chart.score_label = plan.block->metric.name;
  chart.larger_is_better = plan.higher_is_better;
  const std::vector<std::string> names = sweep::axis_names(plan);
  for (std::size_t a = 0; a < names.size(); ++a) {
    const Axis& axis = plan.space->axes()[a];
    ParallelAxis one{names[a], {}, axis.is_log()};
    if (!axis.is_range()) {
      for (std::int64_t i = 0; i < *axis.num_values(); ++i) one.labels.push_back(label_of(axis, i));
    }
    chart.axes.push_back(std::move(one));
  }
  for (const TrialRecord& trial : trials) {
    ParallelRow row;
    row.score = sweep::score(plan, trial);
    for (const Axis& axis : plan.space->axes()) {
      const schema::Node* value = value_of(trial, axis);
      row.values.push_back(value == nullptr  ? std::nan("")
                           : axis.is_range() ? schema::as_number(*value).value_or(std::nan(""))
                                             : static_cast<double>(index_of(trial, axis)));
    }
    chart.rows.push_back(std::move(row));
  }
  return svg(chart);
}

}  // namespace

std::string sweep_picture(const SweepPlan& plan, const std::vector<TrialRecord>& trials, const std::string& name) {
  const std::vector<Axis>& axes = plan.space->axes();
  const auto is_short_list = [](const Axis& axis) { return axis.num_values() && *axis.num_values() <= kMostCells; };
  const auto is_number = [](const Axis& axis) {
    if (axis.parameters().size() > 1) return false;
    return axis.is_range() || std::ranges::all_of(axis.parameters().front()->choices, [](const schema::Node& value) {
             return !schema::is_string(value) && schema::as_number(value).has_value();
           });
  };
  if (axes.size() == 2 && std::ranges::all_of(axes, is_short_list)) return heat_map(plan, trials, name);
  if (axes.size() == 1 && is_number(axes.front())) return one_line(plan, trials, name);
  return parallel(plan, trials, name);
}

}  // namespace nnctl::report
