// Softmax over any axes, leaving out masked steps. Keras 3.15.1, keras/src/layers/activations/softmax.py: a masked
// input counts as -1e9, and its output is 0.
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "activations/registry.hpp"
#include "kernels/softmax.hpp"
#include "layers/registry.hpp"
#include "schema/axes.hpp"

namespace nnctl {

namespace {

struct SoftmaxConfig {
  schema::Axes axis{{-1}};  ///< count from 1, as 0 is the batch; negative ones from the end
};

constexpr Real kMasked = -1e9F;

class Softmax final : public Layer {
 public:
  explicit Softmax(const SoftmaxConfig& config) : axes_(config.axis.values) {}

  LayerPlan plan(const TensorSpec& input) const override {
    const int rank = input.shape.rank();
    std::array<bool, Shape::kMaxRank> seen{};
    for (const std::int64_t axis : axes_) {
      const std::int64_t index = axis < 0 ? axis + rank : axis - 1;
      if (index < 0 || index >= rank) {
        throw ShapeMismatch(fmt::format("softmax has no axis {} in {}", axis, to_string_with_batch(input.shape)),
                            rank == 0 ? "give the input an axis of features"
                                      : fmt::format("choose axes from 1 to {}, or from -{} to -1", rank, rank));
      }
      bool& is_taken = seen[static_cast<std::size_t>(index)];
      if (is_taken) {
        throw ShapeMismatch(
            fmt::format("softmax names axis {} of {} twice", index + 1, to_string_with_batch(input.shape)),
            "name each axis once");
      }
      is_taken = true;
    }
    LayerPlan plan;
    plan.output = input;
    if (!is_plain(input)) plan.workspace = 2 * groups_of(input.shape).count;
    plan.flops = 3 * input.num_elements();
    return plan;
  }

  void forward(const ForwardCall& call) const override {
    const std::int64_t size = call.input.num_elements();
    if (is_plain(call.input)) {
      const std::int64_t columns = call.input.shape[-1];
      return kernels::softmax(call.rows * (size / columns), columns, call.x, call.y);
    }
    const Groups groups = groups_of(call.input.shape);
    Real* largest = call.workspace;
    Real* sum = largest + groups.count;
    for (std::int64_t row = 0; row < call.rows; ++row) {
      const Real* x = call.x + row * size;
      Real* y = call.y + row * size;
      const Real* mask = call.mask == nullptr ? nullptr : call.mask + row * call.input.mask_size();
      const std::int64_t step_size = mask == nullptr ? size : size / call.input.mask_size();
      const auto is_open = [&](std::int64_t i) { return mask == nullptr || mask[i / step_size] != 0; };
      std::fill_n(largest, groups.count, -std::numeric_limits<Real>::infinity());
      std::fill_n(sum, groups.count, Real{0});
      groups.for_each(size, [&](std::int64_t i, std::int64_t group) {
        y[i] = is_open(i) ? x[i] : kMasked;
        largest[group] = y[i] > largest[group] || std::isnan(y[i]) ? y[i] : largest[group];
      });
      groups.for_each(size, [&](std::int64_t i, std::int64_t group) {
        y[i] = std::exp(y[i] - largest[group]);
        sum[group] += y[i];
      });
      groups.for_each(size, [&](std::int64_t i, std::int64_t group) { y[i] = is_open(i) ? y[i] / sum[group] : 0; });
    }
  }

  // dx = y (dy - sum of dy y over the group); a masked y is 0
  void backward(const BackwardCall& call) const override {
    if (call.dx == nullptr) return;
    const std::int64_t size = call.input.num_elements();
    if (is_plain(call.input)) {
      const std::int64_t columns = call.input.shape[-1];
      return kernels::softmax_backward(call.rows * (size / columns), columns, call.y, call.dy, call.dx);
    }
    const Groups groups = groups_of(call.input.shape);
    Real* sum = call.workspace;
    for (std::int64_t row = 0; row < call.rows; ++row) {
      const Real* y = call.y + row * size;
      const Real* dy = call.dy + row * size;
      Real* dx = call.dx + row * size;
      std::fill_n(sum, groups.count, Real{0});
      groups.for_each(size, [&](std::int64_t i, std::int64_t group) { sum[group] += dy[i] * y[i]; });
      groups.for_each(size, [&](std::int64_t i, std::int64_t group) { dx[i] = y[i] * (dy[i] - sum[group]); });
    }
  }

  /// Over the last axis it is the activation of that name.
  ActivationConfig output_activation() const override {
    return axes_ == std::vector<std::int64_t>{-1} ? ActivationConfig::named("softmax") : ActivationConfig();
  }

 private:
  /// The elements that one sum runs over are a group; `strides` lead from an element's indices to its group.
  struct Groups {
    Shape shape;
    std::array<std::int64_t, Shape::kMaxRank> strides{};  // 0 along the axes of the softmax
    std::int64_t count = 1;

    /// visit(i, group) for each element of a row, in order.
    template <class Visit>
    void for_each(std::int64_t size, Visit visit) const {
      std::array<std::int64_t, Shape::kMaxRank> index{};
      std::int64_t group = 0;
      for (std::int64_t i = 0; i < size; ++i) {
        visit(i, group);
        for (int axis = shape.rank() - 1; axis >= 0; --axis) {
          const auto a = static_cast<std::size_t>(axis);
          group += strides[a];
          if (++index[a] < shape[axis]) break;
          group -= index[a] * strides[a];
          index[a] = 0;
        }
      }
    }
  };

  bool runs_over(int axis, int rank) const {
    return std::ranges::any_of(axes_, [&](std::int64_t a) { return (a < 0 ? a + rank : a - 1) == axis; });
  }

  /// Over the last axis alone, with no step left out.
  bool is_plain(const TensorSpec& input) const {
    return !input.has_mask && axes_.size() == 1 && runs_over(input.shape.rank() - 1, input.shape.rank());
  }

  Groups groups_of(const Shape& shape) const {
    Groups groups{shape};
    for (int axis = shape.rank() - 1; axis >= 0; --axis) {
      if (runs_over(axis, shape.rank())) continue;
      groups.strides[static_cast<std::size_t>(axis)] = groups.count;
      groups.count *= shape[axis];
    }
    return groups;
  }

  std::vector<std::int64_t> axes_;
};

schema::Check<schema::Axes> not_the_batch() {
  return {"an axis or a list of axes other than 0, the batch",
          [](const schema::Axes& axes) { return std::ranges::count(axes.values, 0) == 0; }, schema::Node::map()};
}

}  // namespace

const schema::PartType<Layer>& softmax_layer() {
  static const auto type = schema::part_type<Softmax, Layer>(
      "softmax", "Softmax", "exp(x) / sum(exp(x)) over an axis or several; masked steps are left out and become 0.",
      schema::Schema<SoftmaxConfig>("layer 'softmax'", "")
          .field("axis", &SoftmaxConfig::axis, "Axis or axes of the sum, from 1; -1 is the last.", not_the_batch()),
      {{"softmax", {5}},
       {"softmax", {3, 4}, true},
       {"{type: softmax, axis: 1}", {3, 4}},
       {"{type: softmax, axis: 1}", {3, 4}, true},
       {"{type: softmax, axis: [1, -1]}", {2, 3, 4}}});
  return type;
}

}  // namespace nnctl
