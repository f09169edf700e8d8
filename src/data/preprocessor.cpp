#include "data/preprocessor.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/assert.hpp"
#include "base/edit_distance.hpp"
#include "data/cell_text.hpp"
#include "data/mistakes.hpp"
#include "data/number_encoder.hpp"
#include "data/source.hpp"

namespace nnctl::data {
namespace {

constexpr int kVersion = 1;

}  // namespace

std::unique_ptr<FeatureEncoder> feature_encoder_from_json(const nlohmann::json& json) {
  const auto kind = json.at("kind").get<std::string>();
  if (kind == NumberEncoder::kKind) return std::make_unique<NumberEncoder>(json);
  throw UserError(Fault::kData, fmt::format("the model holds an encoder of kind '{}', which is unknown here", kind),
                  "it may come from a newer nnctl");
}

std::vector<int> find_columns(const Table& table, std::span<const std::string> names) {
  std::vector<int> found;
  Mistakes mistakes;
  for (const std::string& name : names) {
    found.push_back(table.find_column(name));
    if (found.back() >= 0) continue;
    const std::string nearest = nearest_name(name, table.columns());
    const std::string columns = "columns: " + listed(table.columns());
    mistakes.add(table.place(), fmt::format("column '{}' is missing", name),
                 nearest.empty() ? columns : fmt::format("is it '{}'? {}", nearest, columns));
  }
  mistakes.throw_if_any();
  return found;
}

void Preprocessor::add(std::string column, std::unique_ptr<FeatureEncoder> encoder) {
  num_features_ += encoder->width();
  columns_.push_back(std::move(column));
  encoders_.push_back(std::move(encoder));
}

Preprocessor Preprocessor::fit(const Table& table, std::span<const std::string> features,
                               std::span<const std::int64_t> rows, const DataConfig& config) {
  Preprocessor preprocessor;
  CellMistakes mistakes(table);
  for (const std::string& name : features) {
    const auto own = config.columns.find(name);
    const NumberOptions& options = own == config.columns.end() ? config.number : own->second;
    const ColumnView column{&table, table.find_column(name)};
    NNCTL_ASSERT(column.column >= 0, "a feature that the table lacks");
    auto encoder = fit_number_encoder(column, rows, options, mistakes);
    if (encoder) preprocessor.add(name, std::move(encoder));
  }
  mistakes.throw_if_any();
  return preprocessor;
}

std::vector<Real> Preprocessor::encode(const Table& table, std::span<const std::int64_t> rows,
                                       std::vector<std::int64_t>* bad_rows) const {
  const std::vector<int> columns = find_columns(table, columns_);
  std::vector<Real> features(rows.size() * static_cast<std::size_t>(num_features_));
  CellMistakes mistakes(table);
  Real* row_features = features.data();
  for (std::size_t i = 0; i < rows.size(); ++i, row_features += num_features_) {
    bool is_bad = false;
    Real* next = row_features;
    for (std::size_t column = 0; column < columns.size(); ++column) {
      const FeatureEncoder& encoder = *encoders_[column];
      auto mistake = encoder.encode(table.cell(rows[i], columns[column]), next);
      next += encoder.width();
      if (!mistake) continue;
      is_bad = true;
      if (bad_rows == nullptr) mistakes.add(rows[i], columns[column], std::move(*mistake));
    }
    if (is_bad && bad_rows != nullptr) {
      bad_rows->push_back(static_cast<std::int64_t>(i));
      std::fill(row_features, next, Real{0});
    }
  }
  mistakes.throw_if_any();
  return features;
}

void Preprocessor::check_header(const SourceConfig& source, const std::vector<std::string>& target_columns) const {
  std::vector<Column> columns;
  for (std::string& name : read_header(source)) columns.emplace_back(std::move(name), Storage::kNone);
  const Table header(source.files.front().string(), std::move(columns));
  find_columns(header, columns_);
  find_columns(header, target_columns);
}

std::shared_ptr<const Samples> Preprocessor::read(const SourceConfig& source, const TableRequest& request) const {
  NNCTL_ASSERT(!source.arrays, "arrays for a model of columns");
  auto samples = std::make_shared<const TableSamples>(read_table(source, request));
  find_columns(*samples->table(), columns_);
  return samples;
}

std::shared_ptr<const Samples> Preprocessor::read_unlabelled(std::vector<ByteSource> files,
                                                             const TableRequest& request) const {
  return std::make_shared<const TableSamples>(read_table(files, request));
}

std::unique_ptr<Dataset> Preprocessor::dataset(const std::shared_ptr<const Samples>& samples,
                                               const std::vector<std::int64_t>& rows, PackedTargets targets,
                                               std::vector<std::int64_t>* bad_rows) const {
  NNCTL_ASSERT(samples->table() != nullptr, "an array was given to the preprocessing of columns");
  return std::make_unique<MemoryDataset>(feature_shape(), targets.columns, encode(*samples->table(), rows, bad_rows),
                                         std::move(targets.values));
}

nlohmann::json Preprocessor::to_json() const {
  nlohmann::json columns = nlohmann::json::array();
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    columns.push_back(encoders_[i]->to_json());
    columns.back()["name"] = columns_[i];
  }
  return {{"version", kVersion}, {"columns", std::move(columns)}};
}

Preprocessor Preprocessor::from_json(const nlohmann::json& json) {
  try {
    if (json.at("version").get<int>() != kVersion) {
      throw UserError(
          Fault::kData,
          fmt::format("the model's preprocessing has version {}, expected {}", json.at("version").dump(), kVersion),
          "it may come from a newer nnctl");
    }
    Preprocessor preprocessor;
    for (const nlohmann::json& column : json.at("columns")) {
      preprocessor.add(column.at("name").get<std::string>(), feature_encoder_from_json(column));
    }
    return preprocessor;
  } catch (const nlohmann::json::exception& error) {
    throw UserError(Fault::kData, fmt::format("the model's preprocessing cannot be read: {}", error.what()),
                    "the model file is damaged or was edited");
  }
}

}  // namespace nnctl::data
