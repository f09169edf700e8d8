#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>

#include "initializers/registry.hpp"

namespace nnctl {

namespace {

std::vector<Real> filled(const char* name, const Shape& shape, const char* stream = "initializer/dense/kernel") {
  std::vector<Real> values(static_cast<std::size_t>(shape.num_elements()));
  InitializerConfig::named(name).make()->fill(shape, RandomStream(42, stream), values);
  return values;
}

double deviation(const std::vector<Real>& values) {
  double sum = 0;
  double squares = 0;
  for (const double value : values) {
    sum += value;
    squares += value * value;
  }
  const auto n = static_cast<double>(values.size());
  return std::sqrt(squares / n - sum / n * sum / n);
}

double largest(const std::vector<Real>& values) {
  double result = 0;
  for (const double value : values) result = std::max(result, std::abs(value));
  return result;
}

}  // namespace

TEST_CASE("fans come from the shape alone") {
  const auto fans = [](const Shape& shape) { return std::pair(fans_of(shape).in, fans_of(shape).out); };
  CHECK(fans({}) == std::pair(1.0, 1.0));
  CHECK(fans({7}) == std::pair(7.0, 7.0));
  CHECK(fans({784, 10}) == std::pair(784.0, 10.0));
  CHECK(fans({3, 3, 4, 8}) == std::pair(36.0, 72.0));
}

TEST_CASE("a truncated normal reaches its variance although it is cut") {
  // he_normal of fan_in 1000, keras-semantics: deviation 0.0447, largest 2 * 0.0447 / 0.8796
  const std::vector<Real> values = filled("he_normal", {1000, 200});
  CHECK(deviation(values) == Approx(std::sqrt(2.0 / 1000)).epsilon(0.01));
  CHECK(largest(values) <= 2 * std::sqrt(2.0 / 1000) / 0.8796256610342398);
  CHECK(largest(values) > 0.1);
}

TEST_CASE("glorot_uniform fills its interval") {
  const std::vector<Real> values = filled("glorot_uniform", {300, 100});
  const double limit = std::sqrt(6.0 / 400);
  CHECK(largest(values) <= limit);
  CHECK(largest(values) > 0.999 * limit);
  CHECK(deviation(values) == Approx(limit / std::sqrt(3.0)).epsilon(0.01));
}

TEST_CASE("values depend on the stream's name, and each on its own position only") {
  CHECK(filled("glorot_uniform", {4, 6}, "a") != filled("glorot_uniform", {4, 6}, "b"));
  // the same fan_in, so the longer one starts with the shorter
  const std::vector<Real> wide = filled("he_normal", {4, 60});
  const std::vector<Real> narrow = filled("he_normal", {4, 6});
  CHECK(std::equal(narrow.begin(), narrow.end(), wide.begin()));
}

TEST_CASE("constants are constant") {
  CHECK(filled("zeros", {2}) == std::vector<Real>{0, 0});
  CHECK(filled("one", {2}) == std::vector<Real>{1, 1});
  CHECK(filled("Constant", {2}) == std::vector<Real>{0, 0});
}

TEST_CASE("Keras's spellings are known") {
  const auto& info = schema::registry<Initializer>().info;
  for (const char* name : {"GlorotUniform", "glorot_normal", "HeNormal", "he_uniform", "LecunNormal", "lecun_uniform",
                           "zero", "Zeros", "one", "Ones", "constant"}) {
    CHECK(info.find(name) != nullptr);
  }
  CHECK(info.find("normal") == info.find("RandomNormal"));
  CHECK(info.find("uniform") == info.find("random_uniform"));
  for (const char* name : {"OrthogonalInitializer", "VarianceScaling", "TruncatedNormal", "identity"}) {
    CHECK(info.find(name) != nullptr);
  }
}

TEST_CASE("an orthogonal matrix has orthonormal columns, or rows where there are fewer") {
  for (const Shape& shape :
       {Shape{5, 5}, Shape{40, 9}, Shape{9, 40}, Shape{3, 3, 7, 70}, Shape{512, 2048}, Shape{4, 1}}) {
    CAPTURE(to_string(shape));
    const std::vector<Real> values = filled("orthogonal", shape);
    const auto columns = static_cast<std::size_t>(shape[-1]);
    const std::size_t rows = values.size() / columns;
    const bool is_wide = rows < columns;
    const std::size_t count = std::min(rows, columns);
    const std::size_t length = std::max(rows, columns);
    const auto at = [&](std::size_t i, std::size_t k) {
      return static_cast<double>(is_wide ? values[i * columns + k] : values[k * columns + i]);
    };
    double worst = 0;
    const std::size_t step = std::max<std::size_t>(1, count / 40);
    for (std::size_t i = 0; i < count; i += step) {
      for (std::size_t j = 0; j <= i; j += step) {
        double product = i == j ? -1 : 0;
        for (std::size_t k = 0; k < length; ++k) product += at(i, k) * at(j, k);
        worst = std::max(worst, std::abs(product));
      }
    }
    CHECK(worst < 1e-6);
  }
}

TEST_CASE("initializers say which shapes they cannot fill") {
  const auto mismatch = [](const char* name, const Shape& shape) {
    return InitializerConfig::named(name).make()->mismatch(shape);
  };
  CHECK(mismatch("orthogonal", {8}) == "needs two axes or more, not (8,)");
  CHECK(mismatch("orthogonal", {3, 3, 1, 8}) == "");
  CHECK(mismatch("identity", {3, 3, 1, 8}) == "needs two axes, not (3, 3, 1, 8)");
  CHECK(mismatch("identity", {8, 4}) == "");
  CHECK(mismatch("he_normal", {}) == "");
}

}  // namespace nnctl
