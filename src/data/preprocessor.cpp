#include "data/preprocessor.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/assert.hpp"
#include "base/edit_distance.hpp"
#include "data/cell_text.hpp"
#include "data/columns.hpp"
#include "data/mistakes.hpp"
#include "data/paged_dataset.hpp"
#include "data/source.hpp"
#include "data/table_rows.hpp"
#include "data/windows.hpp"
#include "parallel/thread_pool.hpp"

namespace nnctl::data {
namespace {

constexpr int kVersion = 1;
constexpr std::int64_t kRowsForThreads = 1 << 14;  // fewer are fitted sooner than threads start
constexpr std::size_t kBlockRows = 4096;           // rows whose features are written column by column

}  // namespace

RowIds rows_with_values(const Table& table, std::span<const int> columns, const RowIds& rows) {
  if (columns.empty()) return rows;
  RowIds kept;
  for (const std::int64_t row : rows) {
    const auto misses = [&](int column) { return table.cell(row, column).is_missing(); };
    if (std::ranges::none_of(columns, misses)) kept.push_back(row);
  }
  return kept;
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

void Preprocessor::add(std::string column, std::string type, std::shared_ptr<const FeatureEncoder> encoder) {
  num_features_ += encoder->width();
  columns_.push_back(std::move(column));
  types_.push_back(std::move(type));
  encoders_.push_back(std::move(encoder));
}

Preprocessor Preprocessor::fit(const Table& table, std::span<const std::string> features, const RowIds& all_rows,
                               const DataConfig& config) {
  std::vector<ColumnTypeConfig> types;
  std::vector<int> dropping;
  for (const std::string& name : features) {
    const int column = table.find_column(name);
    NNCTL_ASSERT(column >= 0, "a feature that the table lacks");
    const ColumnTypeConfig* declared = declared_type(name, config);
    types.push_back(declared != nullptr
                        ? *declared
                        : type_with_defaults(infer_column_type(table.column(column), all_rows), config));
    if (types.back().make()->drops_missing()) dropping.push_back(column);
  }
  const RowIds rows = rows_with_values(table, dropping, all_rows);
  Preprocessor preprocessor;
  std::vector<std::unique_ptr<FeatureEncoder>> encoders(features.size());
  std::vector<CellMistakes> of_column(features.size(), CellMistakes(table));
  auto fit_column = [&](std::int64_t column, int) {
    const KeepDenormals precise;
    const auto i = static_cast<std::size_t>(column);
    encoders[i] = types[i].make()->fit({&table, table.find_column(features[i])}, rows, of_column[i]);
  };
  ThreadPool pool(rows.count() >= kRowsForThreads ? thread_limit() : 1);
  pool.for_each_chunk(std::ssize(features), fit_column);
  CellMistakes mistakes(table);
  for (std::size_t i = 0; i < features.size(); ++i) {
    mistakes.add(std::move(of_column[i]));
    if (encoders[i]) preprocessor.add(features[i], types[i].name(), std::move(encoders[i]));
  }
  mistakes.throw_if_any();
  return preprocessor;
}

std::vector<Real> Preprocessor::encode(const Table& table, const RowIds& rows,
                                       std::vector<std::int64_t>* bad_rows) const {
  const std::vector<int> columns = find_columns(table, columns_);
  std::vector<Real> features(rows.size() * static_cast<std::size_t>(num_features_));
  std::vector<EncodeState> states(columns.size());
  CellMistakes mistakes(table);
  std::vector<bool> is_bad(bad_rows == nullptr ? 0 : rows.size());
  std::vector<std::int64_t> block;
  auto row = rows.begin();
  for (std::size_t first = 0; first < rows.size(); first += kBlockRows) {
    block.clear();
    for (; block.size() < kBlockRows && row != rows.end(); ++row) block.push_back(*row);
    encode_rows(table, columns, block, states, features.data() + static_cast<std::int64_t>(first) * num_features_,
                [&](std::size_t position, std::size_t column, CellMistake mistake) {
                  if (bad_rows == nullptr) {
                    mistakes.add(block[position], columns[column], std::move(mistake));
                  } else {
                    is_bad[first + position] = true;
                  }
                });
  }
  mistakes.throw_if_any();
  for (std::size_t i = 0; i < is_bad.size(); ++i) {
    if (!is_bad[i]) continue;
    bad_rows->push_back(static_cast<std::int64_t>(i));
    std::fill_n(features.data() + static_cast<std::int64_t>(i) * num_features_, num_features_, Real{0});
  }
  return features;
}

void Preprocessor::encode_rows(const Table& table, std::span<const int> columns, std::span<const std::int64_t> rows,
                               std::span<EncodeState> states, Real* features, const WrongFeature& wrong) const {
  for (std::size_t column = 0; column < columns.size(); ++column) {
    const FeatureEncoder& encoder = *encoders_[column];
    encoder.encode_rows(
        {table.column(columns[column]), rows, features, num_features_}, states[column],
        [&](std::size_t position, CellMistake mistake) { wrong(position, column, std::move(mistake)); });
    features += encoder.width();
  }
}

RowIds Preprocessor::drop_missing(const Samples& samples, RowIds rows) const {
  std::vector<std::string> dropping;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    if (encoders_[i]->drops_missing()) dropping.push_back(columns_[i]);
  }
  if (dropping.empty()) return rows;
  return rows_with_values(*samples.table(), find_columns(*samples.table(), dropping), rows);
}

std::vector<Preprocessing::EmbeddedFeature> Preprocessor::embedded_features() const {
  std::vector<EmbeddedFeature> embedded;
  std::int64_t position = 0;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    const FeatureEncoder::Embedding embedding = encoders_[i]->embedding();
    if (embedding.dimension > 0) embedded.push_back({columns_[i], position, embedding.ids, embedding.dimension});
    position += encoders_[i]->width();
  }
  return embedded;
}

