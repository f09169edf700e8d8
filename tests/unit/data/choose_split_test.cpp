#include "data/choose_split.hpp"

#include <nlohmann/json.hpp>

#include "data/duplicates.hpp"
#include "data/prepare.hpp"
#include "unit/data/fixtures.hpp"

namespace nnctl::data {
namespace {

using Ids = std::vector<std::int64_t>;

// day, store, part, x, y; days fall, ten rows.
std::string sales_text(const std::string& other_x = {}) {
  std::string text = "day,store,part,x,y\n";
  for (int row = 0; row < 10; ++row) {
    const bool held_out = row < 3;
    text += "2020-01-" + std::to_string(30 - row) + "," + std::string(1, static_cast<char>('a' + row % 4)) + "," +
            (row == 0   ? "final"
             : held_out ? "dev"
                        : "main") +
            "," + (held_out && !other_x.empty() ? other_x : std::to_string(row * row)) + "," + std::to_string(row) +
            ".5\n";
  }
  return text;
}

DataConfig sales_config(const std::filesystem::path& train) {
  DataConfig config;
  config.train.files = {train};
  config.target.columns = {"y"};
  config.features = {"x"};
  config.split.validation = 0.2;
  config.split.test = 0.1;
  return config;
}

TEST_CASE("the config decides the split") {
  const TemporaryFolder folder;
  const std::filesystem::path file = folder.write("sales.csv", sales_text());
  DataConfig config = sales_config(file);
  CHECK(prepare(config, {}).split.strategy == SplitStrategy::kRandom);

  config.group_by = "store";
  Split split = prepare(config, {}).split;
  CHECK(split.strategy == SplitStrategy::kGroup);
  for (const RowIds& rows : split.parts) {
    for (const std::int64_t row : rows) {
      for (std::int64_t same = row % 4; same < 10; same += 4) CHECK(std::count(rows.begin(), rows.end(), same) == 1);
    }
  }

  config.group_by = "";
  config.order_by.columns = {"day"};
  split = prepare(config, {}).split;
  CHECK(split.strategy == SplitStrategy::kTime);
  CHECK(split.rows(Part::kTest) == Ids{0});
  CHECK(split.rows(Part::kValidation) == Ids{1, 2});

  config = sales_config(file);
  config.split = {.strategy = SplitStrategy::kColumn, .by = "part", .values = {{{}, {"dev"}, {"final"}}}};
  split = prepare(config, {}).split;
  CHECK(split.rows(Part::kTrain) == Ids{3, 4, 5, 6, 7, 8, 9});
  CHECK(split.rows(Part::kValidation) == Ids{1, 2});
  CHECK(split.rows(Part::kTest) == Ids{0});
}

TEST_CASE("a split by column names values that fit no part, and values that no row has") {
  const TemporaryFolder folder;
  DataConfig config = sales_config(folder.write("sales.csv", sales_text()));
  const auto error = [&](std::array<std::vector<std::string>, 3> values) {
    config.split = {.strategy = SplitStrategy::kColumn, .by = "part", .values = std::move(values)};
    return folder.relative(error_of([&] { prepare(config, {}); }));
  };
  CHECK(error({{{"main"}, {}, {"final"}}}) ==
        "sales.csv: error: column 'part' holds values that no part of data.split names: dev\n"
        "  hint: name them, or leave 'train' out: then all values that validation and test do not name train\n");
  CHECK(error({{{}, {"deve"}, {"final"}}}) ==
        "sales.csv: error: no row has 'deve' in column 'part', which data.split.validation names\n"
        "  hint: is it 'dev'? values: final, dev, main\n");
  CHECK(error({{{}, {"dev", "main"}, {"final"}}}) ==
        "sales.csv: error: every value of column 'part' is held out: no row is left to train on\n"
        "  hint: name fewer values in data.split.validation and data.split.test\n");
}

TEST_CASE("rows that are held out change no bit of what is fitted or trained on, whatever the strategy") {
  const TemporaryFolder folder;
  for (const SplitStrategy strategy : {SplitStrategy::kTime, SplitStrategy::kGroup, SplitStrategy::kColumn}) {
    const auto prepared = [&](const std::string& text) {
      DataConfig config = sales_config(folder.write("sales.csv", text));
      config.order_by.columns = {"day"};
      config.split = {.strategy = strategy, .validation = 0.2, .test = 0.1};
      if (strategy == SplitStrategy::kGroup) config.split.by = "part";
      if (strategy == SplitStrategy::kColumn) {
        config.split = {.strategy = strategy, .by = "part", .values = {{{}, {"dev"}, {"final"}}}};
      }
      return prepare(config, {});
    };
    const PreparedData one = prepared(sales_text());
    const PreparedData two = prepared(sales_text("1e6"));
    CHECK(one.split.parts == two.split.parts);
    CHECK(one.part(Part::kTrain).num_rows() == 7);
    CHECK(one.preprocessing->to_json() == two.preprocessing->to_json());
    CHECK(features_of(*one.dataset(Part::kTrain, TargetEncoding::kNumbers)) ==
          features_of(*two.dataset(Part::kTrain, TargetEncoding::kNumbers)));
    CHECK(features_of(*one.dataset(Part::kTest, TargetEncoding::kNumbers)) !=
          features_of(*two.dataset(Part::kTest, TargetEncoding::kNumbers)));
  }
}

TEST_CASE("copies of training rows among those held out are counted") {
  const TemporaryFolder folder;
  std::string text = "x,name,y\n";
  for (int row = 0; row < 8; ++row)
    text += std::to_string(row) + ",n" + std::to_string(row) + "," + std::to_string(row) + ".5\n";
  text += "1.0, n1 ,1.5\n3,n3,3.25\n0,n0,0.5\n0,n0,0.50\n";  // a copy, another target, two copies
  const std::shared_ptr<const Samples> samples = read_samples({{folder.write("a.csv", text)}}, {});
  const Table& table = samples->targets();
  const Ids training = {0, 1, 2, 3, 4, 5, 6, 7};
  const Ids judged = {8, 9, 10, 11};
  CHECK(count_copies({&table, training}, {&table, judged}, std::vector<std::string>{"x", "name", "y"}) == 3);
  CHECK(count_copies({&table, training}, {&table, judged}, std::vector<std::string>{"x", "name"}) == 4);
  CHECK(count_copies({&table, judged}, {&table, training}, std::vector<std::string>{"x", "name", "y"}) == 2);

  DataConfig config =
      sales_config(folder.write("copies.csv", "x,t,name,y\n1,1,n,1\n2,2,n,2\n3,3,n,3\n1,4,n,1\n5,5,n,5\n"));
  config.order_by.columns = {"t"};
  config.split.validation = 0;
  config.split.test = 2;
  CHECK(
      prepare(config, {}).notes ==
      std::vector<std::string>{
          "target 'y' holds whole numbers and is taken as a number; for classes set data.target.type: category",
          "1 of 2 test rows are exact copies of training rows, features and target: scores on them flatter the model; "
          "rows of one origin are kept together by data.split: {strategy: group, by: COLUMN}"});
}

}  // namespace
}  // namespace nnctl::data
