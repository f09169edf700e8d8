// Matrices whose columns (or rows, where there are fewer) are orthogonal and of one length: Saxe et al., "Exact
// solutions to the nonlinear dynamics of learning in deep linear neural networks" (ICLR 2014). And the identity.
// Keras 3.15.1, keras/src/initializers: random_initializers.py, constant_initializers.py.
#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include <fmt/format.h>

#include "initializers/distributions.hpp"
#include "initializers/registry.hpp"

namespace nnctl {

namespace {

using schema::PartType;
using schema::Schema;

/// v -= its parts along kCount orthonormal vectors that follow each other from q on. The sums run in four lanes: their
/// order is fixed by the length alone, so that a seed gives the same matrix on every machine.
template <std::size_t kCount>
void remove_parts(const double* q, std::span<double> v) {
  constexpr std::size_t kLanes = 4;
  const std::size_t length = v.size();
  std::array<std::array<double, kLanes>, kCount> sums{};
  std::size_t i = 0;
  for (; i + kLanes <= length; i += kLanes) {
    for (std::size_t c = 0; c < kCount; ++c) {
      for (std::size_t lane = 0; lane < kLanes; ++lane) sums[c][lane] += q[c * length + i + lane] * v[i + lane];
    }
  }
  std::array<double, kCount> parts{};
  for (std::size_t c = 0; c < kCount; ++c) {
    for (std::size_t k = i; k < length; ++k) parts[c] += q[c * length + k] * v[k];
    for (const double sum : sums[c]) parts[c] += sum;
  }
  for (std::size_t k = 0; k < length; ++k) {
    double removed = 0;
    for (std::size_t c = 0; c < kCount; ++c) removed += parts[c] * q[c * length + k];
    v[k] -= removed;
  }
}

void make_unit(std::span<double> v) {
  double squares = 0;
  for (const double value : v) squares += value * value;
  const double scale = 1 / std::sqrt(squares);
  for (double& value : v) value *= scale;
}

/// The Q of a QR decomposition whose R has a positive diagonal, by the modified method of Gram and Schmidt: `vectors`
/// (count, length) become orthonormal, to rounding times the condition of the random matrix (Bjorck, "Solving linear
/// least squares problems by Gram-Schmidt orthogonalization", 1967), far below a float's. A block of vectors meets the
/// earlier ones together, while those are near.
void orthonormalize(std::size_t count, std::size_t length, std::span<double> vectors) {
  constexpr std::size_t kBlock = 8;
  constexpr std::size_t kTogether = 4;
  static_assert(kBlock % kTogether == 0);
  const auto vector = [&](std::size_t i) { return vectors.subspan(i * length, length); };
  for (std::size_t first = 0; first < count; first += kBlock) {
    const std::size_t end = std::min(first + kBlock, count);
    for (std::size_t earlier = 0; earlier < first; earlier += kTogether) {
      for (std::size_t i = first; i < end; ++i) remove_parts<kTogether>(vector(earlier).data(), vector(i));
    }
    for (std::size_t i = first; i < end; ++i) {
      for (std::size_t earlier = first; earlier < i; ++earlier) remove_parts<1>(vector(earlier).data(), vector(i));
      make_unit(vector(i));
    }
  }
}

struct GainConfig {
  double gain = 1;
};

class Orthogonal final : public Initializer {
 public:
  explicit Orthogonal(const GainConfig& config) : gain_(config.gain) {}

  std::string mismatch(const Shape& shape) const override {
    if (shape.rank() >= 2) return {};
    return fmt::format("needs two axes or more, not {}", to_string(shape));
  }

  /// The matrix is (all axes but the last, the last). Its vectors lie along the longer side.
  void fill(const Shape& shape, const RandomStream& random, std::span<Real> values) const override {
    const auto columns = static_cast<std::size_t>(shape[-1]);
    const std::size_t rows = values.size() / columns;
    const std::size_t length = std::max(rows, columns);
    const std::size_t count = std::min(rows, columns);
    std::vector<double> vectors(values.size());
    for (std::size_t i = 0; i < count; ++i) {
      for (std::size_t j = 0; j < length; ++j) vectors[i * length + j] = random.normal(0, j * count + i);
    }
    orthonormalize(count, length, vectors);
    fill_elements(values, [&](std::uint64_t element) {
      const std::size_t row = element / columns;
      const std::size_t column = element % columns;
      return gain_ * (rows < columns ? vectors[row * length + column] : vectors[column * length + row]);
    });
  }

 private:
  double gain_;
};

class Identity final : public Initializer {
 public:
  explicit Identity(const GainConfig& config) : gain_(static_cast<Real>(config.gain)) {}

  std::string mismatch(const Shape& shape) const override {
    if (shape.rank() == 2) return {};
    return fmt::format("needs two axes, not {}", to_string(shape));
  }

  void fill(const Shape& shape, const RandomStream&, std::span<Real> values) const override {
    std::ranges::fill(values, Real{0});
    const std::int64_t diagonal = std::min(shape[0], shape[1]);
    for (std::int64_t i = 0; i < diagonal; ++i) values[static_cast<std::size_t>(i * shape[1] + i)] = gain_;
  }

 private:
  Real gain_;
};

constexpr const char* kGainText = "Factor of the matrix.";

}  // namespace

const PartType<Initializer>& orthogonal_initializer() {
  static const auto type = schema::part_type<Orthogonal, Initializer>(
      "orthogonal", "Orthogonal",
      "A random matrix with orthogonal columns, or rows where there are fewer, of length gain; all axes but the last "
      "count as rows.",
      with_random_keys(Schema<GainConfig>("initializer 'orthogonal'", "")
                           .field("gain", &GainConfig::gain, kGainText, schema::finite())),
      {{"orthogonal"}, {"{type: orthogonal, gain: 1.4}"}}, {"OrthogonalInitializer"});
  return type;
}

const PartType<Initializer>& identity_initializer() {
  static const auto type = schema::part_type<Identity, Initializer>(
      "identity", "Identity", "gain on the diagonal of a matrix, 0 elsewhere.",
      Schema<GainConfig>("initializer 'identity'", "").field("gain", &GainConfig::gain, kGainText, schema::finite()),
      {{"identity"}, {"{type: identity, gain: 0.5}"}}, {"IdentityInitializer"});
  return type;
}

}  // namespace nnctl