std::string Preprocessor::columns_by_type() const {
  constexpr std::size_t kMostNames = 6;
  std::vector<std::string> kinds;
  for (const auto* type : schema::registry<ColumnType>().types) {
    const std::string& name = type->info.name;
    std::vector<std::string> columns;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      if (types_[i] == name) columns.push_back(columns_[i]);
    }
    if (columns.empty()) continue;
    const bool ends_in_y = name.ends_with('y');
    const std::string many = ends_in_y ? name.substr(0, name.size() - 1) + "ies" : name + "s";
    const std::string names =
        type == schema::registry<ColumnType>().types.front() ? "" : fmt::format(" ({})", listed(columns, kMostNames));
    kinds.push_back(fmt::format("{} {}{}", columns.size(), columns.size() == 1 ? name : many, names));
  }
  return fmt::format("{}", fmt::join(kinds, ", "));
}

Preprocessor Preprocessor::of_columns(std::span<const std::string> names) const {
  Preprocessor chosen;
  for (const std::string& name : names) {
    const auto found = std::ranges::find(columns_, name);
    NNCTL_ASSERT(found != columns_.end(), "a column that was never fitted");
    const auto i = static_cast<std::size_t>(found - columns_.begin());
    chosen.add(name, types_[i], encoders_[i]);
  }
  return chosen;
}

std::shared_ptr<const Preprocessing> Preprocessor::adapted(std::span<const std::string> header,
                                                           const DataConfig& config) const {
  if (config.window) return WindowPreprocessing::of_columns(*this, header, config);
  return std::make_shared<const Preprocessor>(of_columns(resolve_features(header, config)));
}

void Preprocessor::add_requests(TableRequest& request) const {
  for (std::size_t i = 0; i < columns_.size(); ++i) request.columns[columns_[i]] = encoders_[i]->request();
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

std::unique_ptr<Dataset> Preprocessor::dataset(const std::shared_ptr<const Samples>& samples, const RowIds& rows,
                                               PackedTargets targets, std::vector<std::int64_t>* bad_rows) const {
  NNCTL_ASSERT(samples->table() != nullptr, "an array was given to the preprocessing of columns");
  return std::make_unique<MemoryDataset>(feature_shape(), targets.columns, encode(*samples->table(), rows, bad_rows),
                                         std::move(targets.values));
}

std::unique_ptr<Dataset> Preprocessor::paged_dataset(const std::shared_ptr<const Samples>& samples, const RowIds& rows,
                                                     const TargetRows& target, const PagePlan& plan) const {
  return std::make_unique<PagedDataset>(std::make_unique<TableRows>(samples, rows, *this, target, plan.block_rows),
                                        plan);
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
      preprocessor.add(column.at("name").get<std::string>(), column.at("kind").get<std::string>(),
                       feature_encoder_from_json(column));
    }
    return preprocessor;
  } catch (const nlohmann::json::exception& error) {
    throw UserError(Fault::kData, fmt::format("the model's preprocessing cannot be read: {}", error.what()),
                    "the model file is damaged or was edited");
  }
}

}  // namespace nnctl::data
