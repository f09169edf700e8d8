// The mean |cosine| between the rows of a matrix, or its columns. Keras 3.15.1, keras/src/regularizers/regularizers.py.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "regularizers/registry.hpp"

namespace nnctl {

namespace {

enum class Vectors { kRows, kColumns };

struct OrthogonalConfig {
  double factor = 0.01;
  Vectors mode = Vectors::kRows;
};

/// The vectors of a matrix: element k of vector i is values[i * vector_stride + k * element_stride].
struct MatrixVectors {
  std::int64_t count;
  std::int64_t length;
  std::int64_t vector_stride;
  std::int64_t element_stride;
  const Real* values;

  double dot(std::int64_t i, std::int64_t j) const {
    const Real* a = values + i * vector_stride;
    const Real* b = values + j * vector_stride;
    double sum = 0;
    for (std::int64_t k = 0; k < length * element_stride; k += element_stride) {
      sum += static_cast<double>(a[k]) * static_cast<double>(b[k]);
    }
    return sum;
  }
  /// At least 1e-7, as Keras's normalize has it.
  double norm(std::int64_t i) const { return std::sqrt(std::max(dot(i, i), kLeastSquare)); }
  static constexpr double kLeastSquare = 1e-14;
};

class OrthogonalRegularizer final : public Regularizer {
 public:
  explicit OrthogonalRegularizer(const OrthogonalConfig& config) : factor_(config.factor), mode_(config.mode) {}

  std::string mismatch(const Shape& shape) const override {
    if (shape.rank() != 2) return fmt::format("needs two axes, not {}", to_string(shape));
    const bool is_rows = mode_ == Vectors::kRows;
    if (shape[is_rows ? 0 : 1] >= 2) return {};
    return fmt::format("needs two {} or more, not {}", is_rows ? "rows" : "columns", to_string(shape));
  }
  bool adds_up() const override { return false; }

  double penalty(const Shape& shape, std::span<const Real> values) const override {
    const MatrixVectors w = vectors(shape, values);
    double sum = 0;
    for (std::int64_t i = 0; i < w.count; ++i) {
      const double norm = w.norm(i);
      for (std::int64_t j = 0; j < i; ++j) sum += std::abs(w.dot(i, j)) / (norm * w.norm(j));
    }
    return factor_ / pairs(w) * sum;
  }

  // with u = w / |w| and c = <u_i, u_j>: d |c| / d w_i = sign(c) (u_j - c u_i) / |w_i|
  void add_gradient(const Shape& shape, std::span<const Real> values, double scale,
                    std::span<Real> gradient) const override {
    const MatrixVectors w = vectors(shape, values);
    const double weight = scale * factor_ / pairs(w);
    for (std::int64_t i = 0; i < w.count; ++i) {
      const double norm_i = w.norm(i);
      for (std::int64_t j = 0; j < i; ++j) {
        const double norm_j = w.norm(j);
        const double product = w.dot(i, j);
        const double sign = (product > 0 ? weight : 0) - (product < 0 ? weight : 0);
        const double across = sign / (norm_i * norm_j);
        const double cosine = product / (norm_i * norm_j);
        add(w, i, j, across, -sign * cosine / (norm_i * norm_i), gradient);
        add(w, j, i, across, -sign * cosine / (norm_j * norm_j), gradient);
      }
    }
  }

 private:
  MatrixVectors vectors(const Shape& shape, std::span<const Real> values) const {
    if (mode_ == Vectors::kRows) return {shape[0], shape[1], shape[1], 1, values.data()};
    return {shape[1], shape[0], 1, shape[1], values.data()};
  }

  static double pairs(const MatrixVectors& w) {
    return static_cast<double>(w.count) * static_cast<double>(w.count - 1) / 2;
  }

  /// gradient of vector i += across w_j + along w_i
  static void add(const MatrixVectors& w, std::int64_t i, std::int64_t j, double across, double along,
                  std::span<Real> gradient) {
    const Real* a = w.values + i * w.vector_stride;
    const Real* b = w.values + j * w.vector_stride;
    Real* g = gradient.data() + i * w.vector_stride;
    for (std::int64_t k = 0; k < w.length * w.element_stride; k += w.element_stride) {
      g[k] += static_cast<Real>(across * static_cast<double>(b[k]) + along * static_cast<double>(a[k]));
    }
  }

  double factor_;
  Vectors mode_;
};

}  // namespace

}  // namespace nnctl

namespace nnctl::schema {

template <>
struct Choices<Vectors> {
  static const std::vector<Choice<Vectors>>& all() {
    static const std::vector<Choice<Vectors>> list = {{"rows", Vectors::kRows}, {"columns", Vectors::kColumns}};
    return list;
  }
};

}  // namespace nnctl::schema

namespace nnctl {

const schema::PartType<Regularizer>& orthogonal_regularizer_regularizer() {
  using Config = OrthogonalConfig;
  static const auto type = schema::part_type<OrthogonalRegularizer, Regularizer>(
      "orthogonal_regularizer", "OrthogonalRegularizer",
      "Adds factor times the mean |cosine| between the rows (or columns) of a matrix: turns them apart.",
      schema::Schema<Config>("regularizer 'orthogonal_regularizer'", "")
          .field("factor", &Config::factor, "Factor of the penalty.", schema::at_least(0.0))
          .field("mode", &Config::mode, "Which vectors: of a dense kernel, rows belong to inputs, columns to units."),
      {{"orthogonal_regularizer"}, {"{type: orthogonal_regularizer, factor: 0.1, mode: columns}"}});
  return type;
}

}  // namespace nnctl
