// CSV beyond RFC 4180: what people's files are written in.
#include "data/csv.hpp"

#include <sstream>

#include "data/csv_blocks.hpp"
#include "data/source.hpp"
#include "data/table_stream.hpp"
#include "parallel/thread_pool.hpp"
#include "unit/data/fixtures.hpp"

#pragma GCC diagnostic ignored "-Wmissing-field-initializers"  // options are named, the others are the defaults

namespace nnctl::data {
namespace {

Table parse(std::string_view text, const CsvOptions& options = {}, const TableRequest& request = {}) {
  return parse_csv(std::string(text), "x.csv", request, options);
}

TEST_CASE("the delimiter shows in the file's beginning") {
  for (const std::string_view text : {"a;b\n1,5;2\n3;4\n", "a\tb\n1,5\t2\n3\t4\n", "a|b\n1,5|2\n3|4\n",
                                      "a,b\n\"1,5\",2\n3,4\n", "a;b\n\"1,5;x\";2\n3;4\n"}) {
    const Table table = parse(text);
    INFO(text);
    REQUIRE(table.columns() == std::vector<std::string>{"a", "b"});
    CHECK(table.cell(1, 0).number() == 3.0);
    CHECK(table.cell(1, 1).number() == 4.0);
  }
  CHECK(parse("a\n1;2\n").columns() == std::vector<std::string>{"a"});
  CHECK(parse("a,b;c\n1,2\n", {.delimiter = ','}).columns() == std::vector<std::string>{"a", "b;c"});
}

TEST_CASE("decimal commas, thousands and markers of missing values") {
  const Table table =
      parse("a;b;c\n1,5;1.234.567,25;?\n-2;12;-999\n", {.decimal = ',', .thousands = '.', .na_values = {"?", "-999"}});
  CHECK(table.cell(0, 0).number() == 1.5);
  CHECK(table.cell(1, 0).number() == -2.0);
  CHECK(table.cell(0, 1).number() == 1234567.25);
  CHECK(table.cell(0, 2).is_missing());
  CHECK(table.cell(1, 2).is_missing());
  const CsvOptions marked{.thousands = ','};
  CHECK(parse("a\tb\n1,234\t1\n", marked).cell(0, 0).number() == 1234.0);
  CHECK(parse("a\tb\n12,34,567\t1\n", marked).cell(0, 0).number() == 1234567.0);
  for (const char* text : {"1,23", "1,2345", ",123", "1,,234", "1234,567"}) {
    INFO(text);
    CHECK_FALSE(parse(fmt::format("a\tb\n{}\t1\n", text), marked).cell(0, 0).number());
  }
}

TEST_CASE("comments, no header, names, trailing delimiters") {
  const Table commented = parse("# made by, \"hand\na,b\n1,2\n# x\n3,4\n", {.comment = '#'});
  REQUIRE(commented.num_rows() == 2);
  CHECK(commented.place(1).line == 5);
  const Table bare = parse("1,2\n3,4\n", {.header = false});
  CHECK(bare.columns() == std::vector<std::string>{"c1", "c2"});
  CHECK(bare.num_rows() == 2);
  CHECK(bare.place(0).line == 1);
  CHECK(parse("1,2\n", {.header = false, .names = {"x", "y"}}).columns() == std::vector<std::string>{"x", "y"});
  CHECK(parse("a,b\n1,2\n", {.names = {"x", "y"}}).columns() == std::vector<std::string>{"x", "y"});
  CHECK(error_of([] {
          parse("a,b\n1,2\n", {.names = {"x"}});
        }).find("the file has 2 columns, data.csv.names lists 1") != std::string::npos);
  for (const std::string_view text : {"a,b,\n1,2,\n3,4,\n", "a,b\n1,2,\n3,4,\n"}) {
    const Table table = parse(text);
    CHECK(table.columns() == std::vector<std::string>{"a", "b"});
    CHECK(table.cell(1, 1).number() == 4.0);
    CHECK(table.notes() ==
          std::vector<std::string>{"x.csv: rows end in a delimiter with nothing behind it, which is ignored"});
  }
}

TEST_CASE("declared encodings become UTF-8") {
  CHECK(parse("a,b\ncaf\xE9,1\n", {.encoding = CsvEncoding::kLatin1}).cell(0, 0).text() == "caf\xC3\xA9");
  CHECK(parse("a,b\n\x80,1\n", {.encoding = CsvEncoding::kWindows1252}).cell(0, 0).text() == "\xE2\x82\xAC");
}

TEST_CASE("types follow from all rows, the last too") {
  std::string text = "n,t,d\n";
  for (int i = 0; i < 40000; ++i) text += "1,2,2020-01-01\n";
  const Table uniform = parse(text);
  CHECK(uniform.column(0).storage() == Storage::kNumber);
  CHECK(uniform.column(2).storage() == Storage::kTime);
  CHECK(uniform.cell(0, 2).number() == 18262.0 * 86400);
  for (int i = 0; i < 10000; ++i) text += "x,2,2020-02-30\n";
  const Table mixed = parse(text);
  CHECK(mixed.column(0).storage() == Storage::kText);
  CHECK(mixed.column(1).storage() == Storage::kNumber);
  CHECK(mixed.column(2).storage() == Storage::kText);
  CHECK(mixed.cell(0, 0).text() == "1");
  CHECK(mixed.cell(49999, 2).text() == "2020-02-30");
  TableRequest dates;
  dates.columns["d"] = {ColumnRequest::Kind::kTime, {}, {}};
  CHECK(parse(text, {}, dates).cell(49999, 2).is_text());
}

TEST_CASE("threads and blocks change nothing") {
  std::string text = "a,b,c\n";
  for (int i = 0; i < 120000; ++i) {
    text += fmt::format("{}.{},\"w{}\n{}\"\"\",{}\r\n", i % 977, i % 31, i % 10007, i % 3, i % 50 == 0 ? "" : "7.25");
  }
  set_thread_limit(1);
  const Table one = parse(text);
  set_thread_limit(3);
  const Table three = parse(text);
  set_thread_limit(0);
  REQUIRE(one.num_rows() == 120000);
  REQUIRE(three.num_rows() == 120000);
  bool same = true;
  for (std::int64_t row = 0; row < one.num_rows(); ++row) {
    same = same && one.cell(row, 0).number() == three.cell(row, 0).number() &&
           one.column(1).word_id(row) == three.column(1).word_id(row) && one.place(row).line == three.place(row).line;
  }
  CHECK(same);
  CHECK(one.content_hash() == three.content_hash());
  CHECK(one.place(119999).line == 2 + 2 * 119999);
  CHECK(one.cell(119999, 1).text() == "w9922\n2\"");
}

TEST_CASE("a stream yields rows with their places") {
  std::istringstream input("a,b\n1,x\n2,\"y\nz\"\n3,w");
  TableStream stream(ByteSource::stream(input, "standard input"), {});
  CHECK(stream.columns() == std::vector<std::string>{"a", "b"});
  std::int64_t rows = 0;
  while (const auto table = stream.next()) {
    for (std::int64_t row = 0; row < table->num_rows(); ++row) {
      ++rows;
      CHECK(table->cell(row, 0).number() == static_cast<double>(rows));
      CHECK(table->row_number(row) == rows);
      CHECK(table->place(row).line == (rows == 3 ? 5 : rows + 1));
    }
  }
  CHECK(rows == 3);
}

TEST_CASE("a row without end is refused before memory is") {
  const std::string text = "a,b\n1,\"" + std::string(CsvBlocks::kLongestRecord + 1000, 'x');
  CHECK(error_of([&] { parse(text); }).find("x.csv") != std::string::npos);
}

TEST_CASE("text that is cut anywhere gives a table or a UserError") {
  const std::string text =
      "\xEF\xBB\xBF"
      "a,b,c\r\n1,\"x\r\n\"\"y\"\"\",3\r\n\r\n4,\xC3\xA9,\r\n";
  for (std::size_t size = 0; size <= text.size(); ++size) {
    try {
      parse(std::string_view(text).substr(0, size));
    } catch (const UserError&) {
    }
  }
}

}  // namespace
}  // namespace nnctl::data
