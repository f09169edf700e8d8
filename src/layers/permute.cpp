// Axes in another order. Keras 3.15.1, keras/src/layers/reshaping/permute.py.
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "layers/registry.hpp"

namespace nnctl {

namespace {

using Dims = std::vector<std::int64_t>;

struct PermuteConfig {
  Dims dims;  ///< axis i of the output is axis dims[i] of the input; they count from 1, as 0 is the batch
};

class Permute final : public Layer {
 public:
  explicit Permute(const PermuteConfig& config) : rank_(static_cast<int>(config.dims.size())) {
    for (int axis = 0; axis < rank_; ++axis) {
      from_[at(axis)] = static_cast<int>(config.dims[at(axis)]) - 1;
      back_[at(from_[at(axis)])] = axis;
    }
  }

  LayerPlan plan(const TensorSpec& input) const override {
    if (input.shape.rank() != rank_) {
      throw ShapeMismatch(fmt::format("permute with {} dims needs an input of {} axes beside the batch, got {}", rank_,
                                      rank_, to_string_with_batch(input.shape)),
                          fmt::format("name each of the axes 1 to {} once in 'dims'", input.shape.rank()));
    }
    LayerPlan plan;
    plan.output.shape = moved(input.shape, from_);
    plan.aliases_input = std::is_sorted(from_.begin(), from_.begin() + rank_);
    return plan;
  }

  void forward(const ForwardCall& call) const override { move(call.rows, call.input.shape, from_, call.x, call.y); }

  void backward(const BackwardCall& call) const override {
    if (call.dx != nullptr) move(call.rows, moved(call.input.shape, from_), back_, call.dy, call.dx);
  }

 private:
  using Order = std::array<int, Shape::kMaxRank>;
  static std::size_t at(int axis) { return static_cast<std::size_t>(axis); }

  Shape moved(const Shape& shape, const Order& from) const {
    std::array<std::int64_t, Shape::kMaxRank> sizes{};
    for (int axis = 0; axis < rank_; ++axis) sizes[at(axis)] = shape[from[at(axis)]];
    return Shape(std::span<const std::int64_t>(sizes.data(), at(rank_)));
  }

  /// y[i_0, ..] = x with its axis from[k] at i_k, for each row. The last axis of y is the inner loop; the others count
  /// up like an odometer.
  void move(std::int64_t rows, const Shape& shape, const Order& from, const Real* x, Real* y) const {
    std::array<std::int64_t, Shape::kMaxRank> strides{};
    std::int64_t stride = 1;
    for (int axis = rank_ - 1; axis >= 0; --axis) {
      strides[at(axis)] = stride;
      stride *= shape[axis];
    }
    const std::int64_t size = stride;
    const std::int64_t inner = shape[from[at(rank_ - 1)]];
    const std::int64_t step = strides[at(from[at(rank_ - 1)])];
    for (std::int64_t row = 0; row < rows; ++row, x += size) {
      std::array<std::int64_t, Shape::kMaxRank> index{};
      std::int64_t start = 0;
      for (std::int64_t done = 0; done < size; done += inner, y += inner) {
        for (std::int64_t i = 0; i < inner; ++i) y[i] = x[start + i * step];
        for (int axis = rank_ - 2; axis >= 0; --axis) {
          const std::int64_t axis_stride = strides[at(from[at(axis)])];
          start += axis_stride;
          if (++index[at(axis)] < shape[from[at(axis)]]) break;
          start -= index[at(axis)] * axis_stride;
          index[at(axis)] = 0;
        }
      }
    }
  }

  int rank_;
  Order from_{};  // axis of the input for each of the output
  Order back_{};  // the inverse
};

schema::Check<Dims> permutation() {
  return {fmt::format("the axes 1, 2, ... (at most {}) in some order, each once", Shape::kMaxRank),
          [](const Dims& dims) {
            Dims sorted = dims;
            std::ranges::sort(sorted);
            for (std::size_t i = 0; i < sorted.size(); ++i) {
              if (sorted[i] != static_cast<std::int64_t>(i) + 1) return false;
            }
            return !dims.empty() && dims.size() <= Shape::kMaxRank;
          },
          schema::Node::map()};
}

}  // namespace

const schema::PartType<Layer>& permute_layer() {
  static const auto type = schema::part_type<Permute, Layer>(
      "permute", "Permute", "Puts the axes in another order: [2, 1] transposes.",
      schema::Schema<PermuteConfig>("layer 'permute'", "")
          .required("dims", &PermuteConfig::dims,
                    "For each axis of the output, the input's axis; the batch is axis 0 and left out.", permutation()),
      {{"{type: permute, dims: [2, 1]}", {3, 4}},
       {"{type: permute, dims: [3, 1, 2]}", {2, 3, 4}},
       {"{type: permute, dims: [1, 3, 2, 4]}", {2, 3, 2, 3}},
       {"{type: permute, dims: [1, 2]}", {3, 2}}});
  return type;
}

}  // namespace nnctl
