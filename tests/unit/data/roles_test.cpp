#include "data/roles.hpp"

#include <fmt/format.h>

#include "data/columns.hpp"
#include "unit/data/fixtures.hpp"

namespace nnctl::data {
namespace {

std::string mistakes_of(const DataConfig& config) {
  std::string text;
  for (const ConfigMistake& mistake : check_config(config)) {
    text += fmt::format("{}: {} [{}]\n", mistake.key_path, mistake.message, mistake.hint);
  }
  return text;
}

DataConfig plain_config() {
  DataConfig config;
  config.target.columns = {"y"};
  return config;
}

DataConfig with_split(SplitStrategy strategy, std::string by = {}) {
  DataConfig config = plain_config();
  config.split.strategy = strategy;
  config.split.by = std::move(by);
  return config;
}

TEST_CASE("columns with a role are no features") {
  DataConfig config = plain_config();
  config.order_by.columns = {"day", "hour"};
  config.group_by = "store";
  config.split.strategy = SplitStrategy::kGroup;
  config.split.by = "region";
  CHECK(mistakes_of(config) == "");
  const std::vector<std::string> header = {"day", "hour", "store", "region", "x", "y"};
  CHECK(resolve_features(header, config) == std::vector<std::string>{"x"});
  config.features = {"x", "hour", "region"};
  config.group_by = "y";
  CHECK(mistakes_of(config) ==
        "data.features[1]: 'hour' is the order_by column, so it cannot be a feature [remove one of the two]\n"
        "data.features[2]: 'region' is the split column, so it cannot be a feature [remove one of the two]\n"
        "data.group_by: 'y' is the target, so it cannot be the group_by column []\n");
}

TEST_CASE("a role's column that the header lacks is named with the nearest") {
  DataConfig config = plain_config();
  config.order_by.columns = {"dya"};
  config.group_by = "shop";
  std::string text;
  for (const ConfigMistake& mistake : check_columns(std::vector<std::string>{"day", "x", "y"}, config)) {
    text += fmt::format("{}: {} [{}]\n", mistake.key_path, mistake.message, mistake.hint);
  }
  CHECK(text ==
        "data.order_by: unknown column 'dya' in order_by [did you mean 'day'? columns: day, x, y]\n"
        "data.group_by: unknown column 'shop' in group_by [columns: day, x, y]\n");
}

TEST_CASE("a strategy without what it needs is refused") {
  CHECK(mistakes_of(with_split(SplitStrategy::kTime)) ==
        "data.split.strategy: a split by time needs 'data.order_by' [add 'order_by: COLUMN' to 'data': the column that "
        "orders the rows]\n");
  CHECK(mistakes_of(with_split(SplitStrategy::kGroup)) ==
        "data.split.strategy: a split by group needs the column of the groups [add 'by: COLUMN' here, or 'group_by: "
        "COLUMN' to 'data']\n");
  CHECK(mistakes_of(with_split(SplitStrategy::kColumn)) ==
        "data.split.strategy: a split by column needs the column that names each row's part [add 'by: COLUMN' here]\n"
        "data.split: a split by column needs the values that validate or test [add 'test: [VALUE, ..]']\n");
  CHECK(mistakes_of(with_split(SplitStrategy::kRandom, "part")) ==
        "data.split.by: 'by' is for strategy group or column, and it is random [write strategy: group, or strategy: "
        "column with values of each part]\n");
}

TEST_CASE("values of parts are for a split by column, each for one part") {
  DataConfig config = with_split(SplitStrategy::kColumn, "part");
  config.split.values = {{{"a"}, {"b", "a"}, {"c"}}};
  config.split.test = 0.2;
  CHECK(mistakes_of(config) ==
        "data.split.test: 'test' is a size, and a split by column takes values of the column [write test: [VALUE, "
        "..]]\n"
        "data.split.validation[1]: value 'a' is listed twice [a row is in one part only]\n");
  config = with_split(SplitStrategy::kAuto);
  config.split.values[2] = {"c"};
  CHECK(mistakes_of(config) ==
        "data.split.test: 'test' lists values, which are for a split by column [add 'strategy: column' and 'by: "
        "COLUMN']\n");
}

TEST_CASE("folds, orders and windows that cannot be are refused") {
  DataConfig config = plain_config();
  config.folds = 3;
  config.fold = 4;
  config.order_by = {{"day", "day"}, "%Q"};
  CHECK(mistakes_of(config) ==
        "data.fold: 'fold' must be from 1 to 3, got 4 []\n"
        "data.order_by.columns[1]: 'day' is listed twice []\n"
        "data.order_by.format: '%Q' is no format of times: %Q is unknown [written as in strptime: %Y-%m-%d "
        "%H:%M:%S]\n");
  config = with_split(SplitStrategy::kRandom);
  config.fold = 1;
  config.window = WindowConfig{.length = 2, .steps = {1, 3}, .known = {"x"}};
  config.weight = "w";
  config.target.type = TargetType::kCategory;
  CHECK(mistakes_of(config) ==
        "data.fold: 'fold' chooses one of 'folds', and there are none [add 'folds: K']\n"
        "data.window: windows are cut from ordered rows, and 'data.order_by' is missing [add 'order_by: COLUMN' to "
        "'data': the column that orders the rows]\n"
        "data.split.strategy: windows need rows that follow one another, and a random split scatters them [strategy: "
        "time, or group with group_by]\n"
        "data.window.known: columns known ahead fill the window's last 3 rows, and it is 2 long [length: 3 or more, or "
        "a shorter horizon]\n"
        "data.weight: windows do not take weights of rows [remove data.weight or data.window]\n"
        "data.target: windows forecast numbers, and the target is a category [type: number, or rows without a "
        "window]\n");
}

}  // namespace
}  // namespace nnctl::data
