#include "golden/vectors.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <limits>
#include <map>

#include <fmt/format.h>

#include "base/assert.hpp"

namespace nnctl::golden {

namespace {

/// How far past the tolerance: 1 is its edge.
double excess(double got, double expected, const Tolerance& tolerance) {
  if (std::isnan(expected) || std::isnan(got)) {
    return std::isnan(expected) && std::isnan(got) ? 0 : std::numeric_limits<double>::infinity();
  }
  if (got == expected) return 0;  // equal infinities too
  return std::abs(got - expected) / (tolerance.relative * std::abs(expected) + tolerance.absolute);
}

}  // namespace

Shape Tensor::sample_shape() const { return Shape(std::span(shape).subspan(1)); }

const nlohmann::json& cases(const std::string& file) {
  static std::map<std::string, nlohmann::json> files;
  const auto found = files.find(file);
  if (found != files.end()) return found->second;
  const std::string path = std::string(NNCTL_SOURCE_DIR) + "/tests/golden/" + file;
  std::ifstream stream(path);
  NNCTL_ASSERT(stream.good(), fmt::format("cannot read {}", path));
  return files.emplace(file, nlohmann::json::parse(stream).at("cases")).first->second;
}

std::vector<std::string> files_starting_with(const std::string& start) {
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(std::string(NNCTL_SOURCE_DIR) + "/tests/golden")) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with(start) && name.ends_with(".json")) files.push_back(name);
  }
  std::ranges::sort(files);
  return files;
}

double number(const nlohmann::json& value) {
  if (!value.is_string()) return value.get<double>();
  if (value == "nan") return std::numeric_limits<double>::quiet_NaN();
  NNCTL_ASSERT(value == "inf" || value == "-inf", fmt::format("not a number: {}", value.dump()));
  return value == "inf" ? std::numeric_limits<double>::infinity() : -std::numeric_limits<double>::infinity();
}

Tensor tensor(const nlohmann::json& value) {
  Tensor result;
  result.shape = value.at("shape").get<std::vector<std::int64_t>>();
  for (const nlohmann::json& element : value.at("data")) result.data.push_back(static_cast<Real>(number(element)));
  return result;
}

schema::Node node(const nlohmann::json& value) {
  using schema::Node;
  switch (value.type()) {
    case nlohmann::json::value_t::object: {
      Node map = Node::map();
      for (const auto& [key, item] : value.items()) map.set(key, node(item));
      return map;
    }
    case nlohmann::json::value_t::array: {
      Node list = Node::sequence();
      for (const nlohmann::json& item : value) list.append(node(item));
      return list;
    }
    case nlohmann::json::value_t::string:
      return Node::string(value.get<std::string>());
    case nlohmann::json::value_t::boolean:
      return Node::boolean(value.get<bool>());
    case nlohmann::json::value_t::null:
      return {};
    default:
      return value.is_number_float() ? Node::number(value.get<double>()) : Node::integer(value.get<std::int64_t>());
  }
}

std::string difference(std::span<const Real> got, std::span<const Real> expected, Tolerance tolerance) {
  if (got.size() != expected.size()) return fmt::format("{} values, expected {}", got.size(), expected.size());
  double worst = 1;
  std::string text;
  for (std::size_t i = 0; i < got.size(); ++i) {
    const double past = excess(got[i], expected[i], tolerance);
    if (past > worst) {
      worst = past;
      text = fmt::format("[{}]: {}, expected {}", i, got[i], expected[i]);
    }
  }
  return text;
}

std::string difference(double got, double expected, Tolerance tolerance) {
  return excess(got, expected, tolerance) > 1 ? fmt::format("{}, expected {}", got, expected) : std::string();
}

}  // namespace nnctl::golden
