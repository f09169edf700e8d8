// Rows that are more than memory: the same values as in memory, each once an epoch, in an order that follows from the
// seed, the epoch and the place alone.
#include "data/paged_dataset.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "data/prepare.hpp"
#include "unit/data/fixtures.hpp"
#include "unit/data/options.hpp"

namespace nnctl::data {
namespace {

// A number, a number that may miss, a category that may miss, a time; the target.
std::string text_of(int rows) {
  std::string text = "a,b,c,t,y\n";
  for (int row = 0; row < rows; ++row) {
    text +=
        fmt::format("{}.{},{},{},2024-03-{:02},{}\n", row, row % 10, row % 13 == 5 ? "" : std::to_string(row * 0.37),
                    row % 3 == 0   ? "red"
                    : row % 5 == 0 ? ""
                                   : "blue",
                    row % 28 + 1, row % 4 == 1 ? "yes" : "no");
  }
  return text;
}

DataConfig config_of(const TemporaryFolder& folder, int rows, const char* missing = "mean") {
  DataConfig config;
  config.train.files = {folder.write("rows.csv", text_of(rows))};
  config.train.cache = {CacheConfig::Use::kAlways, folder.path() / "kept"};
  config.target.columns = {"y"};
  config.columns.list = {{"b", with_options("number", {{"missing", missing}})}};
  return config;
}

// A plan of small pieces, whatever the rows take.
std::unique_ptr<Dataset> paged(const PreparedData& data, Part part, const PagePlan& plan) {
  const PartRows& rows = data.part(part);
  return data.preprocessing->paged_dataset(rows.samples, rows.rows, {&data.target, TargetEncoding::kClassIndex}, plan);
}

std::vector<std::int64_t> epoch_of(EpochOrder& order, std::int64_t epoch, std::int64_t batch) {
  std::vector<std::int64_t> rows;
  order.begin_epoch(epoch);
  while (std::ssize(rows) < order.num_rows()) {
    const auto next = order.rows(std::ssize(rows), std::min(batch, order.num_rows() - std::ssize(rows)));
    rows.insert(rows.end(), next.begin(), next.end());
  }
  return rows;
}

struct Rows {
  std::vector<Real> features;
  std::vector<Real> targets;
  friend bool operator==(const Rows&, const Rows&) = default;
};

Rows rows_of(const Dataset& dataset, std::span<const std::int64_t> ids) {
  Rows rows;
  rows.features.resize(ids.size() * static_cast<std::size_t>(dataset.feature_shape().num_elements()));
  rows.targets.resize(ids.size() * static_cast<std::size_t>(dataset.target_columns()));
  dataset.fill(ids, {.features = rows.features.data(), .targets = rows.targets.data()});
  return rows;
}

TEST_CASE("a paged dataset has the rows of the one in memory, however it is read", "[paged]") {
  const TemporaryFolder folder;
  const DataConfig config = config_of(folder, 1000);
  const PreparedData data = prepare(config, {});
  const auto memory = data.dataset(Part::kTrain, TargetEncoding::kClassIndex);
  const PagePlan plan{GENERATE(1, 8, 64, 1024), GENERATE(1, 3)};
  const auto pages = paged(data, Part::kTrain, plan);
  REQUIRE(pages->num_rows() == memory->num_rows());
  REQUIRE(pages->is_paged());
  const std::vector<std::int64_t> all = ids_of(*memory);
  CHECK(rows_of(*pages, all) == rows_of(*memory, all));  // one behind the other
  for (const std::int64_t row : {699, 0, 350, 64, 63}) CHECK(rows_of(*pages, {{row}}) == rows_of(*memory, {{row}}));
  const auto order = pages->order(true, 7);
  order->begin_epoch(2);
  for (std::int64_t first = 0; first < order->num_rows(); first += 50) {  // in training
    const auto ids = order->rows(first, std::min<std::int64_t>(50, order->num_rows() - first));
    REQUIRE(rows_of(*pages, ids) == rows_of(*memory, ids));
  }
}

TEST_CASE("an epoch of blocks takes every row once", "[paged]") {
  const std::int64_t rows = GENERATE(1, 63, 64, 1000);
  const PagePlan plan{GENERATE(1, 16, 128), GENERATE(1, 4, 100)};
  struct Nobody final : BlockHolder {
    void hold(std::span<const std::int64_t>, std::span<const std::int64_t>) const override {}
  } nobody;
  const auto order = block_order(rows, plan, true, 3, nobody);
  std::vector<std::vector<std::int64_t>> epochs;
  for (const std::int64_t epoch : {0, 1, 5}) {
    epochs.push_back(epoch_of(*order, epoch, 32));
    std::vector<std::int64_t> sorted = epochs.back();
    std::ranges::sort(sorted);
    std::vector<std::int64_t> all(static_cast<std::size_t>(rows));
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<std::int64_t>(i);
    CHECK(sorted == all);
  }
  if (rows == 1000) CHECK(epochs[0] != epochs[1]);
  CHECK(epoch_of(*order, 1, 7) == epochs[1]);  // whatever the batch
  // a run that is taken up in the middle
  const auto later = block_order(rows, plan, true, 3, nobody);
  later->begin_epoch(5);
  for (std::int64_t first = rows / 3; first < rows; ++first) {
    REQUIRE(later->rows(first, 1).front() == epochs[2][static_cast<std::size_t>(first)]);
  }
  const auto plain = block_order(rows, plan, false, 3, nobody);
  CHECK(std::ranges::is_sorted(epoch_of(*plain, 1, 32)));
}

TEST_CASE("at most two pieces are held, and a piece holds some blocks", "[paged]") {
  struct Watcher final : BlockHolder {
    void hold(std::span<const std::int64_t> now, std::span<const std::int64_t> next) const override {
      most = std::max(most, now.size() + next.size());
      for (const std::int64_t block : next) announced.insert(block);
      held = {now.begin(), now.end()};
    }
    mutable std::size_t most = 0;
    mutable std::set<std::int64_t> held;
    mutable std::set<std::int64_t> announced;
  } watcher;
  const auto order = block_order(1000, {16, 5}, true, 3, watcher);
  order->begin_epoch(0);
  for (std::int64_t first = 0; first < 1000; first += 24) {
    for (const std::int64_t row : order->rows(first, std::min<std::int64_t>(24, 1000 - first))) {
      REQUIRE(watcher.held.count(row / 16) == 1);
    }
  }
  CHECK(watcher.most == 10);
  CHECK(watcher.announced.size() >= 40);
}

TEST_CASE("values carried forward are those of the rows before, in whatever block they are", "[paged]") {
  const TemporaryFolder folder;
  const DataConfig config = config_of(folder, 300, "forward_fill");
  const PreparedData data = prepare(config, {});
  const auto memory = data.dataset(Part::kTrain, TargetEncoding::kClassIndex);
  const auto pages = paged(data, Part::kTrain, {4, 2});
  for (const std::int64_t row : ids_of(*memory)) REQUIRE(rows_of(*pages, {{row}}) == rows_of(*memory, {{row}}));
}

TEST_CASE("rows are paged when their features take more than the memory", "[paged]") {
  const TemporaryFolder folder;
  DataConfig config = config_of(folder, 60'000);
  config.memory.bytes = MemoryConfig::kLeast;
  const PreparedData small = prepare(config, {});
  CHECK(small.dataset(Part::kTrain, TargetEncoding::kClassIndex)->is_paged());
  REQUIRE_FALSE(small.notes.empty());
  CHECK(
      small.notes.back() ==
      "51000 rows take 2 MB, more than data.memory (1 MB): about 10240 rows at a time are held and shuffled, 20 random "
      "blocks of 512");
  config.memory.bytes = 2 * MemoryConfig::kLeast;
  CHECK_FALSE(prepare(config, {}).dataset(Part::kTrain, TargetEncoding::kClassIndex)->is_paged());
}

TEST_CASE("windows that are more than the memory are refused", "[paged]") {
  const TemporaryFolder folder;
  std::string text = "t,x\n";
  for (int row = 0; row < 300'000; ++row) text += fmt::format("{},{}\n", row, row % 7);
  DataConfig config;
  config.train.files = {folder.write("rows.csv", text)};
  config.target.columns = {"x"};
  config.order_by.columns = {"t"};
  config.window = WindowConfig{};
  config.window->length = 4;
  config.memory.bytes = MemoryConfig::kLeast;
  CHECK(error_of([&] { prepare(config, {}); }) ==
        "error: 255000 rows take 2 MB, more than data.memory (1 MB), and windows over ordered rows are cut in memory\n"
        "  hint: set data.memory to 2 MB or more, or train on fewer rows or columns\n");
}

TEST_CASE("what cannot be encoded is told before a training begins", "[paged]") {
  const TemporaryFolder folder;
  DataConfig config = config_of(folder, 100);
  const PreparedData data = prepare(config, {});
  config.validation.files = {folder.write("more.csv", "a,b,c,t,y\n,1,red,2024-01-01,no\n")};
  PartRows rows;
  rows.samples = data.preprocessing->read(config.validation, {});
  rows.rows = {0};
  const std::string in_memory = error_of([&] { data.preprocessing->dataset(rows.samples, rows.rows, {}, nullptr); });
  CHECK(error_of([&] { data.preprocessing->paged_dataset(rows.samples, rows.rows, {}, {1, 1}); }) == in_memory);
  CHECK_THAT(in_memory, Catch::Matchers::Contains("missing"));
}

}  // namespace
}  // namespace nnctl::data
