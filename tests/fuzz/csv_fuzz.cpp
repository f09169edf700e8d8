// Any bytes as CSV: a table, or a UserError says why not, and the same of both with every instruction set and as a
// stream. A first byte below 0x20 that is no blank chooses how the text is said to be written, and is no part of it.
#include <array>
#include <cstdlib>
#include <sstream>
#include <string>

#include <fmt/format.h>

#include "base/diagnostic.hpp"
#include "data/csv.hpp"
#include "data/table_stream.hpp"
#include "kernels/dispatch.hpp"
#include "target.hpp"

#pragma GCC diagnostic ignored "-Wmissing-field-initializers"  // options are named, the others are the defaults

namespace {

using namespace nnctl;

struct Dialect {
  data::CsvOptions options;
  data::ColumnRequest::Kind kind = data::ColumnRequest::Kind::kAuto;
  bool keeps = false;
};

const std::array<Dialect, 8>& dialects() {
  using Kind = data::ColumnRequest::Kind;
  static const std::array<Dialect, 8> all = {
      Dialect{},
      Dialect{{}, Kind::kFloat},
      Dialect{{.delimiter = ';', .decimal = ',', .thousands = '.'}, Kind::kNumber},
      Dialect{{.header = false, .comment = '#'}, Kind::kText, true},
      Dialect{{.delimiter = '\t', .encoding = data::CsvEncoding::kLatin1, .thousands = ','}},
      Dialect{{.delimiter = ' ', .encoding = data::CsvEncoding::kWindows1252, .quote = '\''}, Kind::kFloat, true},
      Dialect{{.na_values = {"?", "-999"}}, Kind::kFloat},
      Dialect{{.comment = '%', .quote = '\0'}, Kind::kTime},
  };
  return all;
}

void describe(const data::Table& table, std::string& all) {
  for (std::int64_t row = 0; row < table.num_rows(); ++row) {
    all += fmt::format("{}:", table.place(row).line);
    for (int c = 0; c < table.num_columns(); ++c) {
      const data::Cell cell = table.cell(row, c);
      all += cell.is_missing() ? "()|" : cell.text() + "|";
    }
  }
}

void describe(const UserError& error, std::string& all) {
  for (const Diagnostic& mistake : error.diagnostics())
    all += fmt::format("{}: {}\n", mistake.place.line, mistake.message);
}

std::string read(const std::string& text, const Dialect& dialect) {
  data::TableRequest request;
  request.others.kind = dialect.kind;
  request.keeps_all = dialect.keeps;
  std::string all;
  try {
    describe(data::parse_csv(text, "rows.csv", request, dialect.options), all);
  } catch (const UserError& error) {
    describe(error, all);
  }
  return all;
}

void read_stream(const std::string& text, const Dialect& dialect) {
  data::TableRequest request;
  request.others.kind = dialect.kind;
  request.keeps_all = dialect.keeps;
  std::istringstream stream(text);
  std::string all;
  try {
    data::TableStream rows(data::ByteSource::stream(stream, "rows.csv"), request, dialect.options);
    while (const auto table = rows.next()) describe(*table, all);
  } catch (const UserError&) {
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string text(reinterpret_cast<const char*>(data), size);
  std::size_t choice = 0;
  if (size > 0 && data[0] < 0x20 && data[0] != '\t' && data[0] != '\n' && data[0] != '\r' && data[0] != 0x1f) {
    choice = data[0] % dialects().size();
    text.erase(0, 1);
  }
  const Dialect& dialect = dialects()[choice];
  std::string first;
  for (const kernels::KernelTable* table : kernels::available_tables()) {
    kernels::use_table(table);
    const std::string found = read(text, dialect);
    if (table == kernels::available_tables().front()) {
      first = found;
    } else if (found != first) {
      std::abort();  // another table with wide instructions
    }
  }
  kernels::use_table(nullptr);
  read_stream(text, dialect);
  return 0;
}
