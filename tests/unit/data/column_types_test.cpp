// Column types: what is inferred, what their options make of cells, what is wrong.
#include "data/column_type.hpp"

#include <nlohmann/json.hpp>

#include "data/csv.hpp"
#include "data/preprocessor.hpp"
#include "schema/part.hpp"
#include "unit/data/fixtures.hpp"
#include "unit/data/options.hpp"

namespace nnctl::data {
namespace {

using Ids = std::vector<std::int64_t>;
using Reals = std::vector<Real>;

Table parse(std::string_view text) { return parse_csv(std::string(text), "rows.csv"); }

// The features of all rows of the table's only column, fitted on `rows`, after a round trip through JSON.
Reals encoded(const Table& table, const ColumnTypeConfig& type, const RowIds& rows) {
  DataConfig config;
  config.columns.list = {{"x", type}};
  const std::vector<std::string> names = {"x"};
  const Preprocessor fitted = Preprocessor::fit(table, names, rows, config);
  const Preprocessor again = Preprocessor::from_json(nlohmann::json::parse(fitted.to_json().dump()));
  CHECK(again.to_json() == fitted.to_json());
  CHECK(again.columns_by_type() == fitted.columns_by_type());
  return again.encode(table, all_rows(table));
}

Reals encoded(std::string_view text, const ColumnTypeConfig& type) {
  const Table table = parse(text);
  return encoded(table, type, all_rows(table));
}

std::string error(std::string_view text, const ColumnTypeConfig& type) {
  return error_of([&] { encoded(text, type); });
}

TEST_CASE("types of columns are inferred from the training rows") {
  const Table table = parse(
      "n,b,c,d,e\n"
      "1,yes,red,1,\n"
      "2,No,blue,1,\n"
      ",TRUE,,0,\n"
      "4,maybe,red,1,\n");
  const std::vector<std::string> names = {"n", "b", "c", "d", "e"};
  const auto types = [&](const RowIds& rows) {
    std::string text;
    for (const std::string& name : names) {
      text += std::string(infer_column_type(table.column(table.find_column(name)), rows)) + " ";
    }
    return text;
  };
  CHECK(types({0, 1, 2}) == "number boolean category number number ");
  CHECK(types({0, 1, 2, 3}) == "number category category number number ");
  DataConfig config;
  config.columns.list = {{"n", with_options("number", {{"missing", "mean"}})}};
  const std::vector<std::string> used = {"n", "b", "c", "d"};
  CHECK(Preprocessor::fit(table, used, Ids{0, 1, 2}, config).columns_by_type() ==
        "2 numbers, 1 category (c), 1 boolean (b)");
}

TEST_CASE("texts in held-out rows do not change what a column is taken for") {
  std::string text = "x\n";
  for (int row = 0; row < 10; ++row) text += std::to_string(row) + "\n";
  const Table table = parse(text + "loud\nquiet\nloud\n");
  CHECK(table.column(0).storage() == Storage::kText);
  CHECK(infer_column_type(table.column(0), Ids{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}) == "number");
}

TEST_CASE("scales of numbers") {
  const auto scaled = [](const char* scale) { return with_options("number", {{"scale", scale}}); };
  CHECK(encoded("x\n1\n2\n3\n4\n105\n", scaled("robust")) == Reals{-1, Real{-0.5}, 0, Real{0.5}, 51});
  CHECK(encoded("x\n-4\n2\n", scaled("unit")) == Reals{-1, Real{0.5}});
  CHECK(encoded("x\n0\n0\n", scaled("unit")) == Reals{0, 0});
  // log(1 + (e - 1)) = 1: the logarithms are -1 and 1
  CHECK(encoded("x\n-1.718281828459045\n1.718281828459045\n", scaled("log")) == Reals{-1, 1});
  // quartiles are equal: the deviation divides
  CHECK(encoded("x\n0\n0\n0\n0\n0\n0\n0\n0\n0\n10\n", scaled("robust"))[9] == static_cast<Real>(10.0 / 3));
}

TEST_CASE("missing numbers") {
  const std::string_view text = "x,y\n,0\n3,0\n3,0\n,0\n8,0\n,0\n";
  const auto filled = [&](const char* missing) {
    return encoded(text, with_options("number", {{"scale", "none"}, {"missing", missing}}));
  };
  CHECK(filled("mode") == Reals{3, 3, 3, 3, 8, 3});
  CHECK(filled("forward_fill") == Reals{3, 3, 3, 3, 8, 8});
  CHECK(encoded(text, with_options("number", {{"scale", "none"}, {"missing", "mean"}, {"indicator", "true"}})) ==
        Reals{static_cast<Real>(14.0 / 3), 1, 3, 0, 3, 0, static_cast<Real>(14.0 / 3), 1, 8, 0,
              static_cast<Real>(14.0 / 3), 1});
}

TEST_CASE("rows with a missing value are left out") {
  const Table table = parse("x,y\n,0\n3,0\n5,0\n,0\n");
  DataConfig config;
  config.columns.list = {{"x", with_options("number", {{"missing", "drop"}})}};
  const std::vector<std::string> names = {"x", "y"};
  const auto preprocessor = std::make_shared<Preprocessor>(Preprocessor::fit(table, names, all_rows(table), config));
  const TableSamples samples(parse("x,y\n,0\n3,0\n5,0\n,0\n"));
  CHECK(preprocessor->drop_missing(samples, {0, 1, 2, 3}) == Ids{1, 2});
  CHECK(preprocessor->encode(table, Ids{1, 2}) == Reals{-1, 0, 1, 0});
  CHECK(error_of([&] { preprocessor->encode(table, Ids{0}); }) ==
        "rows.csv:2: error: row 1, column 'x': the value is missing\n  hint: fill it in, or leave the row out\n");
}

TEST_CASE("booleans are 0 and 1") {
  CHECK(encoded("x,y\ntrue,0\nNO,0\nt,0\n F ,0\n1,0\n0,0\n", with_options("boolean", {})) == Reals{1, 0, 1, 0, 1, 0});
  CHECK(encoded("x,y\ny,0\nn,0\n,0\ny,0\n", with_options("boolean", {{"missing", "mode"}, {"indicator", "true"}})) ==
        Reals{1, 0, 0, 0, 1, 1, 1, 0});
  CHECK(error("x,y\nyes,0\nmaybe,0\n,0\n", with_options("boolean", {})) ==
        "rows.csv:3: error: row 2, column 'x': 'maybe' is neither true nor false\n"
        "  hint: true, yes, t, y, 1 and false, no, f, n, 0 are read, in any case\n"
        "rows.csv:4: error: row 3, column 'x': the value is missing\n"
        "  hint: fill it in, or set data.columns.x.missing to mode, mean or {constant: V}\n");
}

TEST_CASE("categories are one-hot, sorted, with one for missing values") {
  CHECK(encoded("x,y\nb,0\na,0\n,0\nb,0\n", with_options("category", {})) == Reals{0, 1, 0, 1, 0, 0, 0, 0, 1, 0, 1, 0});
  CHECK(encoded("x\n10\n9\n10.0\n", with_options("category", {})) == Reals{0, 1, 1, 0, 0, 1});
  CHECK(encoded("x\nhigh\nlow\nmid\n",
                with_options("category", {{"encode", "ordinal"}, {"categories", "[low, mid, high]"}})) ==
        Reals{2, 0, 1});
}

TEST_CASE("unknown and rare categories") {
  const Table table = parse("x,y\na,0\na,0\nb,0\nb,0\nrare,0\nnew,0\n,0\n");
  const Ids training = {0, 1, 2, 3, 4};
  const auto rows = [&](const char* unknown, const char* min_count) {
    const Reals all =
        encoded(table, with_options("category", {{"unknown", unknown}, {"min_count", min_count}}), training);
    return all;
  };
  CHECK(rows("ignore", "2") == Reals{1, 0, 1, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0});
  CHECK(rows("other", "2") == Reals{1, 0, 0, 1, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 1, 0, 0, 1, 0, 0, 1});
  CHECK(error_of([&] { rows("error", "2"); }) ==
        "rows.csv:7: error: row 6, column 'x': 'new' is none of the categories of the training rows\n"
        "  hint: categories: a, b\n"
        "rows.csv:8: error: row 7, column 'x': the value is missing, and no training row lacks it\n"
        "  hint: fill it in, or train with unknown: ignore\n");
}

TEST_CASE("too many and missing categories are mistakes") {
  CHECK(error("x\na\nb\nc\n", with_options("category", {{"max_categories", "2"}})) ==
        "rows.csv: error: column 'x' has 3 categories in 3 training rows, at most 2 are taken\n"
        "  hint: leave it out: data.exclude: [x]; or set data.columns.x.min_count, so that rare ones count as one, or "
        "raise max_categories, best with encode: embedding\n");
  CHECK(error("x,y\na,0\n,0\n", with_options("category", {{"missing", "error"}})) ==
        "rows.csv:3: error: row 2, column 'x': the value is missing\n"
        "  hint: fill it in, or set data.columns.x.missing to category\n");
}

}  // namespace
}  // namespace nnctl::data
