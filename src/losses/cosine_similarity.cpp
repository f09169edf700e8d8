// Minus the cosine between the row of targets and the row of predictions. Keras 3.15.1, keras/src/losses/losses.py.
#include "costs/rows.hpp"
#include "losses/crossentropy.hpp"
#include "losses/registry.hpp"

namespace nnctl {

namespace {

struct CosineSimilarityConfig {
  std::int64_t axis = -1;
};

class CosineSimilarity final : public Loss {
 public:
  explicit CosineSimilarity(const CosineSimilarityConfig&) {}

  TargetEncoding target_encoding() const override { return TargetEncoding::kNumbers; }

  std::string mismatch(std::int64_t columns, std::string_view) const override {
    if (columns != 1) return {};
    return "cosine_similarity compares directions, and one column has none but its sign; use mean_squared_error";
  }

  // cos = y.p / (|y| |p|);  d -cos / d p_c = -(y_c / |y| - cos p_c / |p|) / |p|. Where |p| is below 1e-7 there is no
  // direction to turn: the gradient is 0 (TensorFlow's is NaN at a row of zeros).
  double forward_backward(const LossCall& call) const override {
    double total = 0;
    for (std::int64_t row = 0; row < call.rows; ++row) {
      const Real* p = call.prediction + row * call.columns;
      const Real* y = call.target + row * call.columns;
      const double weight = call.weight(row);
      const auto cosine = costs::Cosine::of(call.columns, p, [&](std::int64_t c) { return y[c]; });
      total -= weight * cosine.value();
      if (call.gradient == nullptr) continue;
      const double slope = cosine.p_norm > costs::kEpsilon ? -call.scale * weight / cosine.p_norm : 0.0;
      for (std::int64_t c = 0; c < call.columns; ++c) {
        const double turn =
            static_cast<double>(y[c]) / cosine.y_norm - cosine.value() * static_cast<double>(p[c]) / cosine.p_norm;
        call.gradient[row * call.columns + c] = static_cast<Real>(slope * turn);
      }
    }
    return total;
  }
};

}  // namespace

const schema::PartType<Loss>& cosine_similarity_loss() {
  using Config = CosineSimilarityConfig;
  static const auto type = schema::part_type<CosineSimilarity, Loss>(
      "cosine_similarity", "CosineSimilarity",
      "Several numbers as a direction: minus the cosine to the target's, -1 where both point the same way.",
      schema::Schema<Config>("loss 'cosine_similarity'", "").field("axis", &Config::axis, kAxisText, last_axis()),
      {{"cosine_similarity", 3}});
  return type;
}

}  // namespace nnctl
