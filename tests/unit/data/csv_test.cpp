#include "data/csv.hpp"

#include "data/source.hpp"
#include "unit/data/fixtures.hpp"

namespace nnctl::data {
namespace {

Table parse(std::string_view text) { return parse_csv(std::string(text), "songs.csv"); }
std::string parse_error(std::string_view text) {
  return error_of([&] { parse(text); });
}

TEST_CASE("a spreadsheet's CSV is read as RFC 4180 says") {
  const Table table = parse(kSongs);
  CHECK(table.columns() == std::vector<std::string>{"title", "tempo", "energy", "genre"});
  REQUIRE(table.num_rows() == 4);
  CHECK(table.cell(0, 0).text() == "Lilting, slow");
  CHECK(table.cell(1, 0).text() == "The \"Old\" Reel");
  CHECK(table.cell(2, 0).text() == "Two\nLines");
  CHECK(table.cell(3, 0).text() == "Caf\xC3\xA9");
  CHECK(table.cell(3, 2).number() == Approx(0.4));
  CHECK(table.cell(3, 3).text() == "jig");
  CHECK(table.place(2).line == 4);
  CHECK(table.place(3).line == 6);
  CHECK(table.row_number(3) == 4);
  CHECK(table.find_column("genre") == 3);
  CHECK(table.find_column("Genre") == -1);
}

TEST_CASE("line ends, blank last lines and empty fields") {
  for (const std::string_view text :
       {"a,b\n1,\n,2\n", "a,b\r\n1,\r\n,2\r\n", "a,b\r1,\r,2", "a,b\n1,\n,2\n\n\n", "\na,b\n1,\"\"\n\"\",2"}) {
    const Table table = parse(text);
    REQUIRE(table.num_rows() == 2);
    CHECK(table.cell(0, 0).text() == "1");
    CHECK(table.cell(0, 1).is_missing());
    CHECK(table.cell(1, 0).is_missing());
    CHECK(table.cell(1, 1).text() == "2");
  }
}

TEST_CASE("a blank line is a missing value in a table of one column, but not at the end") {
  const Table table = parse("a\n1\n\n3\n\n");
  REQUIRE(table.num_rows() == 3);
  CHECK(table.cell(1, 0).is_missing());
  CHECK(table.place(2).line == 4);
}

TEST_CASE("names of columns lose their blanks") {
  CHECK(parse(kSensor).columns()[1] == "flow (l/min)");
  CHECK(parse(kSensor).cell(2, 4).text() == "-3");
}

TEST_CASE("what is no table is refused with place, cause and cure") {
  const std::string expected = "  hint: a header line with column names and one line a row were expected\n";
  CHECK(parse_error("") == "songs.csv: error: the file is empty\n" + expected);
  CHECK(parse_error("\xEF\xBB\xBF\n\n") == "songs.csv: error: the file is empty\n" + expected);
  CHECK(parse_error("a,b\n") == "songs.csv: error: the file has a header and no rows\n" + expected);
  CHECK(parse_error("a,b\n1,2\n1,2,3\n1\n") ==
        "songs.csv:3: error: row 2 has 3 fields, the header has 2\n"
        "  hint: a field that holds a comma must stand in double quotes\n"
        "songs.csv:4: error: row 3 has 1 field, the header has 2\n"
        "  hint: an empty field still needs its comma\n");
  CHECK(parse_error("a,b\n1,2\n1,\"x\n3,4\n") ==
        "songs.csv:3: error: a quote is opened in this line and never closed\n"
        "  hint: close it; a quote inside a quoted field is written twice\n");
  CHECK(parse_error("a,\"b\n1,2\n") ==
        "songs.csv:1: error: a quote is opened in this line and never closed\n"
        "  hint: close it; a quote inside a quoted field is written twice\n");
  CHECK(parse_error("a,b\n\"x\"y,2\n") ==
        "songs.csv:2: error: row 1, column 'a': text follows a closing quote\n"
        "  hint: quote the whole field; a quote inside it is written twice\n");
  CHECK(parse_error("a,b\n1,2\n\n3,4\n") == "songs.csv:3: error: row 2 is a blank line\n  hint: delete the line\n");
  CHECK(parse_error("a,b,a\n1,2,3\n") ==
        "songs.csv:1: error: columns 1 and 3 are both called 'a'\n  hint: rename one of them\n");
  CHECK(parse_error(",a\n0,1\n") ==
        "songs.csv:1: error: column 1 has no name\n"
        "  hint: name it; if it is the index that pandas wrote, use to_csv(..., index=False)\n");
  CHECK(parse_error("a,\n0,1\n") ==
        "songs.csv:1: error: column 2 has no name\n  hint: name it, or take the comma away\n");
}

TEST_CASE("bytes that are no UTF-8 text are refused") {
  CHECK(parse_error("a,b\n1,2\n3,Caf\xE9\n") ==
        "songs.csv:3: error: row 2, column 'b': the byte 0xE9 is not UTF-8\n"
        "  hint: save the file as UTF-8; if it is in Latin-1 or Windows-1252, say so in data.csv.encoding\n");
  CHECK(parse_error(std::string_view("a,b\n1,\0\n", 8)) ==
        "songs.csv:2: error: row 1, column 'b': a zero byte, so this is no text\n"
        "  hint: save the file as UTF-8 text, not UTF-16\n");
  CHECK(parse_error("\xFF\xFE"
                    "a") ==
        "songs.csv:1: error: the file is in UTF-16, UTF-8 was expected\n  hint: save it as UTF-8\n");
  CHECK(parse_error("a,b\xE9\n1,2\n") ==
        "songs.csv:1: error: the name of column 2: the byte 0xE9 is not UTF-8\n"
        "  hint: save the file as UTF-8; if it is in Latin-1 or Windows-1252, say so in data.csv.encoding\n");
}

TEST_CASE("of many mistakes ten are shown") {
  std::string text = "a,b\n";
  for (int i = 0; i < 25; ++i) text += "1\n";
  const std::string error = parse_error(text);
  CHECK(error.find("songs.csv:11: error: row 10 has 1 field") != std::string::npos);
  CHECK(error.find("row 11") == std::string::npos);
  CHECK(error.ends_with("songs.csv: error: and 15 more like these\n"));
}

TEST_CASE("files of one source are one table") {
  const TemporaryFolder folder;
  const SourceConfig source{{folder.write("a.csv", "x,y\n1,2\n3,4\n"), folder.write("b.csv", "y,x\n6,5\n")}};
  const Table table = read_table(source);
  REQUIRE(table.num_rows() == 3);
  CHECK(table.cell(2, 0).text() == "5");
  CHECK(table.cell(2, 1).text() == "6");
  CHECK(folder.relative(table.place(2).file) == "b.csv");
  CHECK(table.row_number(2) == 1);
  CHECK(table.place(1).line == 3);

  const SourceConfig other{{source.files[0], folder.write("c.csv", "x,z\n1,2\n")}};
  CHECK(folder.relative(error_of([&] { read_table(other); })) ==
        "c.csv:1: error: the columns are not those of 'a.csv': no column 'y', a column 'z' more\n"
        "  hint: files of one source have the same columns, in any order\n");
}

TEST_CASE("a header is read without its rows") {
  const TemporaryFolder folder;
  CHECK(read_csv_header(folder.write("a.csv", "x, y \n\"never closed")) == std::vector<std::string>{"x", "y"});
  CHECK(read_csv_header(folder.write("b.csv", "x,y")) == std::vector<std::string>{"x", "y"});
  std::string wide = "c0";
  for (int i = 1; i < 30000; ++i) wide += ",c" + std::to_string(i);  // more than is read at first
  CHECK(read_csv_header(folder.write("c.csv", wide + "\n" + std::string(100000, '1'))).size() == 30000);
  CHECK(folder.relative(error_of([&] { read_csv_header(folder.write("d.csv", "")); })) ==
        "d.csv: error: the file is empty\n"
        "  hint: a header line with column names and one line a row were expected\n");
  CHECK(error_of([&] { read_csv_header(folder.path() / "none.csv"); }).find("none.csv") != std::string::npos);
  CHECK(error_of([&] { read_csv_header(folder.path()); }).find("directory") != std::string::npos);
}

TEST_CASE("any bytes give a table or a UserError") {
  const std::string_view alphabet = "ab,\"\n\r1 \xC3";
  std::uint32_t state = 1;
  for (int run = 0; run < 20000; ++run) {
    std::string text;
    state = state * 1664525U + 1013904223U;
    for (std::uint32_t size = state >> 27; size > 0; --size) {
      state = state * 1664525U + 1013904223U;
      text += alphabet[(state >> 16) % alphabet.size()];
    }
    try {
      const Table table = parse(text);
      for (std::int64_t row = 0; row < table.num_rows(); ++row) {
        for (int column = 0; column < table.num_columns(); ++column)
          CHECK(table.cell(row, column).text().size() <= text.size() + 24);
      }
    } catch (const UserError&) {
    }
  }
}

}  // namespace
}  // namespace nnctl::data
