#include "data/prepare.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/assert.hpp"
#include "base/hash.hpp"
#include "data/array_samples.hpp"
#include "data/cell_text.hpp"
#include "data/choose_split.hpp"
#include "data/columns.hpp"
#include "data/duplicates.hpp"
#include "data/requests.hpp"
#include "data/row_weights.hpp"
#include "data/source.hpp"

namespace nnctl::data {
namespace {

const SourceConfig& own_source(const DataConfig& config, Part part) {
  return part == Part::kTrain ? config.train : part == Part::kValidation ? config.validation : config.test;
}

// Rows of numbers, or of labels, may be of any shape; one class a row stands alone or in a one-hot row.
void check_label_axes(const ArrayHeader& y, const std::string& file, const PrepareOptions& options) {
  if (!options.wants_category || options.wants_labels || y.shape.size() <= 2) return;
  throw UserError(
      Fault::kData,
      {{.place = {.file = file},
        .message = fmt::format("labels of shape {}: classes are one number a row, or one-hot rows", to_string(y)),
        .hint = "are x and y swapped? For images to be told use a loss for numbers, such as mean_squared_error",
        .excerpt = {}}});
}

void throw_mistakes(std::vector<ConfigMistake> mistakes) {
  if (mistakes.empty()) return;
  std::vector<Diagnostic> diagnostics;
  for (ConfigMistake& mistake : mistakes) {
    diagnostics.push_back({.place = {},
                           .message = fmt::format("{}: {}", mistake.key_path, mistake.message),
                           .hint = std::move(mistake.hint),
                           .excerpt = {}});
  }
  throw UserError(Fault::kConfig, std::move(diagnostics));
}

void note_ignored(const Samples& samples, PreparedData& data) {
  if (samples.table() == nullptr) return;
  const std::vector<std::string> ignored =
      other_columns(samples.table()->columns(), data.preprocessing->columns(), data.target.columns());
  if (ignored.empty()) return;
  data.notes.push_back(fmt::format("{}: columns not used: {}", samples.table()->place().file, listed(ignored)));
}

std::span<const std::string> columns_of(const Samples& samples) {
  if (samples.table() == nullptr) return {};
  return samples.table()->columns();
}

TargetEncoder adapted_target(const FittedData& fitted, const Samples& samples, const TargetConfig& target) {
  try {
    return fitted.target->adapted(samples.targets(), target);
  } catch (const UserError& error) {
    std::vector<Diagnostic> diagnostics = error.diagnostics();
    diagnostics.front().hint += fmt::format(
        "{}the target is read as in {}; for one of its own: data.preprocessing: {{from: RUN, target: false}}",
        diagnostics.front().hint.empty() ? "" : "; ", fitted.origin);
    throw UserError(error.fault(), std::move(diagnostics));
  }
}

void note_fitted(PreparedData& data) {
  if (data.fitted == nullptr) return;
  data.notes.push_back(fmt::format("preprocessing: that of {}; {} fitted to these rows", data.fitted->origin,
                                   data.fitted->target ? "nothing is" : "only the target is"));
}

void note_target(const PreparedData& data, std::vector<std::string>& notes) {
  if (data.target.is_whole_numbers()) {
    notes.push_back(
        fmt::format("target '{}' holds whole numbers and is taken as a number; for classes set "
                    "data.target.type: category",
                    data.target.columns().front()));
  }
  const std::vector<std::int64_t>& in_training = data.class_counts[static_cast<std::size_t>(Part::kTrain)];
  for (std::size_t c = 0; c < in_training.size(); ++c) {
    if (in_training[c] == 0) {
      notes.push_back(fmt::format("class '{}' has no training row: it cannot be learned", data.target.classes()[c]));
    }
  }
}

// Windows overlap anyway, and arrays have no columns to compare.
void note_copies(PreparedData& data) {
  const PartRows& training = data.part(Part::kTrain);
  if (training.samples == nullptr || training.samples->table() == nullptr || data.has_windows) return;
  std::vector<std::string> columns = data.preprocessing->columns();
  columns.insert(columns.end(), data.target.columns().begin(), data.target.columns().end());
  std::vector<std::string> counts;
  for (const Part part : {Part::kValidation, Part::kTest}) {
    const PartRows& judged = data.part(part);
    if (judged.samples == nullptr) continue;
    const std::int64_t copies =
        count_copies({training.samples->table(), training.rows}, {judged.samples->table(), judged.rows}, columns);
    if (copies == 0) continue;
    const std::string of = judged.num_rows() <= kMostCompared ? fmt::format("{}", judged.num_rows())
                                                              : fmt::format("the first {}", kMostCompared);
    counts.push_back(fmt::format("{} of {} {} rows", copies, of, to_string(part)));
  }
  if (counts.empty()) return;
  data.notes.push_back(fmt::format(
      "{} are exact copies of training rows, features and target: scores on them flatter the model; rows of "
      "one origin are kept together by data.split: {{strategy: group, by: COLUMN}}",
      fmt::join(counts, " and ")));
}

// Rows that are trained on and validated with.
std::int64_t rows_at_work(const PreparedData& data) {
  return data.part(Part::kTrain).num_rows() + data.part(Part::kValidation).num_rows();
}

std::string too_large(std::int64_t rows, std::int64_t bytes, const MemoryConfig& memory) {
  return fmt::format("{} take {}, more than data.memory ({})", counted(rows, "row"), in_megabytes(bytes),
                     in_megabytes(memory.bytes));
}

// Windows reach over rows that no block holds together: all rows must be there.
void check_windows(const PreparedData& data) {
  const std::int64_t rows = rows_at_work(data);
  const std::int64_t bytes = rows * data.preprocessing->row_bytes();
  if (!data.has_windows || bytes <= data.memory.bytes) return;
  throw UserError(
      Fault::kData,
      fmt::format("{}, and windows over ordered rows are cut in memory", too_large(rows, bytes, data.memory)),
      fmt::format("set data.memory to {} or more, or train on fewer rows or columns", in_megabytes(bytes)));
}

void note_pages(PreparedData& data) {
  if (!data.is_paged()) return;
  const std::int64_t rows = rows_at_work(data);
  const PagePlan plan =
      PagePlan::of(data.preprocessing->row_bytes(), data.part(Part::kTrain).samples->num_rows(), data.memory);
  data.notes.push_back(fmt::format("{}: about {} rows at a time are held and shuffled, {} random blocks of {}",
                                   too_large(rows, rows * data.preprocessing->row_bytes(), data.memory),
                                   plan.piece_rows(), plan.piece_blocks, plan.block_rows));
}

// Rows that miss a value of a column with the option missing: drop go, and are counted.
void drop_missing(PartRows& rows, const Preprocessing& preprocessing) {
  const std::int64_t num_rows = rows.num_rows();
  rows.rows = preprocessing.drop_missing(*rows.samples, std::move(rows.rows));
  rows.num_dropped += num_rows - rows.num_rows();
}

void note_without_target(const Table& table, std::int64_t num_kept, std::vector<std::string>& notes) {
  if (num_kept == table.num_rows()) return;
  notes.push_back(fmt::format("{}: {} of {} are left out: the target is missing (data.target.missing: drop)",
                              table.place().file, table.num_rows() - num_kept, counted(table.num_rows(), "row")));
}

void fill_part(PreparedData& data, Part part, std::shared_ptr<const Samples> samples, RowIds rows) {
  const auto index = static_cast<std::size_t>(part);
  const std::int64_t num_rows = rows.count();
  PartRows filled{std::move(samples), std::move(rows), {}, 0};
  drop_missing(filled, *data.preprocessing);
  if (filled.num_dropped > 0) {
    data.notes.push_back(fmt::format("{} of {} are left out: a value is missing (missing: drop)", filled.num_dropped,
                                     counted(num_rows, fmt::format("{} row", to_string(part)))));
  }
  if (filled.rows.empty()) return;
  if (data.target.kind() == TargetKind::kClasses) {
    data.class_counts[index] = data.target.count_classes(filled.samples->targets(), filled.rows);
  }
  filled.fingerprint = fingerprint(*filled.samples, *data.preprocessing, data.target);
  data.rows[index] = std::move(filled);
}

}  // namespace

std::string fingerprint(const Samples& samples, const Preprocessing& preprocessing, const TargetEncoder& target) {
  Hasher hasher;
  hasher.text(samples.content_hash());
  for (const std::vector<std::string>& columns : {preprocessing.columns(), target.columns()}) {
    hasher.number(std::ssize(columns));
    for (const std::string& column : columns) hasher.text(column);
  }
  return hasher.hex();
}

namespace {

std::unique_ptr<Dataset> rows_in_memory(const PartRows& rows, const Preprocessing& preprocessing,
                                        const TargetRows& target) {
  PackedTargets targets;
  if (target.encoder != nullptr) {
    targets = {target.encoder->encode(rows.samples->targets(), rows.rows, target.encoding), target.width()};
  }
  return preprocessing.dataset(rows.samples, rows.rows, std::move(targets), nullptr);
}

std::unique_ptr<Dataset> dataset_of(const PartRows& rows, const Preprocessing& preprocessing, const TargetRows& target,
                                    const std::string& weight, const MemoryConfig& memory, std::int64_t rows_at_work) {
  NNCTL_ASSERT(rows.samples != nullptr, "a part without rows was asked for");
  std::unique_ptr<Dataset> dataset;
  if (preprocessing.is_paged(*rows.samples, rows_at_work, memory)) {
    const std::int64_t row_bytes = preprocessing.row_bytes() + target.width() * std::int64_t{sizeof(Real)};
    dataset = preprocessing.paged_dataset(rows.samples, rows.rows, target,
                                          PagePlan::of(row_bytes, rows.samples->num_rows(), memory));
  } else {
    dataset = rows_in_memory(rows, preprocessing, target);
  }
  if (!weight.empty()) {
    NNCTL_ASSERT(rows.samples->table() != nullptr, "only a table has a column of weights");
    dataset->set_weights(row_weights(*rows.samples->table(), rows.rows, weight));
  }
  return dataset;
}

}  // namespace

std::unique_ptr<Dataset> make_dataset(const PartRows& rows, const Preprocessing& preprocessing,
                                      const TargetEncoder* target, TargetEncoding encoding, const std::string& weight,
                                      const MemoryConfig& memory) {
  return dataset_of(rows, preprocessing, {target, encoding}, weight, memory, rows.num_rows());
}

HeaderFacts read_header_facts(const DataConfig& config, const PrepareOptions& options) {
  if (config.train.arrays) {
    const ArrayHeaders headers = read_array_headers(config.train);
    check_label_axes(headers.y, config.train.files.back().string(), options);
    HeaderFacts facts{{}, true, check_arrays(config, headers.x)};
    if (!facts.mistakes.empty()) return facts;
    facts.feature_shape = feature_shape(headers.x, config.shape);
    if (options.fitted) {
      const auto preprocessing = options.fitted->preprocessing->adapted({}, config);
      const auto& target = options.fitted->target;
      const auto labels = static_cast<std::size_t>(headers.y.row_size());
      preprocessing->check_header(config.train, target ? target->columns() : std::vector<std::string>(labels));
      facts.feature_shape = preprocessing->feature_shape();
    }
    return facts;
  }
  const std::vector<std::string> header = read_header(config.train);
  HeaderFacts facts{{}, true, check_columns(header, config)};
  if (!facts.mistakes.empty()) return facts;
  if (options.fitted) {
    facts.feature_shape = options.fitted->preprocessing->adapted(header, config)->feature_shape();
    return facts;
  }
  const FeatureCount features = count_features(resolve_features(header, config), config);
  facts.feature_shape = {features.count};
  if (config.window) {
    facts.feature_shape = {config.window->length, features.count + count_features(config.window->known, config).count};
  }
  facts.shape_is_certain = features.is_certain;
  return facts;
}

std::unique_ptr<Dataset> PreparedData::dataset(Part wanted, TargetEncoding encoding) const {
  return dataset_of(part(wanted), *preprocessing, {&target, encoding}, weight, memory, rows_at_work(*this));
}

bool PreparedData::is_paged() const {
  return preprocessing->is_paged(*part(Part::kTrain).samples, rows_at_work(*this), memory);
}

PreparedData prepare(const DataConfig& config, const PrepareOptions& options) {
  throw_mistakes(check_config(config));
  throw_mistakes(read_header_facts(config, options).mistakes);

  PreparedData data;
  data.config = config;
  data.fitted = options.fitted;
  data.weight = config.weight;
  data.memory = config.memory;
  data.has_windows = config.window.has_value();
  const TableRequest request =
      config.train.arrays ? TableRequest{} : request_for(read_header(config.train), config, options.wants_category);
  const std::shared_ptr<const Samples> samples = read_samples(config.train, request);
  const FittedData* fitted = options.fitted.get();
  const bool fits_target = fitted == nullptr || !fitted->target;
  const TargetConfig target = target_of(config, *samples);
  data.target = fits_target
                    ? TargetEncoder::fit(samples->targets(), target, options.wants_category, options.wants_labels)
                    : adapted_target(*fitted, *samples, target);
  data.split = choose_split(samples->targets(), config, data.target);
  if (fits_target) data.target.fit_scale(samples->targets(), data.split.rows(Part::kTrain), config.target.scale);
  data.preprocessing = fitted == nullptr ? samples->fit(config, data.split.rows(Part::kTrain))
                                         : fitted->preprocessing->adapted(columns_of(*samples), config);
  data.columns_by_type = data.preprocessing->columns_by_type();
  for (const Part part : kParts) fill_part(data, part, samples, data.split.rows(part));
  note_without_target(samples->targets(), data.target.rows_with_target(samples->targets()).count(), data.notes);
  if (const Table* table = samples->table()) {
    data.notes.insert(data.notes.end(), table->notes().begin(), table->notes().end());
  }
  note_target(data, data.notes);
  if (!config.validation.empty()) {
    const std::shared_ptr<const Samples> validation =
        data.preprocessing->read(config.validation, request_for(*data.preprocessing, &data.target, config));
    note_ignored(*validation, data);
    const RowIds rows = data.target.rows_with_target(validation->targets());
    note_without_target(validation->targets(), rows.count(), data.notes);
    fill_part(data, Part::kValidation, validation, rows);
  }
  if (!config.test.empty()) data.preprocessing->check_header(config.test, data.target.columns());
  check_windows(data);
  note_fitted(data);
  note_copies(data);
  note_pages(data);
  return data;
}

namespace {

PartRows read_rows(const SourceConfig& source, const Preprocessing& preprocessing, const TargetEncoder& target,
                   const DataConfig& config) {
  PartRows rows;
  rows.samples = preprocessing.read(source, request_for(preprocessing, &target, config));
  rows.rows = all_rows(rows.samples->targets());
  rows.fingerprint = fingerprint(*rows.samples, preprocessing, target);
  return rows;
}

}  // namespace

PartRows reopen(const DataConfig& config, Part part, const Preprocessing& preprocessing, const TargetEncoder& target) {
  const SourceConfig& own = own_source(config, part);
  if (part != Part::kTrain && !own.empty()) return open_rows(own, preprocessing, target, config);
  PartRows rows = read_rows(config.train, preprocessing, target, config);
  rows.rows = choose_split(rows.samples->targets(), config, target).rows(part);
  drop_missing(rows, preprocessing);
  return rows;
}

PartRows open_rows(const SourceConfig& source, const Preprocessing& preprocessing, const TargetEncoder& target,
                   const DataConfig& config) {
  PartRows rows = read_rows(source, preprocessing, target, config);
  rows.num_dropped = rows.num_rows();
  rows.rows = target.rows_with_target(rows.samples->targets());
  rows.num_dropped -= rows.num_rows();
  drop_missing(rows, preprocessing);
  return rows;
}

}  // namespace nnctl::data
