#include "data/target_encoder.hpp"

#include <nlohmann/json.hpp>

#include "data/csv.hpp"
#include "unit/data/fixtures.hpp"

namespace nnctl::data {
namespace {

using Names = std::vector<std::string>;

Table parse(std::string_view text) { return parse_csv(std::string(text), "songs.csv"); }

TargetConfig target(Names columns, TargetType type = TargetType::kAuto, Names classes = {},
                    const std::string& positive = {}) {
  return {.columns = std::move(columns), .type = type, .classes = std::move(classes), .positive = positive};
}

std::string fit_error(std::string_view text, const TargetConfig& config, bool wants_category = false,
                      Fault fault = Fault::kData) {
  const Table table = parse(text);
  return error_of([&] { TargetEncoder::fit(table, config, wants_category); }, fault);
}

TEST_CASE("text is classes, sorted") {
  const Table table = parse("y\nreel\n jig \nreel\nair\n");
  const TargetEncoder encoder = TargetEncoder::fit(table, target({"y"}), false);
  CHECK(encoder.kind() == TargetKind::kClasses);
  CHECK(encoder.classes() == Names{"air", "jig", "reel"});
  CHECK(encoder.encode(table, all_rows(table), TargetEncoding::kClassIndex) == std::vector<Real>{2, 1, 2, 0});
  CHECK(encoder.encode(table, std::vector<std::int64_t>{0, 3}, TargetEncoding::kOneHot) ==
        std::vector<Real>{0, 0, 1, 1, 0, 0});
  CHECK(encoder.width(TargetEncoding::kOneHot) == 3);
  CHECK(encoder.count_classes(table, all_rows(table)) == std::vector<std::int64_t>{1, 1, 2});
}

TEST_CASE("whole numbers are classes only if wanted, then sorted by value") {
  const Table table = parse("y\n10\n2\n10.0\n2\n");
  const TargetEncoder numbers = TargetEncoder::fit(table, target({"y"}), false);
  CHECK(numbers.kind() == TargetKind::kNumbers);
  CHECK(numbers.is_whole_numbers());
  CHECK(numbers.encode(table, all_rows(table), TargetEncoding::kNumbers) == std::vector<Real>{10, 2, 10, 2});
  const TargetEncoder classes = TargetEncoder::fit(table, target({"y"}), true);
  CHECK(classes.classes() == Names{"2", "10"});
  CHECK(classes.encode(table, all_rows(table), TargetEncoding::kClassIndex) == std::vector<Real>{1, 0, 1, 0});
  CHECK(TargetEncoder::fit(table, target({"y"}, TargetType::kCategory), false).classes() == Names{"2", "10"});
  CHECK_FALSE(TargetEncoder::fit(parse("y\n1.5\n2\n"), target({"y"}), false).is_whole_numbers());
}

TEST_CASE("true and false are classes") {
  const Table table = parse(kPandas);
  const TargetEncoder encoder = TargetEncoder::fit(table, target({"owner"}), false);
  CHECK(encoder.classes() == Names{"False", "True"});
  CHECK(encoder.encode(table, all_rows(table), TargetEncoding::kBinary) == std::vector<Real>{1, 0, 1, 0});
}

TEST_CASE("classes in the order given, and the positive one") {
  TableRequest request;
  request.columns["y"] = {ColumnRequest::Kind::kText, {}, {"yes", "no", "NA"}};
  const Table table = parse_csv("y\nyes\nno\nNA\n", "songs.csv", request);
  const TargetEncoder encoder =
      TargetEncoder::fit(table, target({"y"}, TargetType::kAuto, {"yes", "no", "NA"}, "yes"), false);
  CHECK(encoder.classes() == Names{"yes", "no", "NA"});
  CHECK(encoder.positive() == 0);
  CHECK(encoder.encode(table, all_rows(table), TargetEncoding::kBinary) == std::vector<Real>{1, 0, 0});
  CHECK(encoder.encode(table, all_rows(table), TargetEncoding::kClassIndex) == std::vector<Real>{0, 1, 2});
}

TEST_CASE("several columns are numbers") {
  const Table table = parse(kSensor);
  const TargetEncoder encoder = TargetEncoder::fit(table, target({"cool", "heat"}), false);
  CHECK(encoder.width(TargetEncoding::kNumbers) == 2);
  CHECK(encoder.encode(table, std::vector<std::int64_t>{2}, TargetEncoding::kNumbers) == std::vector<Real>{-3, 30});
}

TEST_CASE("a target survives JSON") {
  const Table text = parse("y\nb\na\n");
  const Table number = parse("y\n0.5\n1\n");
  for (const TargetEncoder& encoder : {TargetEncoder::fit(text, target({"y"}, {}, {}, "a"), false),
                                       TargetEncoder::fit(number, target({"y"}), false)}) {
    const TargetEncoder again = TargetEncoder::from_json(nlohmann::json::parse(encoder.to_json().dump()));
    CHECK(again.to_json() == encoder.to_json());
    CHECK(again.kind() == encoder.kind());
    CHECK(again.classes() == encoder.classes());
    CHECK(again.positive() == encoder.positive());
  }
  const std::string hint = "\n  hint: the model file is damaged, was edited or comes from a newer nnctl\n";
  const auto error = [](const char* json) {
    return error_of([&] { TargetEncoder::from_json(nlohmann::json::parse(json)); });
  };
  CHECK(error(R"({"version": 3})") == "error: the model's target cannot be read: version 3" + hint);
  CHECK(error(R"({"version": 1, "columns": ["y"], "kind": "x"})") ==
        "error: the model's target cannot be read: kind 'x'" + hint);
  CHECK(error(R"({"version": 1, "columns": ["y"], "kind": "classes", "classes": ["a"], "positive": "b"})") ==
        "error: the model's target cannot be read: its classes do not fit together" + hint);
  CHECK(error("7").starts_with("error: the model's target cannot be read: "));
}

TEST_CASE("targets that are none are refused") {
  CHECK(fit_error("y,x\na,1\na,2\n", target({"y"})) ==
        "songs.csv: error: target 'y' has one class, 'a', in all 2 rows\n"
        "  hint: a classifier needs at least two classes\n");
  CHECK(fit_error("y,x\na,1\n,2\nb,1\n", target({"y"})) ==
        "songs.csv:3: error: row 2, column 'y': the target is missing\n"
        "  hint: fill it in, or leave such rows out: data.target: {column: y, missing: drop}\n");
  CHECK(fit_error("y,x\n1,1\nNaN,2\n", target({"y"})) ==
        "songs.csv:3: error: row 2, column 'y': the target is missing\n"
        "  hint: fill it in, or leave such rows out: data.target: {column: y, missing: drop}\n");
  CHECK(fit_error("y,x\n1.5,1\n2,1\nfast,2\n", target({"y"})) ==
        "songs.csv: error: target 'y' holds numbers ('2' in row 2) and text ('fast' in row 3)\n"
        "  hint: correct the text, or say data.target.type: category if these are classes\n");
  CHECK(fit_error("y,x\n1,1\nfast,2\n", target({"y"}, TargetType::kNumber)) ==
        "songs.csv:3: error: row 2, column 'y': 'fast' is not a number, which the target is\n"
        "  hint: correct it, or say data.target.type: category\n");
  CHECK(
      fit_error("y,x\n1,1\n2.5,2\n", target({"y"}), true) ==
      "songs.csv: error: target 'y' holds fractions ('2.5' in row 2), the loss is one for classes\n"
      "  hint: choose a loss for numbers such as mean_squared_error, or data.target.type: category; shares from 0 to 1 "
      "with binary_crossentropy are type: number\n");
  CHECK(fit_error("y,x\nreel,1\njigg,2\njig,2\n", target({"y"}, TargetType::kAuto, {"reel", "jig"})) ==
        "songs.csv:3: error: row 2, column 'y': 'jigg' is not one of the classes\n"
        "  hint: did you mean 'jig'? classes: reel, jig\n");
  CHECK(fit_error("y,x\nreel,1\njig,2\n", target({"y"}, TargetType::kAuto, {}, "rele"), false, Fault::kConfig) ==
        "error: data.target.positive: 'rele' is not one of the classes of 'y'\n"
        "  hint: did you mean 'reel'? classes: jig, reel\n");
}

}  // namespace
}  // namespace nnctl::data
