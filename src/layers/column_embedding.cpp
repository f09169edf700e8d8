// Some columns of a row as ids, each with a table of its own, in place of which its vector stands; the other columns
// pass. Guo, Berkhahn, "Entity Embeddings of Categorical Variables", arXiv 1604.06737, 2016.
#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "kernels/elementwise.hpp"
#include "layers/registry.hpp"
#include "layers/weight_config.hpp"

namespace nnctl {

namespace {

struct EmbeddedColumn {
  std::string name;
  std::int64_t position = 0;
  std::int64_t ids = 1;
  std::int64_t dimension = 1;

  static const schema::Schema<EmbeddedColumn>& schema() {
    using schema::at_least;
    static const auto schema =
        schema::Schema<EmbeddedColumn>("a column of layer 'column_embedding'", "A column of ids.")
            .required("name", &EmbeddedColumn::name, "What its table is called.")
            .required("position", &EmbeddedColumn::position, "Its place in the input, from 0.",
                      at_least(std::int64_t{0}))
            .required("ids", &EmbeddedColumn::ids, "How many ids there are, from 0; all others become zeros.",
                      at_least(std::int64_t{1}))
            .required("dimension", &EmbeddedColumn::dimension, "Width of the vector that stands for an id.",
                      at_least(std::int64_t{1}));
    return schema;
  }
};

struct ColumnEmbeddingConfig {
  std::vector<EmbeddedColumn> columns;
  WeightConfig embeddings = WeightConfig::initialized_by("random_uniform");
};

class ColumnEmbedding final : public Layer {
 public:
  explicit ColumnEmbedding(const ColumnEmbeddingConfig& config) : config_(config) {
    std::ranges::stable_sort(config_.columns, {}, &EmbeddedColumn::position);
  }

  LayerPlan plan(const TensorSpec& input) const override {
    if (input.shape.rank() != 1) {
      throw ShapeMismatch(
          fmt::format("column_embedding needs rows of columns, got {}", to_string_with_batch(input.shape)),
          "put it first, behind a table's columns");
    }
    LayerPlan plan;
    std::int64_t width = input.shape[0];
    for (std::size_t i = 0; i < config_.columns.size(); ++i) {
      const EmbeddedColumn& column = config_.columns[i];
      const bool is_again = i > 0 && config_.columns[i - 1].position == column.position;
      if (column.position >= input.shape[0] || is_again) {
        throw ShapeMismatch(
            fmt::format("column_embedding's '{}' has position {}, which {}", column.name, column.position,
                        is_again ? "another has too" : fmt::format("an input of {} has not", input.shape[0])),
            "positions count from 0, each once");
      }
      width += column.dimension - 1;
      plan.parameters.push_back(parameter_spec(column.name, {column.ids, column.dimension}, config_.embeddings));
    }
    plan.output = {Shape{width}};
    return plan;
  }

  void forward(const ForwardCall& call) const override {
    const std::int64_t width = call.input.shape[0];
    Real* y = call.y;
    for (std::int64_t row = 0; row < call.rows; ++row) {
      const Real* x = call.x + row * width;
      std::int64_t next = 0;  // column of the input
      for (std::size_t i = 0; i < config_.columns.size(); ++i) {
        const EmbeddedColumn& column = config_.columns[i];
        y = std::copy_n(x + next, column.position - next, y);
        const std::int64_t id = id_of(x[column.position], column);
        y = id < 0 ? std::fill_n(y, column.dimension, Real{0})
                   : std::copy_n(call.parameters[i] + id * column.dimension, column.dimension, y);
        next = column.position + 1;
      }
      y = std::copy_n(x + next, width - next, y);
    }
  }

  // d table (ids, dimension): the sum of dy over the rows of each id, in their order
  void backward(const BackwardCall& call) const override {
    const std::int64_t width = call.input.shape[0];
    for (std::size_t i = 0; i < config_.columns.size(); ++i) {
      const std::int64_t size = config_.columns[i].ids * config_.columns[i].dimension;
      if (call.gradients[i] != nullptr) std::fill_n(call.gradients[i], size, Real{0});
    }
    const Real* dy = call.dy;
    for (std::int64_t row = 0; row < call.rows; ++row) {
      const Real* x = call.x + row * width;
      Real* dx = call.dx == nullptr ? nullptr : call.dx + row * width;
      std::int64_t next = 0;
      const auto pass_to = [&](std::int64_t end) {
        if (dx != nullptr) std::copy_n(dy, end - next, dx + next);
        dy += end - next;
        next = end;
      };
      for (std::size_t i = 0; i < config_.columns.size(); ++i) {
        const EmbeddedColumn& column = config_.columns[i];
        pass_to(column.position);
        const std::int64_t id = id_of(x[column.position], column);
        if (id >= 0 && call.gradients[i] != nullptr) {
          kernels::add(column.dimension, dy, call.gradients[i] + id * column.dimension);
        }
        if (dx != nullptr) dx[column.position] = 0;
        dy += column.dimension;
        next = column.position + 1;
      }
      pass_to(width);
    }
  }

 private:
  /// The nearest whole number; -1 where it is no id.
  static std::int64_t id_of(Real value, const EmbeddedColumn& column) {
    const Real whole = std::round(value);
    const bool is_id = whole >= 0 && whole < static_cast<Real>(column.ids);  // false for NaN
    return is_id ? static_cast<std::int64_t>(whole) : -1;
  }

  ColumnEmbeddingConfig config_;
};

}  // namespace

const schema::PartType<Layer>& column_embedding_layer() {
  schema::Schema<ColumnEmbeddingConfig> fields("layer 'column_embedding'", "");
  fields.required("columns", &ColumnEmbeddingConfig::columns, "The columns that hold ids.");
  weight_fields(fields, "embeddings", &ColumnEmbeddingConfig::embeddings, "tables (ids, dimension)");
  static const auto type = schema::part_type<ColumnEmbedding, Layer>(
      "column_embedding", "column_embedding",
      "Replaces the ids in some columns by vectors that are learned; the others pass. It stands in front of a model by "
      "itself where a category column has `encode: embedding`.",
      std::move(fields),
      {{"{type: column_embedding, columns: [{name: site, position: 1, ids: 3, dimension: 2}]}", {3}, false, 4},
       {"{type: column_embedding, embeddings_regularizer: l2, columns: [{name: b, position: 2, ids: 5, dimension: 1}, "
        "{name: a, position: 0, ids: 5, dimension: 3}]}",
        {3},
        false,
        5}});
  return type;
}

}  // namespace nnctl
