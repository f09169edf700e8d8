// A row of a table for each id. Keras 3.15.1, keras/src/layers/core/embedding.py.
#include <algorithm>
#include <limits>

#include <fmt/format.h>

#include "kernels/elementwise.hpp"
#include "layers/registry.hpp"
#include "layers/weight_config.hpp"

namespace nnctl {

namespace {

// Ids are Reals: whole floats are exact up to here.
constexpr std::int64_t kMostIds = 1 << 24;

schema::Check<std::int64_t> id_count() {
  schema::Check<std::int64_t> check = schema::at_least(std::int64_t{1});
  check.text = fmt::format("between 1 and {}", kMostIds);
  check.accepts = [](const std::int64_t& n) { return n >= 1 && n <= kMostIds; };
  check.json_schema.set("maximum", schema::Node::integer(kMostIds));
  return check;
}

struct EmbeddingConfig {
  std::int64_t input_dim = 0;
  std::int64_t output_dim = 0;
  WeightConfig embeddings = WeightConfig::initialized_by("random_uniform");
  bool mask_zero = false;
};

class Embedding final : public Layer {
 public:
  explicit Embedding(const EmbeddingConfig& config) : config_(config) {}

  LayerPlan plan(const TensorSpec& input) const override {
    const int rank = input.shape.rank();
    if (rank == 0 || rank == Shape::kMaxRank || (config_.mask_zero && rank != 1)) {
      throw ShapeMismatch(fmt::format("embedding{} needs ids (steps), got {}", config_.mask_zero ? " with a mask" : "",
                                      to_string_with_batch(input.shape)),
                          "put a flatten before it, or a time_distributed around it");
    }
    std::vector<std::int64_t> dims(input.shape.dims().begin(), input.shape.dims().end());
    dims.push_back(config_.output_dim);
    LayerPlan plan;
    plan.output = {Shape(dims), config_.mask_zero};
    plan.makes_mask = config_.mask_zero;
    plan.parameters.push_back(
        parameter_spec("embeddings", {config_.input_dim, config_.output_dim}, config_.embeddings));
    plan.input_ids = config_.input_dim;
    return plan;
  }

  void forward(const ForwardCall& call) const override {
    const std::int64_t D = config_.output_dim;
    const std::int64_t ids = call.rows * call.input.num_elements();
    for (std::int64_t i = 0; i < ids; ++i) {
      const std::int64_t row = row_of(call.x[i]);
      if (row >= 0) {
        std::copy_n(call.parameters[0] + row * D, D, call.y + i * D);
      } else {
        std::fill_n(call.y + i * D, D, std::numeric_limits<Real>::quiet_NaN());
      }
      if (config_.mask_zero) call.output_mask[i] = row == 0 ? Real{0} : Real{1};
    }
  }

  void backward(const BackwardCall& call) const override {
    const std::int64_t D = config_.output_dim;
    const std::int64_t ids = call.rows * call.input.num_elements();
    if (call.dx != nullptr) std::fill_n(call.dx, ids, Real{0});
    Real* d = call.gradients[0];
    if (d == nullptr) return;
    std::fill_n(d, config_.input_dim * D, Real{0});
    for (std::int64_t i = 0; i < ids; ++i) {
      const std::int64_t row = row_of(call.x[i]);
      if (row >= 0) kernels::add(D, call.dy + i * D, d + row * D);
    }
  }

 private:
  /// The row of the table for an id, whose fraction is cut off; -1 where there is none.
  std::int64_t row_of(Real id) const {
    const bool is_row = id > -1 && id < static_cast<Real>(config_.input_dim);  // false for NaN
    return is_row ? static_cast<std::int64_t>(id) : -1;
  }

  EmbeddingConfig config_;
};

}  // namespace

const schema::PartType<Layer>& embedding_layer() {
  schema::Schema<EmbeddingConfig> fields("layer 'embedding'", "");
  fields
      .required("input_dim", &EmbeddingConfig::input_dim, "How many ids there are: they go from 0 to input_dim - 1.",
                id_count())
      .required("output_dim", &EmbeddingConfig::output_dim, "Width of the vector that stands for an id.",
                schema::at_least(std::int64_t{1}));
  weight_fields(fields, "embeddings", &EmbeddingConfig::embeddings, "table (input_dim, output_dim)");
  fields
      .field("mask_zero", &EmbeddingConfig::mask_zero,
             "Whether id 0 stands for nothing: recurrent layers then pass its step over.")
      .later("weights", "First values of the table, as numbers.")
      .later("lora_rank", "Rank of a low-rank update that is trained in place of the table.")
      .later("lora_alpha", "Scale of that update.")
      .later("quantization_config", "How the table is quantized.");
  static const auto type = schema::part_type<Embedding, Layer>(
      "embedding", "Embedding", "Replaces each id, a whole number, by a vector that is learned.", std::move(fields),
      {{"{type: embedding, input_dim: 7, output_dim: 3}", {4}, false, 7},
       {"{type: embedding, input_dim: 5, output_dim: 2, mask_zero: true, embeddings_regularizer: l2}", {6}, false, 5},
       {"{type: embedding, input_dim: 4, output_dim: 2}", {2, 3}, false, 4}});
  return type;
}

}  // namespace nnctl
