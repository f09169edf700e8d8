#include "data/array_preprocessor.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/assert.hpp"
#include "base/diagnostic.hpp"
#include "data/array_conversion.hpp"
#include "data/array_dataset.hpp"
#include "data/array_file.hpp"
#include "data/array_rows.hpp"
#include "data/cell_text.hpp"
#include "data/paged_dataset.hpp"

namespace nnctl::data {
namespace {

constexpr int kVersion = 1;

[[noreturn]] void fail(const std::string& file, std::string message, std::string hint) {
  throw UserError(Fault::kData,
                  {{.place = {.file = file}, .message = std::move(message), .hint = std::move(hint), .excerpt = {}}});
}

double largest(ElementType type) {
  switch (type) {
    case ElementType::kUint8:
      return std::numeric_limits<std::uint8_t>::max();
    case ElementType::kInt8:
      return std::numeric_limits<std::int8_t>::max();
    case ElementType::kInt16:
      return std::numeric_limits<std::int16_t>::max();
    case ElementType::kInt32:
      return std::numeric_limits<std::int32_t>::max();
    case ElementType::kUint16:
      return std::numeric_limits<std::uint16_t>::max();
    case ElementType::kUint32:
      return std::numeric_limits<std::uint32_t>::max();
    case ElementType::kInt64:
      return static_cast<double>(std::numeric_limits<std::int64_t>::max());
    case ElementType::kUint64:
      return static_cast<double>(std::numeric_limits<std::uint64_t>::max());
    case ElementType::kBool:
    case ElementType::kFloat32:
    case ElementType::kFloat64:
      break;
  }
  return 1.0;  // a float has no end that would mean anything
}

// Rows with a value that is none or that a Real cannot hold, as positions in `rows`; all, or the first.
std::vector<std::int64_t> rows_not_finite(const Array& array, const std::vector<std::int64_t>& rows, bool all) {
  std::vector<std::int64_t> bad;
  if (!is_float(array.header.type)) return bad;
  const std::int64_t row_bytes = array.header.row_size() * size_of(array.header.type);
  for (std::size_t i = 0; i < rows.size() && (all || bad.empty()); ++i) {
    if (!is_finite_row(array.header, array.bytes.data() + rows[i] * row_bytes)) {
      bad.push_back(static_cast<std::int64_t>(i));
    }
  }
  return bad;
}

std::shared_ptr<const ArraySamples> arrays_of(const std::shared_ptr<const Samples>& samples) {
  auto arrays = std::dynamic_pointer_cast<const ArraySamples>(samples);
  NNCTL_ASSERT(arrays != nullptr, "a table was given to the preprocessing of arrays");
  return arrays;
}

}  // namespace

ArrayPreprocessor::ArrayPreprocessor(const ArrayHeader& header, const DataConfig& config)
    : type_(header.type),
      row_shape_(header.shape.begin() + 1, header.shape.end()),
      shape_(data::feature_shape(header, config.shape)) {
  const ArrayScale automatic = header.type == ElementType::kUint8 ? ArrayScale::kUnit : ArrayScale::kNone;
  if (config.scale.value_or(automatic) == ArrayScale::kUnit) divisor_ = largest(type_);
}

ArrayPreprocessor::ArrayPreprocessor(const nlohmann::json& json)
    : type_(element_type_named(json.at("element_type").get<std::string>())),
      row_shape_(json.at("row_shape").get<std::vector<std::int64_t>>()),
      divisor_(json.at("divisor").get<double>()) {
  const auto shape = json.at("shape").get<std::vector<std::int64_t>>();
  const auto is_positive = [](std::int64_t axis) { return axis > 0; };
  const bool good = shape.size() <= Shape::kMaxRank && divisor_ > 0 && std::ranges::all_of(shape, is_positive);
  std::int64_t size = 1;
  for (const std::int64_t axis : row_shape_) size *= axis;
  if (good) shape_ = Shape(shape);
  if (!good || shape_.num_elements() != size) {
    throw UserError(Fault::kData, "the model's preprocessing cannot be read: its shapes do not fit together",
                    "the model file is damaged or was edited");
  }
}

const std::vector<std::string>& ArrayPreprocessor::columns() const {
  static const std::vector<std::string> none;
  return none;
}

void ArrayPreprocessor::check_rows(const std::string& file, const ArrayHeader& header) const {
  const ArrayHeader wanted{type_, [&] {
                             std::vector<std::int64_t> shape = row_shape_;
                             shape.insert(shape.begin(), header.num_rows());
                             return shape;
                           }()};
  if (header == wanted) return;
  fail(file, fmt::format("the array is {}, and the model was trained on {}", to_string(header), to_string(wanted)),
       "rows must have the same shape and element type");
}

void ArrayPreprocessor::check_header(const SourceConfig& source, const std::vector<std::string>& target_columns) const {
  const ArrayHeaders headers = read_array_headers(source);
  check_rows(source.files[0].string(), headers.x);
  if (headers.y.row_size() == std::ssize(target_columns)) return;
  fail(source.files[1].string(),
       fmt::format("labels of shape {}, and {} a row were expected", to_string(headers.y),
                   counted(std::ssize(target_columns), "number")),
       "labels must be as those of the training rows");
}

std::shared_ptr<const Samples> ArrayPreprocessor::read(const SourceConfig& source, const TableRequest&) const {
  if (!source.arrays || source.files.size() != 2) {
    throw UserError(Fault::kData,
                    fmt::format("the model was trained on arrays: rows and their labels were expected, {} came",
                                counted(std::ssize(source.files), "file")),
                    "give two files: the array of the rows, then that of their labels");
  }
  auto samples = read_arrays(source);
  check_rows(samples->file(), samples->header());
  return samples;
}

std::shared_ptr<const Samples> ArrayPreprocessor::read_unlabelled(std::vector<ByteSource> files,
                                                                  const TableRequest&) const {
  NNCTL_ASSERT(!files.empty(), "a source without files");
  Array all = read_array(files.front());
  check_rows(all.file, all.header);
  for (std::size_t i = 1; i < files.size(); ++i) {
    const Array next = read_array(files[i]);
    check_rows(next.file, next.header);
    all.header.shape.front() += next.header.num_rows();
    all.bytes.insert(all.bytes.end(), next.bytes.begin(), next.bytes.end());
  }
  std::string file = all.file;
  return std::make_shared<ArraySamples>(std::move(all), Table(std::move(file), {}));
}

std::unique_ptr<Dataset> ArrayPreprocessor::dataset(const std::shared_ptr<const Samples>& samples, const RowIds& ids,
                                                    PackedTargets targets, std::vector<std::int64_t>* bad_rows) const {
  std::vector<std::int64_t> rows = ids.to_vector();
  auto arrays = arrays_of(samples);
  NNCTL_ASSERT(arrays->in_memory() != nullptr, "an array that is held a piece at a time was asked for as a whole");
  std::vector<std::int64_t> bad = rows_not_finite(*arrays->in_memory(), rows, bad_rows != nullptr);
  if (bad_rows != nullptr) {
    *bad_rows = bad;
  } else if (!bad.empty()) {
    fail_not_finite(arrays->file(), rows[static_cast<std::size_t>(bad[0])]);
  }
  return std::make_unique<ArrayDataset>(std::move(arrays), std::move(rows), shape_, divisor_, std::move(targets),
                                        std::move(bad));
}

bool ArrayPreprocessor::is_paged(const Samples& samples, std::int64_t, const MemoryConfig&) const {
  return dynamic_cast<const ArraySamples&>(samples).on_disk() != nullptr;
}

std::unique_ptr<Dataset> ArrayPreprocessor::paged_dataset(const std::shared_ptr<const Samples>& samples,
                                                          const RowIds& rows, const TargetRows& target,
                                                          const PagePlan& plan) const {
  return std::make_unique<PagedDataset>(
      std::make_unique<ArrayRows>(arrays_of(samples), rows, shape_, divisor_, target, plan.block_rows), plan);
}

std::shared_ptr<const Preprocessing> ArrayPreprocessor::adapted(std::span<const std::string>,
                                                                const DataConfig& config) const {
  auto other = std::make_shared<ArrayPreprocessor>(*this);
  if (!config.shape.empty()) other->shape_ = Shape(config.shape);
  return other;
}

nlohmann::json ArrayPreprocessor::to_json() const {
  return {{"version", kVersion},
          {"kind", kKind},
          {"element_type", name_of(type_)},
          {"row_shape", row_shape_},
          {"shape", std::vector<std::int64_t>(shape_.dims().begin(), shape_.dims().end())},
          {"divisor", divisor_}};
}

}  // namespace nnctl::data
