#include "data/csv.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "base/diagnostic.hpp"
#include "base/hash.hpp"
#include "data/cell_text.hpp"
#include "data/csv_blocks.hpp"
#include "data/row_pipeline.hpp"
#include "data/table_builder.hpp"

namespace nnctl::data {
namespace {

using Kind = ColumnRequest::Kind;

Storage storage_for(Kind kind, Storage automatic) {
  switch (kind) {
    case Kind::kSkip:
      return Storage::kNone;
    case Kind::kAuto:
      return automatic;
    case Kind::kNumber:
      return Storage::kNumber;
    case Kind::kFloat:
      return Storage::kFloat;
    case Kind::kTime:
      return Storage::kTime;
    case Kind::kText:
      return Storage::kText;
  }
  return Storage::kNone;
}

// What a column is whose kind is left to the reader: numbers where nine tenths of the cells that are not missing are.
Storage storage_of(const CellTally& tally) {
  if (10 * tally.numbers >= 9 * tally.present) return Storage::kNumber;
  return tally.times == tally.present ? Storage::kTime : Storage::kText;
}

void guess(const CsvBlocks& blocks, RowPlan& plan) {
  const std::string_view text = blocks.first_records();
  RowPlan probe = plan;
  for (ColumnPlan& column : probe.columns) {
    column.storage = column.is_guess ? Storage::kText : Storage::kNone;
    column.keeps = false;
  }
  BlockCells cells;
  if (!text.empty()) cells.read(text, probe);
  for (std::size_t c = 0; c < plan.columns.size(); ++c) {
    if (plan.columns[c].is_guess)
      plan.columns[c].storage = text.empty() ? Storage::kNumber : storage_of(cells.columns[c].tally);
  }
}

// Which of the first file's columns each of another's is.
std::vector<int> match_columns(const std::vector<std::string>& first, const std::string& first_file,
                               const std::vector<std::string>& other, const std::string& other_file) {
  std::vector<std::string> differences;
  std::vector<int> order;
  for (const std::string& name : first) {
    if (std::ranges::find(other, name) == other.end()) differences.push_back(fmt::format("no column '{}'", name));
  }
  for (const std::string& name : other) {
    const auto found = std::ranges::find(first, name);
    if (found == first.end()) differences.push_back(fmt::format("a column '{}' more", name));
    order.push_back(static_cast<int>(found - first.begin()));
  }
  if (differences.empty()) return order;
  throw UserError(Fault::kData,
                  {{.place = {.file = other_file, .line = 1},
                    .message = fmt::format("the columns are not those of '{}': {}", first_file, listed(differences)),
                    .hint = "files of one source have the same columns, in any order",
                    .excerpt = {}}});
}

// One pass over all files.
class Pass {
 public:
  Pass(std::vector<ByteSource>& files, const CsvOptions& options, GroupStore* store)
      : files_(files), options_(options), store_(store) {}

  /// `plan` is made of the first file where it has no columns yet.
  Table run(RowPlan& plan, const TableRequest& request, ThreadPool& pool);
  const std::vector<CellTally>& tallies() const { return tallies_; }

 private:
  std::vector<ByteSource>& files_;
  const CsvOptions& options_;
  GroupStore* store_;
  std::vector<CellTally> tallies_;
};

Table Pass::run(RowPlan& plan, const TableRequest& request, ThreadPool& pool) {
  std::optional<TableBuilder> builder;
  std::string content_hash;
  std::vector<std::string> notes;
  for (ByteSource& file : files_) {
    CsvBlocks blocks(file, options_, CsvBlocks::Pace::kFull);
    const CsvOpening& opening = blocks.opening();
    if (plan.columns.empty()) {
      plan = plan_rows(opening, request, options_, Storage::kNumber);
      guess(blocks, plan);
    }
    if (!builder) builder.emplace(plan, store_);
    RowPlan own{opening.marks, opening.trailing, plan.rules, opening.columns, {}};
    const std::vector<int> order = match_columns(plan.names, files_.front().name(), opening.columns, file.name());
    for (const int column : order) own.columns.push_back(plan.columns[static_cast<std::size_t>(column)]);
    builder->begin_file(file.name(), opening.rows_line, order);
    read_rows(blocks, own, *builder, pool);
    builder->end_file();
    content_hash =
        content_hash.empty() ? blocks.content_hash() : Hasher().text(content_hash).text(blocks.content_hash()).hex();
    if (opening.trailing) {
      notes.push_back(fmt::format("{}: rows end in a delimiter with nothing behind it, which is ignored", file.name()));
    }
  }
  tallies_ = builder->tallies();
  Table table = builder->take();
  table.set_content_hash(std::move(content_hash));
  for (std::string& note : notes) table.add_note(std::move(note));
  return table;
}

}  // namespace

RowPlan plan_rows(const CsvOpening& opening, const TableRequest& request, const CsvOptions& options,
                  Storage automatic) {
  RowPlan plan{opening.marks, opening.trailing, CellRules(options), opening.columns, {}};
  for (const std::string& name : opening.columns) {
    const ColumnRequest& wanted = request.of(name);
    const bool keeps = request.keeps_all || std::ranges::find(request.kept, name) != request.kept.end();
    plan.columns.push_back({storage_for(wanted.kind, automatic), wanted.kind == Kind::kAuto, keeps, wanted});
  }
  return plan;
}

void order_kept(Table& table, const TableRequest& request) {
  if (request.keeps_all) return;
  std::vector<Column> ordered;
  for (const std::string& name : request.kept) {
    const auto found = std::ranges::find(table.kept(), name, &Column::name);
    if (found != table.kept().end()) ordered.push_back(std::move(*found));
  }
  table.kept() = std::move(ordered);
}

Table read_csv(std::vector<ByteSource>& files, const TableRequest& request, const CsvOptions& options,
               GroupStore* store) {
  for (ByteSource& file : files) {
    // what cannot be read twice is held, for a column's type may show in its last row
    if (!file.can_rewind() && request.has_automatic()) file = ByteSource::memory(file.read_all(), file.name());
  }
  ThreadPool pool(thread_limit());
  RowPlan plan;
  Pass first(files, options, store);
  Table table = first.run(plan, request, pool);
  bool is_right = true;
  RowPlan again = plan;
  for (std::size_t c = 0; c < plan.columns.size(); ++c) {
    ColumnPlan& column = again.columns[c];
    const Storage right = column.is_guess ? storage_of(first.tallies()[c]) : column.storage;
    column.keeps = false;
    column.storage = right == column.storage ? Storage::kNone : right;
    is_right = is_right && column.storage == Storage::kNone;
  }
  if (!is_right) {
    for (ByteSource& file : files) file.rewind();
    Table corrected = Pass(files, options, store).run(again, request, pool);
    if (corrected.content_hash() != table.content_hash()) files.front().fail_changed();
    for (int c = 0; c < table.num_columns(); ++c) {
      if (corrected.column(c).storage() != Storage::kNone) table.column(c) = std::move(corrected.column(c));
    }
  }
  order_kept(table, request);
  return table;
}

Table parse_csv(std::string text, const std::string& name, const TableRequest& request, const CsvOptions& options) {
  std::vector<ByteSource> files;
  files.push_back(ByteSource::memory(std::move(text), name));
  return read_csv(files, request, options);
}

std::vector<std::string> read_csv_header(const std::filesystem::path& path, const CsvOptions& options) {
  ByteSource file = ByteSource::file(path);
  return CsvBlocks(file, options, CsvBlocks::Pace::kFull).opening().columns;
}

}  // namespace nnctl::data
