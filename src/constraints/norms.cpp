// Weights held to a length: L2 norms along some axes, such as those of the inputs of each unit. max_norm: Srivastava et
// al. (JMLR 2014). Keras 3.15.1, keras/src/constraints/constraints.py, whose 1e-7 keeps zeros finite.
#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "constraints/registry.hpp"
#include "schema/axes.hpp"

namespace nnctl {

namespace {

using schema::Axes;
using schema::Schema;

constexpr double kEpsilon = 1e-7;

struct MaxNormConfig {
  double max_value = 2;
  Axes axis{{0}};

  double wanted(double norm) const { return std::min(norm, max_value); }
};

struct UnitNormConfig {
  Axes axis{{0}};

  double wanted(double) const { return 1; }
};

struct MinMaxNormConfig {
  double min_value = 0;
  double max_value = 1;
  double rate = 1;
  Axes axis{{0}};

  double wanted(double norm) const { return rate * std::min(std::max(norm, min_value), max_value) + (1 - rate) * norm; }
};

/// Some axes of a shape, walked in row-major order without memory.
struct Axis {
  std::int64_t size;
  std::int64_t stride;
};
class AxisWalk {
 public:
  void add(Axis axis) { axes_[count_++] = axis; }

  /// visit(offset) for each combination of indices.
  template <class Visit>
  void run(Visit visit) const {
    std::array<std::int64_t, Shape::kMaxRank> index{};
    std::int64_t offset = 0;
    for (;;) {
      visit(offset);
      std::size_t axis = count_;
      for (; axis > 0; --axis) {
        const auto [size, stride] = axes_[axis - 1];
        offset += stride;
        if (++index[axis - 1] < size) break;
        offset -= size * stride;
        index[axis - 1] = 0;
      }
      if (axis == 0) return;
    }
  }

 private:
  std::array<Axis, Shape::kMaxRank> axes_{};
  std::size_t count_ = 0;
};

template <class Config>
class Norm final : public Constraint {
 public:
  explicit Norm(const Config& config) : config_(config) {}

  std::string mismatch(const Shape& shape) const override {
    std::array<bool, Shape::kMaxRank> seen{};
    for (const std::int64_t axis : config_.axis.values) {
      const std::int64_t index = axis < 0 ? axis + shape.rank() : axis;
      if (index < 0 || index >= shape.rank()) return fmt::format("has no axis {} in {}", axis, to_string(shape));
      bool& is_taken = seen[static_cast<std::size_t>(index)];
      if (is_taken) return fmt::format("names axis {} of {} twice", index, to_string(shape));
      is_taken = true;
    }
    return {};
  }

  void apply(const Shape& shape, std::span<Real> values) const override {
    AxisWalk kept;
    AxisWalk summed;
    std::int64_t stride = shape[-1];
    const int last = shape.rank() - 1;
    for (int axis = last - 1; axis >= 0; --axis) stride *= shape[axis];
    for (int axis = 0; axis < last; ++axis) {
      stride /= shape[axis];
      (is_summed(axis, shape.rank()) ? summed : kept).add({shape[axis], stride});
    }
    Real* w = values.data();
    if (is_summed(last, shape.rank())) {
      kept.run([&](std::int64_t start) { scale_rows(summed, shape[-1], w + start); });
    } else {
      kept.run([&](std::int64_t start) { scale_columns(summed, shape[-1], w + start); });
    }
  }

 private:
  bool is_summed(int axis, int rank) const {
    return std::ranges::any_of(config_.axis.values, [&](std::int64_t a) { return (a < 0 ? a + rank : a) == axis; });
  }

  double factor(double sum_squares) const {
    const double norm = std::sqrt(sum_squares);
    return config_.wanted(norm) / (kEpsilon + norm);
  }

  /// One norm over all of `walk` and the last axis.
  void scale_rows(const AxisWalk& walk, std::int64_t columns, Real* w) const {
    double sum = 0;
    walk.run([&](std::int64_t offset) {
      for (std::int64_t i = 0; i < columns; ++i) {
        sum += static_cast<double>(w[offset + i]) * static_cast<double>(w[offset + i]);
      }
    });
    const auto scale = static_cast<Real>(factor(sum));
    walk.run([&](std::int64_t offset) {
      for (std::int64_t i = 0; i < columns; ++i) w[offset + i] *= scale;
    });
  }

  /// One norm over `walk` for each index of the last axis, some at a time.
  void scale_columns(const AxisWalk& walk, std::int64_t columns, Real* w) const {
    constexpr std::int64_t kTile = 64;
    for (std::int64_t first = 0; first < columns; first += kTile) {
      const std::int64_t n = std::min(kTile, columns - first);
      std::array<double, kTile> sums{};
      walk.run([&](std::int64_t offset) {
        const Real* row = w + offset + first;
        for (std::int64_t i = 0; i < n; ++i) {
          sums[static_cast<std::size_t>(i)] += static_cast<double>(row[i]) * static_cast<double>(row[i]);
        }
      });
      std::array<Real, kTile> scales{};
      for (std::size_t i = 0; i < static_cast<std::size_t>(n); ++i) scales[i] = static_cast<Real>(factor(sums[i]));
      walk.run([&](std::int64_t offset) {
        Real* row = w + offset + first;
        for (std::int64_t i = 0; i < n; ++i) row[i] *= scales[static_cast<std::size_t>(i)];
      });
    }
  }

  Config config_;
};

template <class Config>
Schema<Config> with_axis(Schema<Config> schema) {
  return schema.field("axis", &Config::axis,
                      "Axis or axes of the weight that a norm runs along, from 0: 0 for each unit of a dense layer, "
                      "[0, 1, 2] for each filter of a conv2d.");
}

}  // namespace

const schema::PartType<Constraint>& max_norm_constraint() {
  using Config = MaxNormConfig;
  static const auto type = schema::part_type<Norm<Config>, Constraint>(
      "max_norm", "MaxNorm", "Vectors longer than max_value are cut to that length.",
      with_axis(Schema<Config>("constraint 'max_norm'", "")
                    .field("max_value", &Config::max_value, "The largest norm.", schema::at_least(0.0))),
      {{"max_norm"}, {"{type: max_norm, max_value: 0.5, axis: 1}"}});
  return type;
}

const schema::PartType<Constraint>& unit_norm_constraint() {
  static const auto type = schema::part_type<Norm<UnitNormConfig>, Constraint>(
      "unit_norm", "UnitNorm", "Vectors of length 1.", with_axis(Schema<UnitNormConfig>("constraint 'unit_norm'", "")),
      {{"unit_norm"}, {"{type: unit_norm, axis: [0, -1]}"}});
  return type;
}

const schema::PartType<Constraint>& min_max_norm_constraint() {
  using Config = MinMaxNormConfig;
  static const auto type = schema::part_type<Norm<Config>, Constraint>(
      "min_max_norm", "MinMaxNorm", "Vectors whose length lies between two bounds, or moves there by a part each step.",
      with_axis(Schema<Config>("constraint 'min_max_norm'", "")
                    .field("min_value", &Config::min_value, "The smallest norm.", schema::at_least(0.0))
                    .field("max_value", &Config::max_value, "The largest norm.", schema::at_least(0.0))
                    .field("rate", &Config::rate, "Part of the way to the bounds that each step goes; 1 is all of it.",
                           schema::in_closed(0.0, 1.0))),
      {{"min_max_norm"}, {"{type: min_max_norm, min_value: 0.5, max_value: 0.8, rate: 0.3, axis: 1}"}});
  return type;
}

}  // namespace nnctl
