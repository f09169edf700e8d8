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
#include "data/cell_text.hpp"

namespace nnctl::data {
namespace {

void check_pair(const std::string& x_file, const ArrayHeader& x, const std::string& y_file, const ArrayHeader& y) {
  const auto fail = [&](std::string message, std::string hint) {
    throw UserError(
        Fault::kData,
        {{.place = {.file = y_file}, .message = std::move(message), .hint = std::move(hint), .excerpt = {}}});
  };
  if (x.num_rows() != y.num_rows()) {
    fail(fmt::format("{} labels for the {} rows of '{}'", y.num_rows(), x.num_rows(), x_file),
         "x and y must come from one set: a label for each row");
  }
}

std::int64_t size_in_memory(const ArrayHeader& header) {
  return header.num_rows() * header.row_size() * size_of(header.type);
}

void check_stays_on_disk(const SourceConfig& source, const ArrayLayout& layout) {
  const std::string file = source.files[0].string();
  const bool is_plain = is_plain_array(source.files[0]);
  if (is_plain && !layout.column_major) return;
  const std::string memory = in_megabytes(size_in_memory(layout.header));
  throw UserError(
      Fault::kData,
      {{.place = {.file = file},
        .message = fmt::format("the array takes {}, more than data.memory ({}), and {}", memory,
                               in_megabytes(source.memory.bytes),
                               is_plain ? "its columns come first in the file"
                                        : "is packed: its rows cannot be read one "
                                          "by one"),
        .hint = is_plain ? fmt::format("save it with numpy.ascontiguousarray, or set data.memory to {} or more", memory)
                         : fmt::format("unpack it to an IDX or NPY file, or set data.memory to {} or more", memory),
        .excerpt = {}}});
}

}  // namespace

ArraySamples::ArraySamples(Array features, Table labels)
    : in_memory_(std::move(features)),
      labels_(std::move(labels)),
      content_hash_(Hasher().text(in_memory_.content_hash).text(labels_.content_hash()).hex()) {}

ArraySamples::ArraySamples(std::unique_ptr<DiskArray> features, Table labels)
    : on_disk_(std::move(features)),
      labels_(std::move(labels)),
      content_hash_(Hasher().text(on_disk_->content_hash()).text(labels_.content_hash()).hex()) {}

std::shared_ptr<const Preprocessing> ArraySamples::fit(const DataConfig& config, const RowIds&) const {
  return std::make_shared<ArrayPreprocessor>(header(), config);
}

ArrayHeaders read_array_headers(const SourceConfig& source) {
  NNCTL_ASSERT(source.arrays && source.files.size() == 2, "arrays come as x and y");
  ArrayHeaders headers{read_array_layout(source.files[0]).header, read_array_layout(source.files[1]).header};
  check_pair(source.files[0].string(), headers.x, source.files[1].string(), headers.y);
  return headers;
}

std::shared_ptr<const ArraySamples> read_arrays(const SourceConfig& source) {
  read_array_headers(source);  // a mistake is told before the rows are read
  const ArrayLayout layout = read_array_layout(source.files[0]);
  const bool fits = size_in_memory(layout.header) <= source.memory.bytes;
  if (!fits) check_stays_on_disk(source, layout);
  Array x = fits ? read_array(source.files[0]) : Array{};
  const Array y = read_array(source.files[1]);
  if (!fits)
    return std::make_shared<ArraySamples>(std::make_unique<DiskArray>(source.files[0], layout), label_table(y));
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
    Column& column = made.emplace_back(names[static_cast<std::size_t>(c)], Storage::kNumber);
    std::vector<double> values;
    visit_elements(labels, [&](const auto* element) {
      for (std::int64_t row = 0; row < rows; ++row) {
        const auto value = static_cast<double>(element[row * columns + c]);
        values.push_back(std::isfinite(value) ? value : std::bit_cast<double>(kMissingDouble));
        if (std::ssize(values) < kGroupRows && row + 1 < rows) continue;
        column.append(std::span<const double>(values));
        values.clear();
      }
    });
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
