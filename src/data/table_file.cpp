#include "data/table_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <bit>
#include <cerrno>
#include <mutex>

#include "base/hash.hpp"
#include "base/long_work.hpp"
#include "parallel/thread_pool.hpp"

namespace nnctl::data {
namespace {

constexpr std::string_view kMagic = "NNCTLTAB";
constexpr std::int64_t kVersion = 1;  // of the format
constexpr std::int64_t kHeadSize = 16;
constexpr std::int64_t kTailSize = 24;

std::int64_t hash_of(std::string_view bytes) { return std::bit_cast<std::int64_t>(hash64(bytes)); }

template <class Call>
void or_unwritable(const Call& call) {
  try {
    call();
  } catch (const UserError& error) {
    throw UnwritableTable(error.diagnostics().front().message);
  }
}

// Whole or not at all.
bool read_at(const FileDescriptor& file, std::int64_t begin, std::span<char> to) {
  while (!to.empty()) {
    const ssize_t got = ::pread(file.get(), to.data(), to.size(), begin);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    begin += got;
    to = to.subspan(static_cast<std::size_t>(got));
  }
  return true;
}

std::string read_at(const FileDescriptor& file, std::int64_t begin, std::int64_t size) {
  std::string bytes(static_cast<std::size_t>(size), '\0');
  if (!read_at(file, begin, std::span(bytes))) throw DamagedIndex("it cannot be read to its end");
  return bytes;
}

void write_requests(const std::vector<ColumnRequest>& requests, IndexWriter& index) {
  index.number(std::ssize(requests));
  for (const ColumnRequest& request : requests) {
    index.choice(request.kind).text(request.format).number(std::ssize(request.present));
    for (const std::string& text : request.present) index.text(text);
  }
}

std::vector<ColumnRequest> read_requests(IndexReader& index) {
  std::vector<ColumnRequest> requests(static_cast<std::size_t>(index.length()));
  for (ColumnRequest& request : requests) {
    request.kind = index.choice(ColumnRequest::Kind::kText);
    request.format = index.text();
    request.present.resize(static_cast<std::size_t>(index.length()));
    for (std::string& text : request.present) text = index.text();
  }
  return requests;
}

void write_origin(const TableOrigin& origin, IndexWriter& index) {
  index.text(origin.reading).number(std::ssize(origin.sources));
  for (const TableOrigin::Source& source : origin.sources) {
    index.number(source.size).number(source.time).text(source.hash);
  }
  write_requests(origin.requests, index);
}

TableOrigin read_origin(IndexReader& index) {
  TableOrigin origin;
  origin.reading = index.text();
  origin.sources.resize(static_cast<std::size_t>(index.length()));
  for (TableOrigin::Source& source : origin.sources) {
    source.size = index.number();
    source.time = index.number();
    source.hash = index.text();
  }
  origin.requests = read_requests(index);
  return origin;
}

void write_places(const Table& table, IndexWriter& index) {
  index.number(table.num_rows()).text(table.content_hash()).number(std::ssize(table.notes()));
  for (const std::string& note : table.notes()) index.text(note);
  index.number(std::ssize(table.files()));
  for (const Table::File& file : table.files()) index.text(file.name).number(file.first_row);
  index.number(std::ssize(table.lines()));
  for (const Table::LineRun& run : table.lines()) index.number(run.first_row).number(run.distance);
}

void write_texts(const Column& column, IndexWriter& index) {
  if (column.storage() == Storage::kText) {
    index.number(column.words().size());
    for (std::int32_t id = 0; id < column.words().size(); ++id) index.text(column.words()[id]);
  }
  index.number(std::ssize(column.unreadable()));
  for (const auto& [row, text] : column.unreadable()) index.number(row).text(text);
}

void read_texts(IndexReader& index, Column& column) {
  if (column.storage() == Storage::kText) {
    for (std::int64_t left = index.length(); left > 0; --left) column.words().add(index.text());
  }
  for (std::int64_t left = index.length(); left > 0; --left) {
    const std::int64_t row = index.number();
    column.set_unreadable(row, index.text());
  }
}

}  // namespace

TableFileWriter::TableFileWriter(const std::filesystem::path& path) {
  or_unwritable([&] {
    make_directories(path.parent_path());
    file_ = std::make_unique<AtomicFile>(path, /*durable=*/false);
  });
  append(kMagic);
  append(IndexWriter().number(kVersion).bytes());
}

void TableFileWriter::append(std::string_view bytes) {
  or_unwritable([&] { file_->write(bytes); });
  size_ += std::ssize(bytes);
}

std::int64_t TableFileWriter::put(std::span<const std::byte> cells) {
  const std::string_view bytes(reinterpret_cast<const char*>(cells.data()), cells.size());
  groups_.push_back({size_, hash_of(bytes)});
  append(bytes);
  return groups_.back().begin;
}

void TableFileWriter::finish(const Table& table, const TableOrigin& origin) {
  IndexWriter index;
  write_origin(origin, index);
  write_places(table, index);
  index.number(table.num_columns());
  for (int c = 0; c < table.num_columns(); ++c) {
    const Column& column = table.column(c);
    index.text(column.name()).choice(column.storage());
    index.number(std::ssize(column.groups()));
    for (std::size_t g = 0; g < column.groups().size(); ++g) {
      const std::int64_t begin = column.stored()[g];
      const auto written = std::ranges::lower_bound(groups_, begin, {}, &Written::begin);
      const Group& group = column.groups()[g];
      index.number(begin).choice(group.encoding).number(group.decimals).number(written->hash);
    }
    write_texts(column, index);
  }
  const std::int64_t begin = size_;
  append(index.bytes());
  append(IndexWriter().number(begin).number(std::ssize(index.bytes())).number(hash_of(index.bytes())).bytes());
  or_unwritable([&] { file_->commit(); });
}

TableFile::TableFile(const std::filesystem::path& path, std::int64_t most_resident) : name_(path.string()) {
  struct stat status {};
  if (file_.open(path.c_str(), O_RDONLY) != 0 || ::fstat(file_.get(), &status) != 0) {
    throw DamagedIndex("it cannot be opened");
  }
  const std::int64_t size = status.st_size;
  if (!S_ISREG(status.st_mode) || size < kHeadSize + kTailSize) throw DamagedIndex("it is cut off");
  const std::string head = read_at(file_, 0, kHeadSize);
  if (!head.starts_with(kMagic)) throw DamagedIndex("it is no table file");
  if (IndexReader(std::string_view(head).substr(kMagic.size())).number() != kVersion) {
    throw DamagedIndex("another version of nnctl wrote it");
  }
  const std::string tail = read_at(file_, size - kTailSize, kTailSize);
  IndexReader places(tail);
  cells_end_ = places.number();
  const std::int64_t index_size = places.number();
  if (cells_end_ < kHeadSize || index_size < 0 || index_size > size || cells_end_ != size - kTailSize - index_size) {
    throw DamagedIndex("it is cut off");
  }
  const std::string bytes = read_at(file_, cells_end_, index_size);
  if (hash_of(bytes) != places.number()) throw DamagedIndex("its index is damaged");
  mapped_ = MappedFile::map(file_, size, most_resident);
  if (mapped_ == nullptr) throw DamagedIndex("it cannot be mapped");
  IndexReader index(bytes);
  read_index(index);
  if (!index.is_at_end()) throw DamagedIndex("its index is damaged");
}

void TableFile::read_index(IndexReader& index) {
  origin_ = read_origin(index);
  const std::int64_t num_rows = index.number();
  const std::string content_hash = index.text();
  std::vector<std::string> notes(static_cast<std::size_t>(index.length()));
  for (std::string& note : notes) note = index.text();
  std::vector<Table::File> files(static_cast<std::size_t>(index.length()));
  for (Table::File& file : files) {
    file.name = index.text();
    file.first_row = index.number();
  }
  std::vector<Table::LineRun> lines(static_cast<std::size_t>(index.length()));
  for (Table::LineRun& run : lines) {
    run.first_row = index.number();
    run.distance = index.number();
  }
  std::vector<Column> columns;
  for (std::int64_t left = index.length(); left > 0; --left) columns.push_back(read_column(index, num_rows));
  table_ = Table(std::move(columns), std::move(files));
  for (const Table::LineRun& run : lines) table_.set_line(run.first_row, run.first_row + run.distance);
  for (std::string& note : notes) table_.add_note(std::move(note));
  table_.set_num_rows(num_rows);
  table_.set_content_hash(content_hash);
}

Column TableFile::read_column(IndexReader& index, std::int64_t num_rows) {
  std::string name = index.text();
  Column column(std::move(name), index.choice(Storage::kText));
  std::vector<Group> groups(static_cast<std::size_t>(index.length()));
  const std::int64_t rows = column.storage() == Storage::kNone ? 0 : num_rows;
  if (rows < 0 || std::ssize(groups) != (rows + kGroupRows - 1) / kGroupRows) {
    throw DamagedIndex("its index is damaged");
  }
  std::int64_t left = rows;
  for (Group& group : groups) {
    Stored& stored = groups_.emplace_back();
    stored.begin = index.count(cells_end_);
    group.encoding = index.choice(Encoding::kWord);
    group.decimals = static_cast<int>(index.count(kMostDecimals));
    stored.hash = index.number();
    stored.size = std::min(left, kGroupRows) * size_of(group.encoding);
    if (stored.begin < kHeadSize || stored.size > cells_end_ - stored.begin) throw DamagedIndex("its index is damaged");
    group.cells = mapped_->bytes().data() + stored.begin;
    left -= kGroupRows;
  }
  column.map_groups(std::move(groups), rows, mapped_);
  read_texts(index, column);
  return column;
}

void TableFile::check_cells() const {
  std::atomic<bool> is_whole{true};
  ThreadPool pool(thread_limit());
  LongWork work("checking", name_, cells_end_);
  std::mutex one_at_a_time;
  auto check = [&](std::int64_t i, int) {
    const Stored& stored = groups_[static_cast<std::size_t>(i)];
    std::string bytes(static_cast<std::size_t>(stored.size), '\0');
    if (!read_at(file_, stored.begin, std::span(bytes)) || hash_of(bytes) != stored.hash) is_whole = false;
    const std::lock_guard lock(one_at_a_time);
    work.add(stored.size);
  };
  pool.for_each_chunk(std::ssize(groups_), check);
  if (!is_whole) throw DamagedIndex("its cells are damaged");
}

}  // namespace nnctl::data
