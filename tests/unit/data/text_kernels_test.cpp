// Whatever the instruction set, a text is the same table, or the same mistake.
#include "data/text_kernels.hpp"

#include <string>
#include <vector>

#include <fmt/format.h>
#include <catch2/catch.hpp>

#include "base/diagnostic.hpp"
#include "data/csv.hpp"
#include "data/source.hpp"
#include "kernels/dispatch.hpp"

#pragma GCC diagnostic ignored "-Wmissing-field-initializers"  // options are named, the others are the defaults

namespace nnctl::data {
namespace {

class Random {
 public:
  int below(int limit) {  // xorshift64*, G. Marsaglia, J. Stat. Software 8(14), 2003
    state_ ^= state_ >> 12;
    state_ ^= state_ << 25;
    state_ ^= state_ >> 27;
    return static_cast<int>(state_ * 2685821657736338717U % static_cast<std::uint64_t>(limit));
  }
  bool once_in(int times) { return below(times) == 0; }

 private:
  std::uint64_t state_ = 88172645463325252U;
};

std::string random_number(Random& random, char decimal) {
  std::string text = random.once_in(3) ? "-" : "";
  for (int i = random.below(6); i >= 0; --i) text += static_cast<char>('0' + random.below(10));
  if (random.once_in(2)) text += decimal;
  for (int i = random.below(random.once_in(5) ? 14 : 7); i > 0; --i) text += static_cast<char>('0' + random.below(10));
  return text;
}

// Mostly numbers; `oddity`: once in how many cells something else.
std::string random_cell(Random& random, const CsvOptions& options, int oddity) {
  if (!random.once_in(oddity)) return random_number(random, options.decimal);
  switch (random.below(12)) {
    case 0:
      return "";
    case 1:
      return "NA";
    case 2:
      return " " + random_number(random, options.decimal);
    case 3:
      return "  7 ";
    case 4:
      return "+3";
    case 5:
      return "1e-5";
    case 6:
      return "text";
    case 7:
      return "1..2";
    case 8:
      return fmt::format("\"{}\"", random_number(random, options.decimal));
    case 9:
      return "123456789012345678901234567890";
    case 10:
      return "\xc3\xa9";
    default:
      return "-";
  }
}

std::string random_text(Random& random, const CsvOptions& options, int columns, int rows, int oddity) {
  const std::string line_end = random.once_in(3) ? "\r\n" : random.once_in(10) ? "\r" : "\n";
  std::string text;
  for (int c = 0; c < columns; ++c) text += fmt::format("{}c{}", c > 0 ? std::string{options.delimiter} : "", c);
  text += line_end;
  for (int row = 0; row < rows; ++row) {
    if (options.comment != '\0' && random.once_in(20)) text += options.comment + ("1" + line_end);
    if (columns == 1 && random.once_in(4 * oddity)) text += line_end;
    for (int c = 0; c < columns; ++c) {
      if (c > 0) text += options.delimiter;
      text += random_cell(random, options, oddity);
    }
    if (random.once_in(500)) text += options.delimiter;  // a mistake, or a missing value at the end
    text += random.once_in(300) ? "\n" : line_end;
  }
  if (random.once_in(5)) text.pop_back();
  return text;
}

// All that a table says, or the mistakes.
std::string description(const std::string& text, const TableRequest& request, const CsvOptions& options) {
  std::string all;
  try {
    const Table table = parse_csv(text, "x.csv", request, options);
    for (std::int64_t row = 0; row < table.num_rows(); ++row) {
      all += fmt::format("{}:", table.place(row).line);
      for (int c = 0; c < table.num_columns(); ++c) {
        const Cell cell = table.cell(row, c);
        all += cell.is_missing() ? "()|" : cell.text() + "|";
      }
      all += '\n';
    }
    for (int c = 0; c < table.num_columns(); ++c)
      all += fmt::format("{} ", static_cast<int>(table.column(c).storage()));
  } catch (const UserError& error) {
    for (const Diagnostic& mistake : error.diagnostics()) {
      all += fmt::format("{}:{} {} {}\n", mistake.place.file, mistake.place.line, mistake.message, mistake.hint);
    }
  }
  return all;
}

TEST_CASE("every instruction set reads the same rows") {
  Random random;
  const std::vector<CsvOptions> dialects = {{.delimiter = ','},
                                            {.delimiter = ';', .decimal = ','},
                                            {.delimiter = '\t', .thousands = ',', .comment = '#'},
                                            {.delimiter = ' ', .quote = '\0'},
                                            {.delimiter = ',', .na_values = {"7"}}};
  int num_tables = 0;
  for (int i = 0; i < 300; ++i) {
    const CsvOptions& options = dialects[static_cast<std::size_t>(random.below(static_cast<int>(dialects.size())))];
    const int columns = 1 + random.below(random.once_in(10) ? 300 : 12);
    const int oddity = random.once_in(3) ? 1000000 : random.once_in(2) ? 200 : 20;
    const std::string text = random_text(random, options, columns, random.below(400), oddity);
    TableRequest request;
    request.others.kind = random.once_in(2) ? ColumnRequest::Kind::kFloat : ColumnRequest::Kind::kAuto;
    request.keeps_all = random.once_in(8);
    kernels::use_table(kernels::available_tables().front());
    REQUIRE(text_kernels() == nullptr);
    const std::string expected = description(text, request, options);
    num_tables += static_cast<int>(expected.find("x.csv") != 0);
    for (const kernels::KernelTable* table : kernels::available_tables()) {
      kernels::use_table(table);
      INFO(table->name << " " << i);
      const std::string found = description(text, request, options);
      CHECK((found == expected));
    }
  }
  kernels::use_table(nullptr);
  CHECK(num_tables > 100);
}

}  // namespace
}  // namespace nnctl::data
