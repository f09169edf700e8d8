// Targets that are scaled while training, and targets of several labels.
#include <cmath>

#include <nlohmann/json.hpp>

#include "data/csv.hpp"
#include "data/flag_columns.hpp"
#include "data/prepare.hpp"
#include "data/target_encoder.hpp"
#include "unit/data/fixtures.hpp"

namespace nnctl::data {
namespace {

using Ids = std::vector<std::int64_t>;
using Reals = std::vector<Real>;

Table parse(std::string_view text) { return parse_csv(std::string(text), "rows.csv"); }

TargetEncoder stored(const TargetEncoder& encoder) {
  return TargetEncoder::from_json(nlohmann::json::parse(encoder.to_json().dump()));
}

TEST_CASE("numbers are scaled by the training rows, column by column, and told in their own unit") {
  const Table table = parse("y,z\n1,10\n3,30\n101,20\n");
  TargetEncoder fitted = TargetEncoder::fit(table, {.columns = {"y", "z"}}, false);
  fitted.fit_scale(table, Ids{0, 1}, Scale::kStandard);
  const TargetEncoder encoder = stored(fitted);
  CHECK(encoder.encode(table, all_rows(table), TargetEncoding::kNumbers) == Reals{-1, -1, 1, 1, 99, 0});
  CHECK(encoder.in_own_unit(99, 0) == 101);
  CHECK(encoder.in_own_unit(0, 1) == 20);
}

TEST_CASE("the logarithmic scale has an inverse on both sides of zero") {
  const std::vector<double> values = {-5000, -1, 0, 0.5, 1e6};
  const Scaling scaling = Scaling::fit(Scale::kLog, ListedValues(values));
  for (const double value : values) CHECK(scaling.invert(scaling.apply(value)) == Approx(value).margin(1e-12));
}

TEST_CASE("labels of one cell stand between separators") {
  const Table table = parse("x,tags\n0,b; a\n1,\n2,c\n3,a;;b;\n");
  const TargetEncoder encoder =
      stored(TargetEncoder::fit(table, {.columns = {"tags"}, .type = TargetType::kMultiLabel}, false));
  CHECK(encoder.kind() == TargetKind::kLabels);
  CHECK(encoder.classes() == std::vector<std::string>{"a", "b", "c"});
  CHECK(encoder.width(TargetEncoding::kOneHot) == 3);
  CHECK(encoder.encode(table, all_rows(table), TargetEncoding::kOneHot) == Reals{1, 1, 0, 0, 0, 0, 0, 0, 1, 1, 1, 0});
  const Table other = parse("x,tags\n0,a;bb\n");
  CHECK(error_of([&] { encoder.encode(other, Ids{0}, TargetEncoding::kOneHot); }) ==
        "rows.csv:2: error: row 1, column 'tags': 'bb' is not one of the labels\n"
        "  hint: labels: a, b, c\n");
  CHECK(error_of([&] {
          TargetEncoder::fit(parse("x,tags\n0,a\n1,a\n"), {.columns = {"tags"}, .type = TargetType::kMultiLabel},
                             false);
        }) ==
        "rows.csv: error: target 'tags' holds 1 label\n"
        "  hint: labels of a cell stand between ';' (data.target.separator)\n");
}

TEST_CASE("labels as columns of true and false") {
  const Table table = parse("red,round\n1,yes\n0,\n0,no\n");
  const TargetEncoder encoder =
      stored(TargetEncoder::fit(table, {.columns = {"red", "round"}, .type = TargetType::kMultiLabel}, false));
  CHECK(encoder.has_column_a_label());
  CHECK(encoder.encode(table, all_rows(table), TargetEncoding::kOneHot) == Reals{1, 1, 0, 0, 0, 0});
}

TEST_CASE("columns of 0 and 1 are what the loss wants") {
  const Table table = parse("kind_oak,kind_elm\n1,0\n0,1\n1.0,0\n");
  const TargetConfig config{.columns = {"kind_oak", "kind_elm"}};
  const TargetEncoder one = stored(TargetEncoder::fit(table, config, true));
  CHECK(one.is_one_hot());
  CHECK(one.classes() == std::vector<std::string>{"oak", "elm"});
  CHECK(one.encode(table, all_rows(table), TargetEncoding::kClassIndex) == Reals{0, 1, 0});
  CHECK(one.encode(table, all_rows(table), TargetEncoding::kOneHot) == Reals{1, 0, 0, 1, 1, 0});
  const Table other = parse("kind_oak,kind_elm\n0,0\n");
  CHECK(error_of([&] { one.class_ids(other, all_rows(other)); }) ==
        "rows.csv:2: error: row 1, column 'kind_oak': the row has not exactly one 1, as one-hot rows have\n"
        "  hint: correct it\n");
  CHECK(stored(TargetEncoder::fit(table, config, true, true)).kind() == TargetKind::kLabels);
  CHECK(TargetEncoder::fit(table, config, false).kind() == TargetKind::kNumbers);
}

TEST_CASE("classes of one-hot columns are named without what all names begin with") {
  using Names = std::vector<std::string>;
  CHECK(flag_classes({"y0", "y1", "y10"}) == Names{"0", "1", "10"});
  CHECK(flag_classes({"y10", "y11"}) == Names{"10", "11"});
  CHECK(flag_classes({"kind_oak", "kind_old"}) == Names{"oak", "old"});
  CHECK(flag_classes({"cat", "car"}) == Names{"cat", "car"});
  CHECK(flag_classes({"a_b", "a_b_c"}) == Names{"b", "b_c"});
  CHECK(flag_classes({"kind_", "kind_x"}) == Names{"kind_", "kind_x"});
}

TEST_CASE("numbers from 0 to 1 are shares") {
  CHECK(stored(TargetEncoder::fit(parse("p,q\n0,1\n0.5,0.25\n"), {.columns = {"p", "q"}}, true, true)).are_shares());
  CHECK_FALSE(TargetEncoder::fit(parse("p,q\n0,1\n0.5,1.25\n"), {.columns = {"p", "q"}}, true, true).are_shares());
  const TargetConfig number{.columns = {"p"}, .type = TargetType::kNumber};
  CHECK(TargetEncoder::fit(parse("p\n0\n0.5\n"), number, false).are_shares());
}

TEST_CASE("the scale of a target follows from training rows alone") {
  const TemporaryFolder folder;
  DataConfig config;
  config.target = {.columns = {"y"}, .scale = Scale::kStandard};
  std::string text = "x,y\n";
  for (int row = 0; row < 40; ++row) text += std::to_string(row) + "," + std::to_string(row * row) + ".5\n";
  config.train.files = {folder.write("a.csv", text)};
  const PreparedData first = prepare(config, {});
  std::string changed = "x,y\n";
  for (std::int64_t row = 0; row < 40; ++row) {
    const RowIds& training = first.split.rows(Part::kTrain);
    const bool trains = training.contains(row);
    changed += trains ? std::to_string(row) + "," + std::to_string(row * row) + ".5\n" : "-70000,123456.5\n";
  }
  config.train.files = {folder.write("b.csv", changed)};
  const PreparedData second = prepare(config, {});
  CHECK(second.target.to_json() == first.target.to_json());
  CHECK(second.preprocessing->to_json() == first.preprocessing->to_json());
  CHECK(targets_of(*second.dataset(Part::kTrain, TargetEncoding::kNumbers)) ==
        targets_of(*first.dataset(Part::kTrain, TargetEncoding::kNumbers)));
}

}  // namespace
}  // namespace nnctl::data
