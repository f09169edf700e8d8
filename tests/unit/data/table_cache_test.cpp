// Tables read again from the files that they are kept in: the same cells, and never those of another source.
#include "data/table_cache.hpp"

#include <chrono>
#include <cmath>

#include <fmt/format.h>

#include "data/source.hpp"
#include "data/table_file.hpp"
#include "fixtures.hpp"

namespace nnctl::data {
namespace {

namespace fs = std::filesystem;
using Kind = ColumnRequest::Kind;

void check_same_column(const Column& column, const Column& other, std::int64_t rows) {
  INFO(column.name());
  REQUIRE(column.name() == other.name());
  REQUIRE(column.storage() == other.storage());
  CHECK(column.unreadable() == other.unreadable());
  if (column.storage() == Storage::kNone) return;
  bool same = true;
  for (std::int64_t row = 0; row < rows; ++row) {
    const Cell a = column.cell(row);
    const Cell b = other.cell(row);
    same = same && a.is_missing() == b.is_missing() && a.is_text() == b.is_text() && a.raw_text() == b.raw_text();
    if (!a.is_text()) same = same && a.number() == b.number() && a.text() == b.text();
  }
  CHECK(same);
}

void check_same(const Table& table, const Table& other) {
  REQUIRE(table.num_rows() == other.num_rows());
  REQUIRE(table.num_columns() == other.num_columns());
  CHECK(table.content_hash() == other.content_hash());
  for (int c = 0; c < table.num_columns(); ++c) check_same_column(table.column(c), other.column(c), table.num_rows());
  bool same = true;
  for (std::int64_t row = 0; row < table.num_rows(); ++row) {
    const Place a = table.place(row);
    const Place b = other.place(row);
    same = same && a.file == b.file && a.line == b.line && table.row_number(row) == other.row_number(row);
  }
  CHECK(same);
}

// A source that is kept in a folder of its own, and the same without.
class Kept {
 public:
  Kept(std::vector<std::string> texts, TableRequest request) : request_(std::move(request)) {
    for (std::size_t i = 0; i < texts.size(); ++i) {
      source_.files.push_back(folder_.write(fmt::format("part{}.csv", i), texts[i]));
    }
    source_.cache = {CacheConfig::Use::kAlways, folder_.path() / "kept"};
    source_.memory.bytes = MemoryConfig::kLeast;
  }

  Table read() const { return read_table(source_, request_); }
  Table read_plain() const {
    SourceConfig plain = source_;
    plain.cache.use = CacheConfig::Use::kOff;
    return read_table(plain, request_);
  }
  fs::path file() const { return cache_path(source_); }
  std::string notes() const { return folder_.relative(fmt::format("{}", fmt::join(read().notes(), "\n"))); }
  std::string bytes() const { return read_file(file()); }
  void put(std::string_view bytes) const { write_file_atomically(file(), bytes, false); }
  const fs::path& part(std::size_t index) const { return source_.files[index]; }
  TableRequest& request() { return request_; }
  SourceConfig& source() { return source_; }
  const TemporaryFolder& folder() const { return folder_; }

