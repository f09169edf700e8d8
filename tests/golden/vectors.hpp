// Reads the golden vectors (README.md) and compares with them.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "base/diagnostic.hpp"
#include "schema/part.hpp"
#include "tensor/real.hpp"
#include "tensor/shape.hpp"

namespace nnctl::golden {

struct Tensor {
  std::vector<std::int64_t> shape;  ///< the batch axis included
  std::vector<Real> data;           ///< C order

  std::int64_t rows() const { return shape.empty() ? 1 : shape.front(); }
  /// All axes but the first.
  Shape sample_shape() const;
  std::int64_t size() const { return static_cast<std::int64_t>(data.size()); }
};

/// The cases of tests/golden/FILE.
const nlohmann::json& cases(const std::string& file);
/// The names of the vector files that start so, sorted: one kind of part may have several.
std::vector<std::string> files_starting_with(const std::string& start);

/// A number; "nan", "inf" and "-inf" are written as strings.
double number(const nlohmann::json& value);
/// From {"shape": [..], "data": [..]}.
Tensor tensor(const nlohmann::json& value);
/// The same tree as a config would hold.
schema::Node node(const nlohmann::json& value);

/// The part a case's `config` describes, without the keys that the test sees to itself.
template <class Interface>
schema::PartConfig<Interface> part(nlohmann::json config, const std::vector<std::string>& but = {}) {
  for (const std::string& key : but) config.erase(key);
  schema::Reader reader;
  schema::PartConfig<Interface> value;
  schema::read_part(reader, node(config), Interface::kKind, value);
  reader.throw_if_failed();
  return value;
}

/// |got - expected| <= relative * |expected| + absolute
struct Tolerance {
  double relative = 1e-6;
  double absolute = 1e-7;
};

/// Empty when all are near (NaN is near NaN), else the worst: "[3]: 0.25, expected 0.5". For CHECK(... == "").
std::string difference(std::span<const Real> got, std::span<const Real> expected, Tolerance tolerance = {});
std::string difference(double got, double expected, Tolerance tolerance = {});

}  // namespace nnctl::golden
