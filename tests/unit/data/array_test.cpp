// Arrays from files to batches: shapes, scales, splits, targets, and a stored model that finds them again.
#include <bit>

#include <nlohmann/json.hpp>

#include "data/array_preprocessor.hpp"
#include "data/column_types.hpp"
#include "data/columns.hpp"
#include "data/number_encoder.hpp"
#include "data/prepare.hpp"
#include "unit/data/fixtures.hpp"
#include "unit/data/idx_files.hpp"

namespace nnctl::data {
namespace {

constexpr std::uint32_t kRows = 20;

std::string images() { return idx_header(0x08, {kRows, 2, 3}) + counting_bytes(kRows * 6); }

std::string labels(int classes) {
  std::string text = idx_header(0x08, {kRows});
  for (std::uint32_t i = 0; i < kRows; ++i) text += static_cast<char>(static_cast<int>(i) % classes);
  return text;
}

std::string floats(const std::vector<std::uint32_t>& shape, const std::vector<float>& values) {
  std::string text = idx_header(0x0D, shape);
  for (const float value : values) text += big_endian(std::bit_cast<std::uint32_t>(value), 4);
  return text;
}

class Files {
 public:
  SourceConfig source(const std::string& x, const std::string& y, const std::string& name = "") const {
    return {{folder.write(name + "x.idx", x), folder.write(name + "y.idx", y)}, true};
  }
  DataConfig config(const std::string& x, const std::string& y) const {
    DataConfig config;
    config.train = source(x, y);
    return config;
  }
  std::string complaint(const DataConfig& config, Fault fault = Fault::kData) const {
    return folder.relative(error_of([&] { prepare(config, {.wants_category = true}); }, fault));
  }
  const TemporaryFolder folder;
};

TEST_CASE("images get a channel axis, bytes become shares of 255, splits are those of tables") {
  const Files files;
  DataConfig config = files.config(images(), gzipped(labels(2)));
  config.split = {.strategy = SplitStrategy::kAuto, .validation = 0.2, .test = 0.3, .seed = 1};
  const PreparedData data = prepare(config, {.wants_category = true});
  CHECK(data.split.strategy == SplitStrategy::kStratified);
  CHECK(data.class_counts[1] == std::vector<std::int64_t>{2, 2});
  CHECK(data.target.classes() == std::vector<std::string>{"0", "1"});
  const auto test = data.dataset(Part::kTest, TargetEncoding::kClassIndex);
  CHECK(test->num_rows() == 6);
  CHECK(test->feature_shape() == Shape{2, 3, 1});
  const std::int64_t row = data.split.rows(Part::kTest)[2];
  std::vector<Real> features(6);
  Real target = -1;
  test->fill(std::vector<std::int64_t>{2}, {.features = features.data(), .targets = &target});
  CHECK(features[5] == static_cast<Real>(row * 6 + 5) / Real{255});
  CHECK(target == static_cast<Real>(row % 2));

  const auto preprocessing = preprocessing_from_json(nlohmann::json::parse(data.preprocessing->to_json().dump()));
  CHECK(preprocessing->to_json() == data.preprocessing->to_json());
  const PartRows again = reopen(config, Part::kTest, *preprocessing, data.target);
  CHECK(again.fingerprint == data.part(Part::kTest).fingerprint);
  CHECK(features_of(*make_dataset(again, *preprocessing, nullptr, TargetEncoding::kClassIndex)) == features_of(*test));
}

TEST_CASE("some rows of a dataset") {
  const MemoryDataset whole(Shape{2}, 1, {1, 2, 3, 4, 5, 6}, {10, 20, 30});
  const SubsetDataset some(whole, {2, 0});
  CHECK(some.num_rows() == 2);
  CHECK(features_of(some) == std::vector<Real>{5, 6, 1, 2});
  CHECK(targets_of(some) == std::vector<Real>{30, 10});
}

TEST_CASE("shape and scale as asked for") {
  const Files files;
  DataConfig config = files.config(images(), labels(2));
  config.shape = {3, 2};
  config.scale = ArrayScale::kNone;
  const PreparedData data = prepare(config, {.wants_category = true});
  CHECK(data.preprocessing->feature_shape() == Shape{3, 2});
  CHECK(features_of(*data.dataset(Part::kTrain, TargetEncoding::kClassIndex))[1] ==
        static_cast<Real>(data.split.rows(Part::kTrain)[0] * 6 + 1));
  config.shape = {28, 28, 1};
  CHECK(files.complaint(config, Fault::kConfig) ==
        "error: data.shape: 'shape' (28, 28, 1) takes 784 numbers a row, and 'x.idx' has 6: (20, 2, 3) uint8\n"
        "  hint: the sizes must multiply to the same count; without 'shape' it is (2, 3, 1)\n");

  DataConfig wide = files.config(idx_header(0x0C, {2}) + big_endian(0x7FFFFFFF, 4) + big_endian(0x80000001, 4),
                                 idx_header(0x08, {2}) + counting_bytes(2));
  wide.scale = ArrayScale::kUnit;
  wide.split = {.strategy = SplitStrategy::kRandom, .validation = 0.0, .test = 0.0, .seed = 0};
  const PreparedData unit = prepare(wide, {.wants_category = true});
  CHECK(unit.preprocessing->feature_shape() == Shape{1});
  CHECK(features_of(*unit.dataset(Part::kTrain, TargetEncoding::kClassIndex)) == std::vector<Real>{1, -1});
}

TEST_CASE("numbers as labels, one or several a row") {
  const Files files;
  DataConfig config = files.config(floats({3, 2}, {1, 2, 3, 4, 5, 6}), floats({3, 2}, {0.1F, 1e-20F, -3, 4, 5, 6.5F}));
  config.split = {.strategy = SplitStrategy::kAuto, .validation = 0.0, .test = 0.0, .seed = 0};
  const PreparedData data = prepare(config, {});
  CHECK(data.target.columns() == std::vector<std::string>{"y0", "y1"});
  CHECK(data.target.kind() == TargetKind::kNumbers);
  const auto train = data.dataset(Part::kTrain, TargetEncoding::kNumbers);
  CHECK(train->feature_shape() == Shape{2});
  CHECK(targets_of(*train) == std::vector<Real>{Real(0.1F), Real(1e-20F), -3, 4, 5, 6.5});
  CHECK(prepare(config, {.wants_category = true}).target.kind() ==
        TargetKind::kNumbers);  // fractions are no one-hot row

  config.train = files.source(floats({3, 1}, {1, NAN, 3}), labels(2).replace(7, 1, "\x03").substr(0, 11));
  config.target.type = TargetType::kCategory;
  CHECK(error_of([&] {
          prepare(config, {}).dataset(Part::kTrain, TargetEncoding::kClassIndex);
        }).find("row 2 holds a value that is no finite 32-bit number") != std::string::npos);
}

TEST_CASE("one-hot rows are classes, as the loss asks") {
  const Files files;
  DataConfig config = files.config(images(), "");
  std::string rows = idx_header(0x08, {kRows, 3});
  for (std::uint32_t i = 0; i < kRows; ++i) {
    for (std::uint32_t c = 0; c < 3; ++c) rows += static_cast<char>(i % 3 == c);
  }
  config.train = files.source(images(), rows);
  const PreparedData data = prepare(config, {.wants_category = true});
  CHECK(data.target.is_one_hot());
  CHECK(data.target.classes() == std::vector<std::string>{"0", "1", "2"});
  CHECK(data.split.strategy == SplitStrategy::kStratified);
  const std::int64_t row = data.split.rows(Part::kTrain)[0];
  CHECK(targets_of(*data.dataset(Part::kTrain, TargetEncoding::kClassIndex))[0] == static_cast<Real>(row % 3));
  CHECK(prepare(config, {.wants_category = true, .wants_labels = true}).target.kind() == TargetKind::kLabels);
  CHECK(prepare(config, {}).target.kind() == TargetKind::kNumbers);

  rows.back() = '\1';  // row 20 has two
  config.train = files.source(images(), rows);
  CHECK(files.complaint(config) ==
        "y.idx: error: row 20 of the target's 3 columns has not exactly one 1, as one-hot rows have\n"
        "  hint: of several labels a row any may be 1 with sigmoid and binary_crossentropy\n");
}

TEST_CASE("images as targets are rows of numbers, and no classes") {
  const Files files;
  DataConfig config = files.config(images(), images());
  CHECK(prepare(config, {}).target.columns().size() == 6);
  CHECK(prepare(config, {.wants_category = true, .wants_labels = true}).target.kind() == TargetKind::kNumbers);
  CHECK(files.complaint(config) ==
        "y.idx: error: labels of shape (20, 2, 3) uint8: classes are one number a row, or one-hot rows\n"
        "  hint: are x and y swapped? For images to be told use a loss for numbers, such as mean_squared_error\n");
}

TEST_CASE("a test source of its own must fit") {
  const Files files;
  DataConfig config = files.config(images(), labels(2));
  config.test = files.source(idx_header(0x08, {4, 3, 2}) + counting_bytes(24),
                             labels(2).replace(7, 1, "\x04").substr(0, 12), "test_");
  CHECK(files.complaint(config) ==
        "test_x.idx: error: the array is (4, 3, 2) uint8, and the model was trained on (4, 2, 3) uint8\n"
        "  hint: rows must have the same shape and element type\n");
  config.test = {{files.folder.write("rows.csv", "a,b\n1,2\n")}, false};
  CHECK(files.complaint(config, Fault::kConfig) ==
        "error: data.test: 'test' is CSV, and 'train' is arrays\n  hint: all sources of a config are of one kind\n");
}

TEST_CASE("keys of tables mean nothing for arrays, and those of arrays nothing for tables") {
  DataConfig config;
  config.train = {{"x.idx", "y.idx"}, true};
  config.target.columns = {"digit"};
  config.features = {"p1"};
  config.defaults.by_type["number"] = {number_column(),
                                       std::make_shared<const NumberOptions>(NumberOptions{Scale::kMinMax, {}})};
  config.shape = {0};
  std::vector<std::string> keys;
  for (const ConfigMistake& mistake : check_config(config)) keys.push_back(mistake.key_path);
  CHECK(keys == std::vector<std::string>{"data.target", "data.features", "data.defaults", "data.shape[0]"});
  config = {};
  config.train.files = {"rows.csv"};
  config.shape = {2};
  config.scale = ArrayScale::kUnit;
  keys.clear();
  for (const ConfigMistake& mistake : check_config(config)) keys.push_back(mistake.key_path);
  CHECK(keys == std::vector<std::string>{"data.shape", "data.scale", "data.target"});
}

TEST_CASE("one kind of file where the other was expected") {
  const Files files;
  DataConfig config;
  config.train.files = {files.folder.write("x.idx", images())};
  config.target.columns = {"y"};
  CHECK(files.complaint(config) ==
        "x.idx: error: this is an IDX file, and CSV was expected\n"
        "  hint: arrays are given as {x: FILE, y: FILE}, and judged by models that were trained on arrays\n");
  config.train.files = {files.folder.write("rows.csv.gz", gzipped("a,y\n1,no\n2,yes\n3,no\n4,yes\n"))};
  config.split = {.strategy = SplitStrategy::kAuto, .validation = 0.0, .test = 0.0, .seed = 0};
  CHECK(prepare(config, {}).part(Part::kTrain).num_rows() == 4);
}

}  // namespace
}  // namespace nnctl::data
