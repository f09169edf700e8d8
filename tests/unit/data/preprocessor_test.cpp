#include "data/preprocessor.hpp"

#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "data/column_types.hpp"
#include "data/csv.hpp"
#include "data/number_encoder.hpp"
#include "parallel/thread_pool.hpp"
#include "unit/data/fixtures.hpp"

namespace nnctl::data {
namespace {

using Names = std::vector<std::string>;
using Ids = std::vector<std::int64_t>;

Table parse(std::string_view text) { return parse_csv(std::string(text), "songs.csv"); }

Preprocessor fit(const Table& table, const Names& features, const DataConfig& config = {}) {
  return Preprocessor::fit(table, features, all_rows(table), config);
}

ColumnTypeConfig number_type(Scale scale, MissingOption missing = {}, bool indicator = false) {
  return {number_column(), std::make_shared<const NumberOptions>(NumberOptions{scale, {missing, indicator}})};
}

// All columns are declared numbers.
DataConfig declared_numbers(Scale scale = Scale::kStandard, MissingOption missing = {}) {
  DataConfig config;
  config.columns.list = {{"*", number_type(scale, missing)}};
  return config;
}

DataConfig number_config(Scale scale, MissingOption missing = {}, bool indicator = false) {
  DataConfig config;
  config.defaults.by_type["number"] = number_type(scale, missing, indicator);
  return config;
}

TEST_CASE("standard scaling takes population mean and deviation of the rows given") {
  const Table table = parse("x,y\n1,0\n3,0\n100,0\n");
  const Preprocessor preprocessor = Preprocessor::fit(table, Names{"x"}, Ids{0, 1}, {});
  const std::vector<Real> features = preprocessor.encode(table, all_rows(table));
  CHECK(features == std::vector<Real>{-1, 1, 98});
}

TEST_CASE("a large offset costs no digits") {
  const Table table = parse("x\n100000001\n100000002\n100000003\n");
  const std::vector<Real> features = fit(table, {"x"}).encode(table, all_rows(table));
  CHECK(features[0] == static_cast<Real>(-std::sqrt(1.5)));
  CHECK(features[1] == 0);
}

TEST_CASE("a column with one value is divided by one") {
  const Table table = parse("x\n0.1\n0.1\n0.1\n1.1\n");
  for (const Scale scale : {Scale::kStandard, Scale::kMinMax}) {
    const Preprocessor preprocessor = Preprocessor::fit(table, Names{"x"}, Ids{0, 1, 2}, number_config(scale));
    CHECK(preprocessor.encode(table, all_rows(table)) == std::vector<Real>{0, 0, 0, 1});
  }
}

TEST_CASE("minmax and none") {
  const Table table = parse("x\n2\n4\n6\n");
  CHECK(fit(table, {"x"}, number_config(Scale::kMinMax)).encode(table, all_rows(table)) ==
        std::vector<Real>{0, Real{0.5}, 1});
  CHECK(fit(table, {"x"}, number_config(Scale::kNone)).encode(table, all_rows(table)) == std::vector<Real>{2, 4, 6});
}

TEST_CASE("missing values are filled before scaling") {
  const Table table = parse("x,y\n1,0\n2,0\nNA,0\n9,0\n,0\n");
  const auto filled = [&](MissingOption missing) {
    return fit(table, {"x"}, number_config(Scale::kNone, missing)).encode(table, all_rows(table))[2];
  };
  CHECK(filled({MissingOption::Kind::kMean}) == 4);
  CHECK(filled({MissingOption::Kind::kMedian}) == 2);
  CHECK(filled({MissingOption::Kind::kConstant, -1.0}) == -1);
  const Table even = parse("x,y\n1,0\n4,0\n,0\n9,0\n2,0\n");
  CHECK(fit(even, {"x"}, number_config(Scale::kNone, {MissingOption::Kind::kMedian})).encode(even, Ids{2}) ==
        std::vector<Real>{3});
}

TEST_CASE("columns are found by name and options apply by column") {
  const Table table = parse(kPandas);
  DataConfig config = number_config(Scale::kStandard, {MissingOption::Kind::kMean});
  config.columns.list = {{"income", number_type(Scale::kNone, {MissingOption::Kind::kConstant, 0.0})}};
  const Preprocessor preprocessor = fit(table, {"income", "age"}, config);
  const Table shuffled = parse("extra,age,income\nx,31,42000.5\nx,NA,38000\nx,52,\nx,47,61000\n");
  CHECK(preprocessor.encode(shuffled, all_rows(shuffled)) == preprocessor.encode(table, all_rows(table)));
  CHECK(preprocessor.encode(table, Ids{0, 2})[2] == 0);
  CHECK(preprocessor.encode(table, Ids{0, 2})[0] == Real{42000.5});
}

TEST_CASE("JSON gives the same bits back") {
  const Table table = parse("a,b\n0.1,1e-30\n0.2,3e30\n0.7,\n");
  const Preprocessor preprocessor =
      fit(table, {"a", "b"}, number_config(Scale::kStandard, {MissingOption::Kind::kMedian}));
  const std::string text = preprocessor.to_json().dump();
  const Preprocessor again = Preprocessor::from_json(nlohmann::json::parse(text));
  CHECK(again.to_json().dump() == text);
  CHECK(again.columns() == preprocessor.columns());
  CHECK(again.num_features() == 2);
  CHECK(again.encode(table, all_rows(table)) == preprocessor.encode(table, all_rows(table)));
  for (std::size_t i = 0; i < 2; ++i) {
    const auto& ours = dynamic_cast<const NumberEncoder&>(preprocessor.encoder(i));
    const auto& theirs = dynamic_cast<const NumberEncoder&>(again.encoder(i));
    CHECK(theirs.scaling().offset() == ours.scaling().offset());
    CHECK(theirs.scaling().divisor() == ours.scaling().divisor());
    CHECK(theirs.fill().value() == ours.fill().value());
  }
}

TEST_CASE("columns fitted on several threads have the bits, and the mistakes, of one") {
  std::string good = "a,b,c,d\n";
  std::string bad = good;
  for (int row = 0; row < 20'000; ++row) {
    const auto rest = fmt::format("{},{},k{}\n", row % 91, 0.1 * (row % 1013), row % 17);
    good += fmt::format("{},{}", row * 7 % 401, rest);
    bad += row > 19'990 ? "text," + rest : fmt::format("{},{}", row, rest);
  }
  bad += "1,word,1,k\n";
  const Names names = {"a", "b", "c", "d"};
  const int limit = thread_limit();
  std::vector<std::string> fitted;
  std::vector<std::string> errors;
  for (const int threads : {1, 3}) {
    set_thread_limit(threads);
    const MissingOption median{MissingOption::Kind::kMedian};
    fitted.push_back(fit(parse(good), names, number_config(Scale::kRobust, median)).to_json().dump());
    errors.push_back(error_of([&] { fit(parse(bad), names, number_config(Scale::kRobust)); }));
  }
  set_thread_limit(limit);
  CHECK(fitted[0] == fitted[1]);
  CHECK(errors[0] == errors[1]);
  CHECK(errors[0].find("column 'b': 'word' is not a number") != std::string::npos);
}

TEST_CASE("foreign JSON is refused") {
  const auto error = [](const char* text) {
    return error_of([&] { Preprocessor::from_json(nlohmann::json::parse(text)); });
  };
  CHECK(error(R"({"version": 2, "columns": []})") ==
        "error: the model's preprocessing has version 2, expected 1\n  hint: it may come from a newer nnctl\n");
  CHECK(error(R"({"version": 1, "columns": [{"name": "x", "kind": "smell"}]})") ==
        "error: the model holds an encoder of kind 'smell', which is unknown here\n"
        "  hint: it may come from a newer nnctl\n");
  CHECK(error("[]").starts_with("error: the model's preprocessing cannot be read: "));
}

TEST_CASE("cells that are no numbers are named") {
  const Table table = parse("a,tempo\n1,100\n2,fast\nx,NA\n");
  CHECK(error_of([&] {
          fit(table, {"a", "tempo"}, declared_numbers());
        }) ==
        "songs.csv:3: error: row 2, column 'tempo': 'fast' is not a number\n"
        "  hint: correct it, or leave the column out: data.exclude: [tempo]\n"
        "songs.csv:4: error: row 3, column 'a': 'x' is not a number\n"
        "  hint: correct it, or leave the column out: data.exclude: [a]\n"
        "songs.csv:4: error: row 3, column 'tempo': the value is missing\n"
        "  hint: fill it in, or set data.columns.tempo.missing to mean, median or {constant: V}\n");
  const Preprocessor preprocessor = Preprocessor::fit(table, Names{"a", "tempo"}, Ids{0}, declared_numbers());
  CHECK(error_of([&] { preprocessor.encode(table, all_rows(table)); }) ==
        "songs.csv:3: error: row 2, column 'tempo': 'fast' is not a number\n"
        "  hint: correct it\n"
        "songs.csv:4: error: row 3, column 'a': 'x' is not a number\n"
        "  hint: correct it\n"
        "songs.csv:4: error: row 3, column 'tempo': the value is missing\n"
        "  hint: fill it in, or train with another option than missing: error\n");
  std::vector<std::int64_t> bad_rows;
  const std::vector<Real> features = preprocessor.encode(table, all_rows(table), &bad_rows);
  CHECK(bad_rows == std::vector<std::int64_t>{1, 2});
  CHECK(features[2] == 0);
  CHECK(features[4] == 0);
}

TEST_CASE("a column of text or without values is named once") {
  const Table table = parse("title,x,gone\nReel,1,\nJig,2,NA\n");
  CHECK(error_of([&] {
          fit(table, {"title", "x", "gone"}, declared_numbers(Scale::kStandard, {MissingOption::Kind::kMean}));
        }) ==
        "songs.csv: error: column 'title' holds text, numbers were expected ('Reel' in row 1)\n"
        "  hint: let it be a category: data.columns.title: category, or leave it out: data.exclude: [title]\n"
        "songs.csv: error: column 'gone' has no value in any training row\n"
        "  hint: leave it out: data.exclude: [gone]\n");
}

TEST_CASE("ten bad cells are shown, the first of all columns") {
  std::string text = "a,b\n";
  for (int i = 0; i < 20; ++i) text += i == 0 ? "1,1\n" : "x,y\n";
  const Table table = parse(text);
  const std::string error = error_of([&] { fit(table, {"a", "b"}, declared_numbers()); });
  CHECK(error.find("songs.csv:7: error: row 6, column 'b': 'y'") != std::string::npos);
  CHECK(error.find("row 7") == std::string::npos);
  CHECK(error.ends_with("songs.csv: error: and 28 more like these\n"));
}

TEST_CASE("numbers beyond 32 bits are refused before and after scaling") {
  if (sizeof(Real) == 8) return;
  const Table table = parse("x\n1\n1e39\n");
  CHECK(error_of([&] { fit(table, {"x"}); }) ==
        "songs.csv:3: error: row 2, column 'x': '1e+39' is beyond the range of 32-bit numbers (3.4e38)\n"
        "  hint: correct it\n");
  const Table narrow = parse("x\n1e-9\n2e-9\n1e38\n");
  const Preprocessor preprocessor = Preprocessor::fit(narrow, Names{"x"}, Ids{0, 1}, {});
  CHECK(error_of([&] { preprocessor.encode(narrow, all_rows(narrow)); }) ==
        "songs.csv:4: error: row 3, column 'x': '1e+38', scaled, is beyond the range of 32-bit numbers (3.4e38)\n"
        "  hint: correct it\n");
}

TEST_CASE("missing columns are named with the nearest") {
  const Table table = parse("tempo,energy\n1,2\n2,3\n");
  const Preprocessor preprocessor = fit(table, {"tempo", "energy"});
  const Table other = parse("Tempoo,x\n1,2\n");
  CHECK(error_of([&] { preprocessor.encode(other, all_rows(other)); }) ==
        "songs.csv:1: error: column 'tempo' is missing\n"
        "  hint: is it 'Tempoo'? columns: Tempoo, x\n"
        "songs.csv:1: error: column 'energy' is missing\n"
        "  hint: columns: Tempoo, x\n");
}

}  // namespace
}  // namespace nnctl::data
