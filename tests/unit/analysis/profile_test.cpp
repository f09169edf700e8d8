#include "analysis/profile.hpp"

#include <catch2/catch.hpp>

#include <fmt/format.h>

#include "analysis/draft_config.hpp"
#include "base/rng.hpp"
#include "data/csv.hpp"

namespace nnctl::analysis {
namespace {

using Names = std::vector<std::string>;

data::Table parse(const std::string& text) { return data::parse_csv(text, "rows.csv"); }

std::vector<Leak> leaks_in(const std::string& text, const Names& features, const std::string& target) {
  const data::Table table = parse(text);
  return find_leaks(table, data::all_rows(table), features, target);
}

// Rows of a feature that is noise, the target, and a column made from both.
template <class Made>
std::string noisy_rows(int rows, const std::string& header, Made made) {
  std::string text = header + "\n";
  const RandomStream stream(5, "rows");
  for (int row = 0; row < rows; ++row) {
    const double noise = stream.normal(static_cast<std::uint64_t>(row), 0);
    const double target = stream.normal(static_cast<std::uint64_t>(row), 1);
    text += made(row, noise, target) + "\n";
  }
  return text;
}

TEST_CASE("what columns hold") {
  const std::vector<ColumnProfile> columns =
      profile(parse("id,size,kind,owner,again,same\n1,2.5,a,yes,a,7\n2,NA,b,no,b,7\n3,4.5,a,yes,a,7\n4,1,c,NA,c,7\n"));
  REQUIRE(columns.size() == 6);
  CHECK(columns[0].kind == ColumnKind::kWholeNumber);
  CHECK(columns[0].rises);
  CHECK(columns[1].kind == ColumnKind::kNumber);
  CHECK(columns[1].missing == 1);
  CHECK(columns[1].distinct == 3);
  CHECK(columns[1].least == 1.0);
  CHECK(columns[1].greatest == 4.5);
  CHECK(columns[1].mean == Approx(8.0 / 3));
  CHECK_FALSE(columns[1].rises);
  CHECK(columns[2].kind == ColumnKind::kCategory);
  CHECK(columns[2].frequent == std::vector<std::pair<std::string, std::int64_t>>{{"a", 2}, {"b", 1}, {"c", 1}});
  CHECK(columns[3].kind == ColumnKind::kBoolean);
  CHECK(columns[3].missing == 1);
  CHECK(columns[4].duplicate_of == "kind");
  CHECK(columns[5].is_constant());
  CHECK(columns[1].duplicate_of.empty());
}

TEST_CASE("columns that name the rows") {
  std::string text = "number,gap,name,value\n";
  for (int row = 0; row < 30; ++row) text += fmt::format("{},{},row {},{}\n", row + 100, row * 2, row, row % 7);
  const std::vector<ColumnProfile> columns = profile(parse(text));
  CHECK(columns[0].is_row_name());
  CHECK_FALSE(columns[1].is_row_name());  // may be a time or a place
  CHECK(columns[2].is_row_name());
  CHECK_FALSE(columns[3].is_row_name());
}

TEST_CASE("a column that tells the target is found, noise and names of rows are not") {
  const auto classes = [](int row, double noise, double target) {
    return fmt::format("{:.3f},{},{},row {}", noise, target > 0 ? "up" : "down", target > 0 ? 1 : 2, row);
  };
  const auto found = leaks_in(noisy_rows(400, "noise,way,code,name", classes), {"noise", "code", "name"}, "way");
  REQUIRE(found.size() == 1);
  CHECK(found[0].columns == Names{"code"});
  CHECK(to_string(found[0]) == "'code' alone tells the target in 100.0 % of the rows");

  const auto numbers = [](int, double noise, double target) {
    return fmt::format("{:.3f},{:.6f},{:.6f},{:.6f}", noise, target, target * 3 + 0.01 * noise, target + noise);
  };
  const auto told = leaks_in(noisy_rows(2000, "noise,y,triple,blurred", numbers), {"noise", "triple", "blurred"}, "y");
  REQUIRE(told.size() == 1);
  CHECK(told[0].columns == Names{"triple"});
  CHECK_FALSE(told[0].is_accuracy);
}

TEST_CASE("two columns that add up to the target") {
  const auto sums = [](int, double noise, double target) {
    const auto a = std::lround(noise * 100);
    const auto b = std::lround(target * 100);
    return fmt::format("{},{},{}", a, b, a + b);
  };
  const auto found = leaks_in(noisy_rows(200, "casual,registered,all", sums), {"casual", "registered"}, "all");
  REQUIRE(found.size() == 1);
  CHECK(to_string(found[0]) == "'casual' + 'registered' is the target");
}

TEST_CASE("a rare class makes no leak of every column") {
  const auto rare = [](int row, double noise, double) { return fmt::format("{:.3f},{}", noise, row % 50 == 0); };
  CHECK(leaks_in(noisy_rows(500, "noise,rare", rare), {"noise"}, "rare").empty());
}

TEST_CASE("markers of missing values") {
  CHECK(missing_markers(parse("a,b\n1,x\n?,?\n3,y\n4,z\n5,x\n6,x\n7,x\n8,x\n9,x\n10,x\n11,x\n12,x\n")) == Names{"?"});
  CHECK(missing_markers(parse("a\n1\n2\nnone\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13\n")) == Names{"none"});
  CHECK(missing_markers(parse("a,b\n1,x\n2,y\n")).empty());
}

TEST_CASE("the likely target, and what it calls for") {
  CHECK(likely_target(profile(parse("Label,x\na,1\nb,2\n"))) == "Label");
  CHECK(likely_target(profile(parse("x,y2,same\n1,3,0\n2,4,0\n"))) == "y2");
  const auto task = [](const std::string& values, std::int64_t rows) {
    return task_of(profile(parse("y\n" + values)).front(), rows);
  };
  CHECK(task("a\nb\n", 100) == Task::kTwoClasses);
  CHECK(task("a\nb\nc\n", 100) == Task::kClasses);
  CHECK(task("0\n1\n", 100) == Task::kTwoClasses);
  CHECK(task("3\n4\n5\n", 100) == Task::kClasses);
  CHECK(task("3\n4\n5\n", 20) == Task::kNumber);  // too few rows each for classes
  CHECK(task("1.5\n2\n", 100) == Task::kNumber);
}

TEST_CASE("sentences become words where there is nothing else to learn from") {
  std::string alone = "review,kind\n";
  std::string beside = "review,price,kind\n";
  for (int i = 0; i < 40; ++i) {
    const std::string review = "the film was number " + std::to_string(i);
    const std::string kind = i % 2 == 0 ? "good\n" : "bad\n";
    alone += review + "," + kind;
    beside += review + "," + std::to_string(i % 7) + "," + kind;
  }
  const auto draft = [](const std::string& table) {
    return draft_config(profile(parse(table)), "kind", {"nnctl init x.csv", "x", "x.csv", {}, {}, {}});
  };
  CHECK(draft(alone).find("  columns:\n    review: {type: text}  # ") != std::string::npos);
  CHECK(draft(alone).find("exclude") == std::string::npos);
  CHECK(
      draft(beside).find("  exclude:\n    - review  # has 40 different texts; type: text would make words of them\n") !=
      std::string::npos);
  CHECK(draft(beside).find("columns:") == std::string::npos);
}

TEST_CASE("a config quotes what YAML would read as something else") {
  const std::vector<ColumnProfile> columns = profile(parse("a: b,\"yes\",# c\n1,u,4\n2,v,6\n3,u,5\n"));
  const std::string text = draft_config(columns, "yes", {"nnctl init x.csv", "null", "a b.csv", {"?"}, {}, {}});
  CHECK(text.find("name: \"null\"\n") != std::string::npos);
  CHECK(text.find("target: yes  # 2 classes: u (2), v (1)\n") != std::string::npos);
  CHECK(text.find("train: a b.csv\n") != std::string::npos);
  CHECK(text.find("na_values: [\"?\"]") != std::string::npos);
}

}  // namespace
}  // namespace nnctl::analysis
