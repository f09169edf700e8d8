// Times and free text as features.
#include <cmath>

#include <nlohmann/json.hpp>

#include "data/csv.hpp"
#include "data/preprocessor.hpp"
#include "data/time_parts.hpp"
#include "data/time_text.hpp"
#include "data/tokens.hpp"
#include "unit/data/fixtures.hpp"
#include "unit/data/options.hpp"

namespace nnctl::data {
namespace {

using Reals = std::vector<Real>;

// The features of all rows of column x, fitted on all rows, after a round trip through JSON.
Reals encoded(std::string_view text, const ColumnTypeConfig& type) {
  DataConfig config;
  config.columns.list = {{"x", type}};
  TableRequest request;
  request.columns["x"] = type.make()->request();
  const Table table = parse_csv(std::string(text), "rows.csv", request);
  const std::vector<std::string> names = {"x"};
  const Preprocessor fitted = Preprocessor::fit(table, names, all_rows(table), config);
  const Preprocessor again = Preprocessor::from_json(nlohmann::json::parse(fitted.to_json().dump()));
  CHECK(again.to_json() == fitted.to_json());
  return again.encode(table, all_rows(table));
}

TEST_CASE("parts of times") {
  const auto parts = [](const char* text) {
    std::vector<int> values;
    for (const auto& choice : schema::Choices<TimePart>::all())
      values.push_back(part_of(*parse_time(text), choice.value));
    return values;
  };
  // year, month, day, hour, minute, second, weekday, day of year
  CHECK(parts("2012-12-31 23:59:58") == std::vector<int>{2012, 11, 30, 23, 59, 58, 0, 365});
  CHECK(parts("1969-12-31 23:59:59") == std::vector<int>{1969, 11, 30, 23, 59, 59, 2, 364});
  CHECK(parts("2024-02-29") == std::vector<int>{2024, 1, 28, 0, 0, 0, 3, 59});
}

TEST_CASE("times are points on circles, one-hot or numbers") {
  const Reals quarters =
      encoded("x\n2011-01-01\n2011-04-01\n2011-07-01\n", with_options("datetime", {{"parts", "[month]"}}));
  const Reals wanted = {0, 1, 1, 0, 0, -1};
  for (std::size_t i = 0; i < wanted.size(); ++i) CHECK(quarters[i] == Approx(wanted[i]).margin(1e-7));
  CHECK(encoded("x\n31.12.2011\n2.1.2012\n",
                with_options("datetime", {{"format", "%d.%m.%Y"}, {"parts", "[weekday]"}, {"encode", "one_hot"}})) ==
        Reals{0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0});
  // of the usual parts the constant ones are left out, and a year is a number
  CHECK(encoded("x\n2011-05-01 12:00\n2013-05-01 12:00\n", with_options("datetime", {{"encode", "number"}})) ==
        Reals{-1, 1, 1, -1});
  CHECK(encoded("x,y\n2011-05-01 06:00,0\n,0\n2011-05-01 18:00,0\n",
                with_options("datetime", {{"missing", "median"}, {"parts", "[hour]"}, {"encode", "number"}}))[1] == 0);
}

TEST_CASE("dates that do not exist are mistakes with their place") {
  CHECK(error_of([] { encoded("x,y\n2011-02-28,0\n2011-02-29,0\n", with_options("datetime", {})); }) ==
        "rows.csv:3: error: row 2, column 'x': '2011-02-29' is no time as ISO 8601 has it, or does not exist\n"
        "  hint: correct it, or name the column's format, such as {type: datetime, format: \"%d.%m.%Y\"}\n");
  CHECK(error_of([] {
          encoded("x,y\n31.4.2011,0\n", with_options("datetime", {{"format", "%d.%m.%Y"}}));
        }) ==
        "rows.csv:2: error: row 1, column 'x': '31.4.2011' is no time of the format '%d.%m.%Y', or does not exist\n"
        "  hint: correct it, or the column's format\n");
  CHECK(error_of([] { encoded("x,y\n2011-02-28,0\n2011-02-28,0\n", with_options("datetime", {})); }) ==
        "rows.csv: error: column 'x' holds the same time in all training rows\n"
        "  hint: leave it out: data.exclude: [x]\n");
}

TEST_CASE("text is cut into tokens") {
  using Tokens = std::vector<std::string>;
  CHECK(tokens_of("Don't stop -- it's 2011's 'best'!", true) == Tokens{"don't", "stop", "it's", "2011's", "best"});
  CHECK(tokens_of("Caf\xC3\xA9 Noir", false) == Tokens{"Caf\xC3\xA9", "Noir"});
  CHECK(tokens_of(" .,' ", true).empty());
}

TEST_CASE("text as counts, weights and ids") {
  const std::string_view texts = "x,y\nA cat a hat,0\na dog,0\n,0\n";
  // a 3, then cat, dog, hat
  CHECK(encoded(texts, with_options("text", {{"encode", "bag_of_words"}})) ==
        Reals{2, 1, 0, 1, 1, 0, 1, 0, 0, 0, 0, 0});
  CHECK(encoded(texts, with_options("text", {{"encode", "ids"}, {"length", "3"}, {"vocabulary", "4"}})) ==
        Reals{2, 3, 2, 2, 1, 0, 0, 0, 0});
  const Reals weighted = encoded(texts, with_options("text", {{"vocabulary", "3"}}));
  // scikit-learn: idf(a) = log(4 / 3) + 1, idf(dog) = log(4 / 2) + 1
  const double a = std::log(4.0 / 3) + 1;
  const double dog = std::log(2.0) + 1;
  CHECK(weighted[3] == Approx(a / std::hypot(a, dog)));
  CHECK(weighted[5] == Approx(dog / std::hypot(a, dog)));
  CHECK(weighted[6] == 0);
}

}  // namespace
}  // namespace nnctl::data
