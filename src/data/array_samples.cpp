#include "data/array_samples.hpp"

#include <bit>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "base/assert.hpp"
#include "base/diagnostic.hpp"
#include "base/hash.hpp"
#include "data/array_file.hpp"
#include "data/array_preprocessor.hpp"

namespace nnctl::data {
namespace {

void check_pair(const std::string& x_file, const ArrayHeader& x, const std::string& y_file, const ArrayHeader& y) {
  const auto fail = [&](std::string message, std::string hint) {
    throw UserError(
        Fault::kData,
        {{.place = {.file = y_file}, .message = std::move(message), .hint = std::move(hint), .excerpt = {}}});
  };
  if (y.shape.size() > 2) {
    fail(fmt::format("labels of shape {}: one number a row was expected, or one row of numbers", to_string(y)),
         y.num_rows() == x.num_rows() ? "are x and y swapped?" : "give the file of labels as y");
  }
  if (x.num_rows() != y.num_rows()) {
    fail(fmt::format("{} labels for the {} rows of '{}'", y.num_rows(), x.num_rows(), x_file),
         "x and y must come from one set: a label for each row");
  }
}

}  // namespace

ArraySamples::ArraySamples(Array features, Table labels)
    : features_(std::move(features)),
      labels_(std::move(labels)),
      content_hash_(Hasher().text(features_.content_hash).text(labels_.content_hash()).hex()) {}

std::shared_ptr<const Preprocessing> ArraySamples::fit(const DataConfig& config, const RowIds&) const {
  return std::make_shared<ArrayPreprocessor>(features_.header, config);
}

ArrayHeaders read_array_headers(const SourceConfig& source) {
  NNCTL_ASSERT(source.arrays && source.files.size() == 2, "arrays come as x and y");
  ArrayHeaders headers{read_array_header(source.files[0]), read_array_header(source.files[1])};
  check_pair(source.files[0].string(), headers.x, source.files[1].string(), headers.y);
  return headers;
}

std::shared_ptr<const ArraySamples> read_arrays(const SourceConfig& source) {
  read_array_headers(source);  // a mistake is told before the rows are read
  Array x = read_array(source.files[0]);
  const Array y = read_array(source.files[1]);
  check_pair(x.file, x.header, y.file, y.header);
  return std::make_shared<ArraySamples>(std::move(x), label_table(y));
}

Table label_table(const Array& labels) {
  const std::int64_t rows = labels.header.num_rows();
  const std::int64_t columns = labels.header.row_size();
  std::vector<std::string> names;
  for (std::int64_t c = 0; c < columns; ++c) names.push_back(columns == 1 ? "y" : fmt::format("y{}", c));
  std::vector<Column> made;
  for (std::int64_t c = 0; c < columns; ++c) {
    std::vector<double> values;
    values.reserve(static_cast<std::size_t>(rows));
    visit_elements(labels, [&](const auto* element) {
      for (std::int64_t row = 0; row < rows; ++row) {
        const auto value = static_cast<double>(element[row * columns + c]);
        values.push_back(std::isfinite(value) ? value : std::bit_cast<double>(kMissingDouble));
      }
    });
    made.emplace_back(names[static_cast<std::size_t>(c)], Storage::kNumber).append(std::span<const double>(values));
  }
  Table table(labels.file, std::move(made));
  table.set_num_rows(rows);
  table.set_content_hash(labels.content_hash);
  return table;
}

Shape feature_shape(const ArrayHeader& header, const std::vector<std::int64_t>& wanted) {
  if (!wanted.empty()) return Shape(wanted);
  std::vector<std::int64_t> shape(header.shape.begin() + 1, header.shape.end());
  if (shape.empty() || shape.size() == 2) shape.push_back(1);
  return Shape(shape);
}

std::vector<ConfigMistake> check_arrays(const DataConfig& config, const ArrayHeader& x) {
  if (config.shape.empty()) return {};
  const Shape wanted(config.shape);
  if (wanted.num_elements() == x.row_size()) return {};
  return {{"data.shape",
           fmt::format("'shape' {} takes {} numbers a row, and '{}' has {}: {}", to_string(wanted),
                       wanted.num_elements(), config.train.files.front().string(), x.row_size(), to_string(x)),
           "the sizes must multiply to the same count; without 'shape' it is " + to_string(feature_shape(x, {}))}};
}

}  // namespace nnctl::data
