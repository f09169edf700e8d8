// One degree of freedom of a space: from coordinates in [0, 1) to values of keys.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "schema/render.hpp"
#include "sweep/space.hpp"

namespace nnctl::sweep {

using experiment::ParameterRange;
using experiment::ParameterSpec;
using experiment::RangeScale;
using schema::Node;

namespace {

constexpr double kMostSteps = 1e6;  // of an int range that is walked value by value

bool is_integer(const ParameterRange& range) {
  return range.scale == RangeScale::kInt || range.scale == RangeScale::kLogInt;
}

// Six digits: a learning rate of 0.00132148 says as much as one of seventeen.
double rounded(double value) { return std::stod(fmt::format("{:.6g}", value)); }

double interpolated(const ParameterRange& range, double fraction) {
  if (range.scale == RangeScale::kLogUniform || range.scale == RangeScale::kLogInt) {
    return std::exp(std::log(range.low) + fraction * (std::log(range.high) - std::log(range.low)));
  }
  return range.low + fraction * (range.high - range.low);
}

Node value_node(const ParameterRange& range, double value) {
  if (is_integer(range)) return Node::integer(static_cast<std::int64_t>(std::llround(value)));
  return Node::number(std::clamp(rounded(value), range.low, range.high));
}

// The values of a range with steps; empty for one without.
std::vector<Node> stepped_values(const ParameterRange& range) {
  std::vector<Node> values;
  const auto add = [&](double value) {
    Node node = value_node(range, value);
    if (values.empty() || values.back().text() != node.text()) values.push_back(std::move(node));
  };
  if (range.steps) {
    const auto last = static_cast<double>(*range.steps - 1);
    for (std::int64_t i = 0; i <= *range.steps - 1; ++i) {
      add(i == *range.steps - 1 ? range.high : interpolated(range, static_cast<double>(i) / last));
    }
  } else if (range.step || range.scale == RangeScale::kInt) {
    const double step = range.step.value_or(1);
    const double count = std::floor((range.high - range.low) / step + 1e-9) + 1;
    if (count > kMostSteps) return {};
    for (double i = 0; i < count; ++i) add(range.low + i * step);
  }
  return values;
}

}  // namespace

std::string to_text(const Assignment& assignment) {
  std::string text;
  for (const schema::Entry& entry : assignment) {
    if (!text.empty()) text += ' ';
    text += fmt::format("{}={}", entry.key.text(), schema::flow_text(entry.value));
  }
  return text;
}

Axis::Axis(std::vector<const ParameterSpec*> parameters) : parameters_(std::move(parameters)) {
  for (const ParameterSpec* parameter : parameters_) {
    if (!name_.empty()) name_ += " + ";
    name_ += parameter->path();
  }
  if (is_range()) stepped_ = stepped_values(*parameters_.front()->range);
}

std::optional<std::int64_t> Axis::num_values() const {
  if (!is_range()) return std::ssize(parameters_.front()->choices);
  if (stepped_.empty()) return std::nullopt;
  return std::ssize(stepped_);
}

bool Axis::is_log() const {
  if (!is_range()) return false;
  const RangeScale scale = parameters_.front()->range->scale;
  return scale == RangeScale::kLogUniform || scale == RangeScale::kLogInt;
}

std::int64_t Axis::index_of(double coordinate) const {
  const std::int64_t count = *num_values();
  return std::clamp<std::int64_t>(static_cast<std::int64_t>(coordinate * static_cast<double>(count)), 0, count - 1);
}

double Axis::coordinate_of(std::int64_t index) const {
  return (static_cast<double>(index) + 0.5) / static_cast<double>(*num_values());
}

Node Axis::range_value(double coordinate) const {
  if (!stepped_.empty()) return stepped_[static_cast<std::size_t>(index_of(coordinate))];
  const ParameterRange& range = *parameters_.front()->range;
  if (!is_integer(range)) return value_node(range, interpolated(range, coordinate));
  // Each integer owns the stretch from half below to half above it
  ParameterRange widened = range;
  widened.low -= 0.5;
  widened.high += 0.5;
  return value_node(range, std::clamp(interpolated(widened, coordinate), range.low, range.high));
}

void Axis::append_values(double coordinate, Assignment& assignment) const {
  if (is_range()) {
    assignment.push_back({parameters_.front()->key, range_value(coordinate)});
    return;
  }
  const auto index = static_cast<std::size_t>(index_of(coordinate));
  for (const ParameterSpec* parameter : parameters_) {
    assignment.push_back({parameter->key, parameter->choices[index]});
  }
}

}  // namespace nnctl::sweep
