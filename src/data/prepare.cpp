#include "data/prepare.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/assert.hpp"
#include "base/hash.hpp"
#include "data/cell_text.hpp"
#include "data/columns.hpp"
#include "data/number_encoder.hpp"
#include "data/source.hpp"

namespace nnctl::data {
namespace {

const SourceConfig& own_source(const DataConfig& config, Part part) {
  return part == Part::kTrain ? config.train : part == Part::kValidation ? config.validation : config.test;
}

double part_size(const std::optional<double>& size, const SourceConfig& source) {
  return size.value_or(source.empty() ? SplitConfig::kDefaultShare : 0.0);
}

Split split_table(const Table& table, const DataConfig& config, const TargetEncoder& target) {
  const std::string file = table.place().file;
  const PartSizes sizes = part_sizes(table.num_rows(), part_size(config.split.validation, config.validation),
                                     part_size(config.split.test, config.test), file);
  const bool has_classes = target.kind() == TargetKind::kClasses;
  if (config.split.strategy == SplitStrategy::kStratified && !has_classes) {
    throw UserError(Fault::kConfig, "data.split.strategy: a stratified split needs classes, the target is a number",
                    "strategy: random, or data.target.type: category");
  }
  if (config.split.strategy == SplitStrategy::kRandom || !has_classes) return split_randomly(sizes, config.split.seed);
  return split_stratified(sizes, target.class_ids(table, all_rows(table)), target.classes(), config.split.seed, file);
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

void note_ignored(std::string_view where, std::span<const std::string> columns, const Preprocessor& preprocessor,
                  const TargetEncoder& target, std::vector<std::string>& notes) {
  const std::vector<std::string> ignored = other_columns(columns, preprocessor.columns(), target.columns());
  if (!ignored.empty()) notes.push_back(fmt::format("{}: columns not used: {}", where, listed(ignored)));
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

void fill_part(PreparedData& data, Part part, std::shared_ptr<const Table> table, std::vector<std::int64_t> rows) {
  const auto index = static_cast<std::size_t>(part);
  if (rows.empty()) return;
  if (data.target.kind() == TargetKind::kClasses) {
    data.class_counts[index] = count_classes(data.target.class_ids(*table, rows), data.target.num_classes());
  }
  std::string print = fingerprint(*table, data.preprocessor, data.target);
  data.rows[index] = {std::move(table), std::move(rows), std::move(print)};
}

}  // namespace

std::string fingerprint(const Table& table, const Preprocessor& preprocessor, const TargetEncoder& target) {
  Hasher hasher;
  hasher.text(table.content_hash());
  for (const std::vector<std::string>& columns : {preprocessor.columns(), target.columns()}) {
    hasher.number(std::ssize(columns));
    for (const std::string& column : columns) hasher.text(column);
  }
  return hasher.hex();
}

MemoryDataset make_dataset(const TableRows& rows, const Preprocessor& preprocessor, const TargetEncoder* target,
                           TargetEncoding encoding) {
  NNCTL_ASSERT(rows.table != nullptr, "a part without rows was asked for");
  std::vector<Real> features = preprocessor.encode(*rows.table, rows.rows);
  std::vector<Real> targets;
  if (target != nullptr) targets = target->encode(*rows.table, rows.rows, encoding);
  return {Shape{preprocessor.num_features()}, target != nullptr ? target->width(encoding) : 0, std::move(features),
          std::move(targets)};
}

MemoryDataset PreparedData::dataset(Part wanted, TargetEncoding encoding) const {
  return make_dataset(part(wanted), preprocessor, &target, encoding);
}

PreparedData prepare(const DataConfig& config, const PrepareOptions& options) {
  throw_mistakes(check_config(config));
  throw_mistakes(check_columns(read_header(config.train), config));

  PreparedData data;
  const auto table = std::make_shared<const Table>(read_table(config.train));
  data.target = TargetEncoder::fit(*table, config.target, options.wants_category);
  data.split = split_table(*table, config, data.target);
  data.preprocessor =
      Preprocessor::fit(*table, resolve_features(table->columns(), config), data.split.rows(Part::kTrain), config);
  for (const Part part : kParts) fill_part(data, part, table, data.split.rows(part));
  note_target(data, data.notes);
  if (!config.validation.empty()) {
    auto validation = std::make_shared<const Table>(read_table(config.validation));
    note_ignored(validation->place().file, validation->columns(), data.preprocessor, data.target, data.notes);
    find_columns(*validation, data.preprocessor.columns());
    fill_part(data, Part::kValidation, validation, all_rows(*validation));
  }
  if (!config.test.empty()) {
    const Table header(config.test.files.front().string(), read_header(config.test), "");
    find_columns(header, data.preprocessor.columns());
    find_columns(header, data.target.columns());
  }
  return data;
}

TableRows reopen(const DataConfig& config, Part part, const Preprocessor& preprocessor, const TargetEncoder& target) {
  const SourceConfig& own = own_source(config, part);
  if (part != Part::kTrain && !own.empty()) return open_rows(own, preprocessor, target);
  TableRows rows = open_rows(config.train, preprocessor, target);
  rows.rows = split_table(*rows.table, config, target).rows(part);
  return rows;
}

TableRows open_rows(const SourceConfig& source, const Preprocessor& preprocessor, const TargetEncoder& target) {
  TableRows rows;
  rows.table = std::make_shared<const Table>(read_table(source));
  rows.rows = all_rows(*rows.table);
  rows.fingerprint = fingerprint(*rows.table, preprocessor, target);
  return rows;
}

}  // namespace nnctl::data