 private:
  TemporaryFolder folder_;
  TableRequest request_;
  SourceConfig source_;
};

// Every kind of column, with missing and unreadable cells and rows of several lines.
std::string every_kind(int rows) {
  std::string text = "decimal,double,half,small,when,word,note,skipped\n";
  for (int i = 0; i < rows; ++i) {
    text += fmt::format("{}.{:02},{:.17g},{},{:.9g},2024-01-{:02}T{:02}:00,{},\"line {}{}\",x{}\n", i, i % 100,
                        std::sin(i) * 1e-7, i * 0.5, std::exp(-0.01 * i), i % 28 + 1, i % 24,
                        i % 7 == 3 ? "NA" : fmt::format("w{}", i % 5), i, i % 11 == 2 ? "\nsecond" : "", i);
  }
  return text + "NA,,bad,1e-40,2024-02-01,w1,NA,\n";
}

TableRequest request_of_every_kind() {
  TableRequest request;
  request.columns["half"].kind = Kind::kNumber;
  request.columns["small"].kind = Kind::kFloat;
  request.columns["skipped"].kind = Kind::kSkip;
  return request;
}

TEST_CASE("a kept table has the cells, places and hash of its source", "[table_cache]") {
  const int rows = GENERATE(3, 1000, 70'000);
  const Kept kept({every_kind(rows), every_kind(5)}, request_of_every_kind());
  const Table plain = kept.read_plain();
  CHECK_FALSE(fs::exists(kept.file()));
  check_same(kept.read(), plain);  // written
  CHECK(fs::exists(kept.file()));
  check_same(kept.read(), plain);  // read again
  CHECK(kept.notes().empty());
}

TEST_CASE("a column that turns out to be text at its end is kept as text", "[table_cache]") {
  std::string text = "a,b\n";
  for (int i = 0; i < 70'000; ++i) text += fmt::format("{},{}\n", i < 65'000 ? "1" : "x", i);
  for (int i = 0; i < 10'000; ++i) text += "y,1\n";
  const Kept kept({text}, {});
  const Table plain = kept.read_plain();
  CHECK(plain.column(0).storage() == Storage::kText);
  check_same(kept.read(), plain);
  check_same(kept.read(), plain);
}

TEST_CASE("a kept table that is cut off anywhere is written anew", "[table_cache]") {
  const Kept kept({every_kind(3)}, request_of_every_kind());
  const Table plain = kept.read();
  const std::string whole = kept.bytes();
  for (std::size_t size = 0; size < whole.size(); ++size) {
    INFO(size);
    kept.put(std::string_view(whole).substr(0, size));
    REQUIRE_THAT(kept.notes(), Catch::Matchers::Contains("is written anew"));
    REQUIRE(kept.bytes() == whole);
  }
  check_same(kept.read(), plain);
}

TEST_CASE("a kept table with one wrong bit is written anew", "[table_cache]") {
  const Kept kept({every_kind(3)}, request_of_every_kind());
  const Table plain = kept.read();
  const std::string whole = kept.bytes();
  for (std::size_t at = 0; at < whole.size(); ++at) {
    INFO(at);
    std::string damaged = whole;
    damaged[at] = static_cast<char>(damaged[at] ^ (1 << (at % 8)));
    kept.put(damaged);
    REQUIRE_THAT(kept.notes(), Catch::Matchers::Contains("is written anew"));
    REQUIRE(kept.bytes() == whole);
  }
  check_same(kept.read(), plain);
}

TEST_CASE("a kept table of a source that changed is written anew", "[table_cache]") {
  const Kept kept({"a,b\n1,2\n3,4\n"}, {});
  const Table first = kept.read();
  CHECK(first.cell(0, 0).number() == 1.0);
  const fs::path file = kept.part(0);
  const auto time = fs::last_write_time(file);
  SECTION("by its size") {
    kept.folder().write("part0.csv", "a,b\n11,2\n3,4\n");
    fs::last_write_time(file, time);
    CHECK(kept.read().cell(0, 0).number() == 11.0);
  }
  SECTION("by its time") {
    fs::last_write_time(file, time + std::chrono::seconds(1));
    CHECK(kept.notes() == fmt::format("kept/{} is written anew: the source is another than it was made of",
                                      kept.file().filename().string()));
    CHECK(kept.read().cell(0, 0).number() == 1.0);
  }
  SECTION("by its content alone") {
    kept.folder().write("part0.csv", "a,b\n5,2\n3,4\n");
    fs::last_write_time(file, time);
    CHECK(kept.read().cell(0, 0).number() == 5.0);
  }
}

TEST_CASE("a kept table is not used for cells that are read in another way", "[table_cache]") {
  Kept kept({"a,b\n1,2\n3,4\n"}, {});
  kept.read();
  SECTION("other markers of missing values") {
    kept.source().csv.na_values = {"3"};
    CHECK(kept.read().cell(1, 0).is_missing());
  }
  SECTION("another kind of column") {
    kept.request().columns["a"].kind = Kind::kText;
    CHECK(kept.read().column(0).storage() == Storage::kText);
  }
  SECTION("what the reader settled on, asked for by name") {
    kept.request().columns["a"].kind = Kind::kNumber;
    CHECK(kept.notes().empty());
    check_same(kept.read(), kept.read_plain());
  }
  SECTION("columns that are not asked for") {
    kept.request().columns["a"].kind = Kind::kSkip;
    CHECK(kept.notes().empty());
    check_same(kept.read(), kept.read_plain());
  }
}

TEST_CASE("a class that looks like a missing value is one in the kept table too", "[table_cache]") {
  Kept kept({"a\nNA\nx\n"}, {});
  kept.request().columns["a"] = {Kind::kText, {}, {}};
  CHECK(kept.read().cell(0, 0).is_missing());
  kept.request().columns["a"].present = {"x"};  // says nothing about NA
  CHECK(kept.notes().empty());
  kept.request().columns["a"].present = {"NA", "x"};
  CHECK(kept.read().cell(0, 0).raw_text() == "NA");
}

TEST_CASE("where no table can be kept, rows are held in memory with a note", "[table_cache]") {
  Kept kept({"a,b\n1,2\n"}, {});
  kept.source().cache.directory = kept.part(0);
  const Table table = kept.read();
  CHECK(table.cell(0, 1).number() == 2.0);
  REQUIRE(table.notes().size() == 1);
  CHECK(kept.folder().relative(table.notes().front()) ==
        "cannot make directory 'part0.csv': 'part0.csv' is not a directory; all rows are held in memory, and read anew "
        "each time");
}

TEST_CASE("a table that is more than the memory must be kept", "[table_cache]") {
  Kept kept({"a\n" + std::string(300'000, '1') + "\n"}, {});
  kept.source().cache.directory = kept.part(0);
  kept.source().memory.bytes = 200'000;
  CHECK(kept.folder().relative(error_of([&] { kept.read(); })) ==
        "part0.csv: error: cannot make directory 'part0.csv': 'part0.csv' is not a directory; the table takes 1 MB, "
        "more than data.memory (1 MB), and must be kept in a file\n"
        "  hint: make room, set data.cache to a folder that can take it, or data.memory to 1 MB or more\n");
}

TEST_CASE("mistakes in the source are told as without a kept table, and nothing is left", "[table_cache]") {
  const Kept kept({"a,b\n1,2\n3\n"}, {});
  CHECK(error_of([&] { kept.read(); }) == error_of([&] { kept.read_plain(); }));
  CHECK(fs::is_empty(kept.file().parent_path()));
}

TEST_CASE("only large sources are kept unless the config says so", "[table_cache]") {
  const TemporaryFolder folder;
  SourceConfig source{{folder.write("a.csv", "a\n" + std::string(1'500'000, '1'))}};
  CHECK_FALSE(uses_cache(source, {}));
  source.memory.bytes = MemoryConfig::kLeast;
  CHECK(uses_cache(source, {}));
  CHECK(cache_path(source).parent_path() == ".nnctl-cache");
  TableRequest keeping;
  keeping.keeps_all = true;
  CHECK_FALSE(uses_cache(source, keeping));
  source.cache.use = CacheConfig::Use::kOff;
  CHECK_FALSE(uses_cache(source, {}));
}

}  // namespace
}  // namespace nnctl::data
