// The values a sweep may try: swept keys as axes, each a list or a range, some of them tied or under a condition.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "experiment/sweep_block.hpp"
#include "schema/node.hpp"
#include "schema/reader.hpp"

namespace nnctl::sweep {

/// A coordinate in [0, 1) for each axis; NaN where the axis does not apply.
using Point = std::vector<double>;

/// What a trial sets: keys (at their places) with values, in the order they are applied.
using Assignment = std::vector<schema::Entry>;
/// "model.layers.hidden1.units=64 training.batch_size=32": equal texts, equal trials.
std::string to_text(const Assignment& assignment);

/// One degree of freedom: a swept key, or several that are walked side by side.
class Axis {
 public:
  explicit Axis(std::vector<const experiment::ParameterSpec*> parameters);

  /// The path, or paths joined by " + ".
  const std::string& name() const { return name_; }
  const std::vector<const experiment::ParameterSpec*>& parameters() const { return parameters_; }
  /// How many values there are; nothing for a range that has no steps.
  std::optional<std::int64_t> num_values() const;
  /// Whether neighbours in [0, 1) are like each other: a range, not a list.
  bool is_range() const { return parameters_.front()->range.has_value(); }
  bool is_log() const;
  /// Index of the value at a coordinate; only with num_values().
  std::int64_t index_of(double coordinate) const;
  /// The coordinate in the middle of what stands for value `index`; only with num_values().
  double coordinate_of(std::int64_t index) const;
  /// The values at a coordinate, one a key.
  void append_values(double coordinate, Assignment& assignment) const;

 private:
  schema::Node range_value(double coordinate) const;

  std::vector<const experiment::ParameterSpec*> parameters_;
  std::string name_;
  std::vector<schema::Node> stepped_;  // of a range with few values
};

class Space {
 public:
  /// Keeps a reference. Complains about what does not go together: keys swept twice, tied lists of other lengths,
  /// conditions that nothing meets.
  Space(const experiment::SweepBlock& block, const schema::Node& sweep, schema::Reader& reader);

  /// Those that conditions hang on come before what hangs on them.
  const std::vector<Axis>& axes() const { return axes_; }
  bool is_finite() const;
  /// Whether axis `axis` applies where the axes before it have the coordinates of `point`.
  bool applies(std::size_t axis, std::span<const double> point) const;
  Assignment assignment(const Point& point) const;
  /// Different trials of a finite space, or `most` + 1 when there are more than `most`.
  std::int64_t count(std::int64_t most) const;
  /// Product of all numbers of values, as if no condition were; infinite for ranges without steps.
  double size_bound() const;

 private:
  struct Condition {
    std::size_t axis;
    std::size_t parameter;                    // of the axis
    const std::vector<schema::Node>* values;  // any of them
  };

  void tie(const experiment::SweepBlock& block, const schema::Node& sweep, schema::Reader& reader,
           std::vector<std::vector<const experiment::ParameterSpec*>>& groups);
  /// Whether there is an order: no condition hangs on an unknown key or, in a circle, on itself.
  bool order(std::vector<std::vector<const experiment::ParameterSpec*>> groups, schema::Reader& reader);
  void resolve(schema::Reader& reader);

  std::vector<Axis> axes_;
  std::vector<std::vector<Condition>> conditions_;  // by axis; all must hold
};

}  // namespace nnctl::sweep
