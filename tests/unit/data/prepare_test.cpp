#include "data/prepare.hpp"

#include <filesystem>

#include <nlohmann/json.hpp>

#include "base/rng.hpp"
#include "unit/data/fixtures.hpp"

namespace nnctl::data {
namespace {

// x, y, genre; the features of the rows in `other` are drawn from another stream.
std::string table_text(int num_rows, const RowIds& other = {}, double factor = 1.0) {
  std::string text = "x,y,genre\n";
  const RandomStream stream(3, "table");
  for (int row = 0; row < num_rows; ++row) {
    const bool is_other = other.contains(row);
    for (std::uint64_t column = 0; column < 2; ++column) {
      const double value = stream.normal(static_cast<std::uint64_t>(row), column);
      text += std::to_string(is_other ? value * factor + 5.0 : value) + ",";
    }
    text += row % 3 == 0 ? "reel\n" : "jig\n";
  }
  return text;
}

DataConfig genre_config(const std::filesystem::path& train) {
  DataConfig config;
  config.train.files = {train};
  config.target.columns = {"genre"};
  return config;
}

TEST_CASE("a table is read, split, fitted and encoded") {
  const TemporaryFolder folder;
  const PreparedData data = prepare(genre_config(folder.write("songs.csv", table_text(60))), {});
  CHECK(data.split.strategy == SplitStrategy::kStratified);
  CHECK(data.part(Part::kTrain).num_rows() == 42);
  CHECK(data.part(Part::kValidation).num_rows() == 9);
  CHECK(data.part(Part::kTest).num_rows() == 9);
  CHECK(data.class_counts[0] == std::vector<std::int64_t>{28, 14});
  CHECK(data.class_counts[1] == std::vector<std::int64_t>{6, 3});
  CHECK(data.class_counts[2] == std::vector<std::int64_t>{6, 3});
  CHECK(data.notes.empty());
  const std::unique_ptr<Dataset> dataset = data.dataset(Part::kTrain, TargetEncoding::kClassIndex);
  const auto& train = dynamic_cast<const MemoryDataset&>(*dataset);
  CHECK(train.num_rows() == 42);
  CHECK(train.feature_shape() == Shape{2});
  CHECK(train.target_columns() == 1);
  double sum = 0.0;
  for (std::int64_t row = 0; row < 42; ++row)
    sum += static_cast<double>(train.features()[static_cast<std::size_t>(2 * row)]);
  CHECK(sum == Approx(0.0).margin(1e-5));

  std::vector<Real> features(4);
  std::vector<Real> targets(2);
  train.fill(std::vector<std::int64_t>{7, 3}, {.features = features.data(), .targets = targets.data()});
  CHECK(features[0] == train.features()[14]);
  CHECK(features[3] == train.features()[7]);
  CHECK(targets[1] == train.targets()[3]);
  train.fill(std::vector<std::int64_t>{5}, {.features = features.data()});
  CHECK(features[1] == train.features()[11]);
}

TEST_CASE("rows without a target are left out before the split, where that is wanted") {
  const TemporaryFolder folder;
  std::string text = table_text(60);
  text += "0.5,0.5,\n1.5,0.5,NA\n";
  DataConfig config = genre_config(folder.write("songs.csv", text));
  config.target.missing = TargetMissing::kDrop;
  const PreparedData data = prepare(config, {});
  const PreparedData whole = prepare(genre_config(folder.write("whole.csv", table_text(60))), {});
  CHECK(data.split.parts == whole.split.parts);
  CHECK(data.preprocessing->to_json() == whole.preprocessing->to_json());
  REQUIRE(data.notes.size() == 1);
  CHECK(
      data.notes.front().ends_with("songs.csv: 2 of 62 rows are left out: the target is missing "
                                   "(data.target.missing: drop)"));
  const auto reopened = reopen(config, Part::kTest, *data.preprocessing, data.target);
  CHECK(reopened.rows == data.split.rows(Part::kTest));
  const auto stored = TargetEncoder::from_json(data.target.to_json());
  const PartRows judged = open_rows(config.train, *data.preprocessing, stored, config);
  CHECK(judged.num_rows() == 60);
  CHECK(judged.num_dropped == 2);

  config.split.strategy = SplitStrategy::kRandom;
  config.folds = 4;
  config.fold = 1;
  const PreparedData fold = prepare(config, {});
  std::int64_t rows = 0;
  for (const Part part : kParts) {
    rows += fold.split.rows(part).count();
    CHECK_FALSE(fold.split.rows(part).contains(60));
    CHECK_FALSE(fold.split.rows(part).contains(61));
  }
  CHECK(rows <= 60);

  DataConfig empty = genre_config(folder.write("empty.csv", "x,genre\n1,\n2,\n"));
  empty.target.missing = TargetMissing::kDrop;
  CHECK_THROWS_WITH(prepare(empty, {}), Catch::Contains("no row has a target: 'genre' is missing in all of them"));
}

TEST_CASE("held-out rows change no bit of preprocessing and training data") {
  const TemporaryFolder folder;
  const PreparedData data = prepare(genre_config(folder.write("songs.csv", table_text(60))), {});
  for (const Part part : {Part::kValidation, Part::kTest}) {
    const PreparedData other =
        prepare(genre_config(folder.write("other.csv", table_text(60, data.split.rows(part), 1000.0))), {});
    CHECK(other.split.parts == data.split.parts);
    CHECK(other.preprocessing->to_json() == data.preprocessing->to_json());
    CHECK(features_of(*data.dataset(Part::kTrain, TargetEncoding::kClassIndex)) ==
          features_of(*other.dataset(Part::kTrain, TargetEncoding::kClassIndex)));
    CHECK(other.part(part).fingerprint != data.part(part).fingerprint);
  }
  const PreparedData moved =
      prepare(genre_config(folder.write("other.csv", table_text(60, data.split.rows(Part::kTrain), 2.0))), {});
  CHECK(moved.preprocessing->to_json() != data.preprocessing->to_json());
}

TEST_CASE("features of test rows are not looked at until they are asked for") {
  const TemporaryFolder folder;
  const std::string text = table_text(60);
  const PreparedData clean = prepare(genre_config(folder.write("songs.csv", text)), {});
  std::string broken = "x,y,genre\n";
  const Table& table = clean.part(Part::kTrain).samples->targets();
  for (std::int64_t row = 0; row < table.num_rows(); ++row) {
    const auto& test = clean.split.rows(Part::kTest);
    const bool is_test = std::binary_search(test.begin(), test.end(), row);
    broken += (is_test ? "loud,loud," : table.cell(row, 0).text() + "," + table.cell(row, 1).text() + ",") +
              table.cell(row, 2).text() + "\n";
  }
  const PreparedData data = prepare(genre_config(folder.write("songs.csv", broken)), {});
  CHECK(data.preprocessing->to_json() == clean.preprocessing->to_json());
  CHECK(error_of([&] { data.dataset(Part::kTest, TargetEncoding::kClassIndex); }).find("'loud' is not a number") !=
        std::string::npos);
}

TEST_CASE("parts with sources of their own") {
  const TemporaryFolder folder;
  DataConfig config = genre_config(folder.write("train.csv", table_text(30)));
  config.validation.files = {folder.write("validation.csv", "genre,y,more,x\njig,1,z,2\nreel,3,z,4\n")};
  config.test.files = {folder.write("test.csv", "genre,y,x\nno,such,values\n")};
  const PreparedData data = prepare(config, {});
  CHECK(data.part(Part::kTrain).num_rows() == 30);
  CHECK(data.part(Part::kValidation).num_rows() == 2);
  CHECK(data.part(Part::kTest).samples == nullptr);
  CHECK(data.class_counts[1] == std::vector<std::int64_t>{1, 1});
  REQUIRE(data.notes.size() == 1);
  CHECK(folder.relative(data.notes[0]) == "validation.csv: columns not used: more");

  config.test.files = {folder.write("test.csv", "genre,x\n")};
  CHECK(folder.relative(error_of([&] { prepare(config, {}); })) ==
        "test.csv:1: error: column 'y' is missing\n  hint: columns: genre, x\n");
  config.validation.files = {folder.write("validation.csv", "genre,y,x\njig,1,2\npolka,3,4\n")};
  CHECK(folder.relative(error_of([&] { prepare(config, {}); })) ==
        "validation.csv:3: error: row 2, column 'genre': 'polka' is not one of the classes\n"
        "  hint: classes: jig, reel\n");
}

TEST_CASE("a stored model finds its rows again") {
  const TemporaryFolder folder;
  const DataConfig config = genre_config(folder.write("songs.csv", table_text(60)));
  const PreparedData data = prepare(config, {});
  const std::shared_ptr<const Preprocessing> preprocessing = preprocessing_from_json(data.preprocessing->to_json());
  const TargetEncoder target = TargetEncoder::from_json(data.target.to_json());
  for (const Part part : kParts) {
    const PartRows rows = reopen(config, part, *preprocessing, target);
    CHECK(rows.rows == data.part(part).rows);
    CHECK(rows.fingerprint == data.part(part).fingerprint);
    const auto ours = make_dataset(rows, *preprocessing, &target, TargetEncoding::kOneHot);
    const auto theirs = data.dataset(part, TargetEncoding::kOneHot);
    CHECK(features_of(*ours) == features_of(*theirs));
    CHECK(targets_of(*ours) == targets_of(*theirs));
  }
  const PartRows without_target = open_rows({{folder.write("new.csv", "y,x\n1,2\n")}}, *preprocessing, target, {});
  const auto features = make_dataset(without_target, *preprocessing, nullptr, TargetEncoding::kClassIndex);
  CHECK(features->num_rows() == 1);
  CHECK(features->target_columns() == 0);
}

TEST_CASE("numbers are split at random, and whole ones are noted") {
  const TemporaryFolder folder;
  std::string text = "x,price\n";
  for (int i = 0; i < 20; ++i) text += std::to_string(i) + "," + std::to_string(i * i) + "\n";
  DataConfig config = genre_config(folder.write("prices.csv", text));
  config.target.columns = {"price"};
  const PreparedData data = prepare(config, {});
  CHECK(data.split.strategy == SplitStrategy::kRandom);
  CHECK(data.class_counts[0].empty());
  CHECK(data.notes == std::vector<std::string>{"target 'price' holds whole numbers and is taken as a number; for "
                                               "classes set data.target.type: category"});
  config.split.strategy = SplitStrategy::kStratified;
  CHECK(error_of([&] { prepare(config, {}); }, Fault::kConfig) ==
        "error: data.split.strategy: a stratified split needs classes, the target is a number\n"
        "  hint: strategy: random, or data.target.type: category\n");
}

TEST_CASE("a class without training rows is noted") {
  const TemporaryFolder folder;
  DataConfig config = genre_config(folder.write("train.csv", table_text(30)));
  config.target.classes = {"reel", "jig", "polka"};
  CHECK(prepare(config, {}).notes ==
        std::vector<std::string>{"class 'polka' has no training row: it cannot be learned"});
}

TEST_CASE("mistakes in the config are reported together") {
  const TemporaryFolder folder;
  DataConfig config = genre_config(folder.write("train.csv", table_text(30)));
  config.features = {"xx", "genre"};
  CHECK(error_of([&] { prepare(config, {}); }, Fault::kConfig) ==
        "error: data.features[1]: 'genre' is the target, so it cannot be a feature\n"
        "  hint: the model would be given the answer; remove it here\n");
  config.features = {"z", "q"};
  CHECK(error_of([&] { prepare(config, {}); }, Fault::kConfig) ==
        "error: data.features[0]: unknown column 'z' in features\n  hint: columns: x, y, genre\n"
        "error: data.features[1]: unknown column 'q' in features\n  hint: columns: x, y, genre\n");
}

}  // namespace
}  // namespace nnctl::data
