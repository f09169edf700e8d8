#include "data/windows.hpp"

#include <nlohmann/json.hpp>

#include "base/rng.hpp"
#include "data/prepare.hpp"
#include "unit/data/fixtures.hpp"
#include "unit/data/options.hpp"

namespace nnctl::data {
namespace {

constexpr double kHour = 3600;

DataConfig window_config(const std::filesystem::path& train, WindowConfig window) {
  DataConfig config;
  config.train.files = {train};
  config.target.columns = {"y"};
  config.order_by.columns = {"t"};
  config.window = std::move(window);
  config.split.validation = 0;
  config.split.test = 0;
  return config;
}

// Features that are as they are: scaling would hide which row they came from.
DataConfig unscaled(DataConfig config) {
  config.defaults.by_type["number"] = with_options("number", {{"scale", "none"}});
  return config;
}

std::string series(int rows) {
  std::string text = "t,x,y\n";
  for (int row = 0; row < rows; ++row) {
    text += std::to_string(row) + "," + std::to_string(row * 10) + "," + std::to_string(row * 100) + "\n";
  }
  return text;
}

const WindowDataset& windows_of(const std::unique_ptr<Dataset>& dataset) {
  return dynamic_cast<const WindowDataset&>(*dataset);
}

TEST_CASE("a window sees its rows and forecasts those behind") {
  const TemporaryFolder folder;
  const auto train = [&](WindowConfig window) {
    const DataConfig config = unscaled(window_config(folder.write("a.csv", series(8)), std::move(window)));
    return prepare(config, {}).dataset(Part::kTrain, TargetEncoding::kNumbers);
  };
  const auto one = train({.length = 2, .steps = {1, 3}, .stride = 2});
  CHECK(one->num_rows() == 2);
  CHECK(one->feature_shape() == Shape{2, 2});
  CHECK(one->target_columns() == 2);
  CHECK(features_of(*one) == std::vector<Real>{0, 0, 10, 100, 20, 200, 30, 300});
  CHECK(targets_of(*one) == std::vector<Real>{200, 400, 400, 600});

  const auto known = train({.length = 3, .steps = {1, 2}, .stride = 3, .target_history = false, .known = {"x"}});
  CHECK(known->feature_shape() == Shape{3, 2});
  CHECK(features_of(*known) == std::vector<Real>{0, 20, 10, 30, 20, 40, 30, 50, 40, 60, 50, 70});
  CHECK(targets_of(*known) == std::vector<Real>{300, 400, 600, 700});
}

TEST_CASE("no window crosses a group, a split or a gap, whatever the order of the rows") {
  const TemporaryFolder folder;
  for (std::uint64_t run = 0; run < 20; ++run) {
    const RandomStream stream(run, "windows");
    // x tells the group and time of its row, y too.
    std::vector<std::string> lines;
    for (std::int64_t group = 0; group < 4; ++group) {
      for (std::int64_t t = 0; t < 40; ++t) {
        if (stream.below(12, static_cast<std::uint64_t>(group), static_cast<std::uint64_t>(t)) == 0) continue;
        const std::string value = std::to_string(group * 1000 + t);
        lines.push_back(std::to_string(t) + ",g" + std::to_string(group) + "," + value + "," + value + "\n");
      }
    }
    std::vector<std::int64_t> order(lines.size());
    std::iota(order.begin(), order.end(), std::int64_t{0});
    shuffle(order, stream, 7);
    std::string text = "t,g,x,y\n";
    for (const std::int64_t i : order) text += lines[static_cast<std::size_t>(i)];
    DataConfig config = unscaled(window_config(
        folder.write("a.csv", text), {.length = 3, .steps = {1, 2}, .target_history = false, .gaps = Gaps::kBreak}));
    config.group_by = "g";
    config.split.validation = 0.3;
    config.split.test = 0.2;
    if (run % 2 == 1) config.split.strategy = SplitStrategy::kGroup;
    const PreparedData data = prepare(config, {});
    for (const Part part : kParts) {
      const auto dataset = data.dataset(part, TargetEncoding::kNumbers);
      const std::vector<Real> x = features_of(*dataset);
      const std::vector<Real> y = targets_of(*dataset);
      std::vector<Real> allowed;
      for (const std::int64_t row : data.split.rows(part)) {
        allowed.push_back(static_cast<Real>(*data.part(part).samples->table()->cell(row, 2).number()));
      }
      std::sort(allowed.begin(), allowed.end());
      for (std::int64_t window = 0; window < dataset->num_rows(); ++window) {
        std::vector<Real> rows(x.begin() + window * 3, x.begin() + window * 3 + 3);
        rows.insert(rows.end(), y.begin() + window * 2, y.begin() + window * 2 + 2);
        for (std::size_t i = 0; i < rows.size(); ++i) {
          REQUIRE(rows[i] == rows[0] + static_cast<Real>(i));
          REQUIRE(std::binary_search(allowed.begin(), allowed.end(), rows[i]));
        }
      }
    }
  }
}

TEST_CASE("missing time steps are an error, an end, filled or ignored") {
  const TemporaryFolder folder;
  const std::string text =
      "t,x,y\n2020-01-01 00:00,0,0\n2020-01-01 01:00,1,1\n2020-01-01 02:00,2,2\n2020-01-01 04:00,4,4\n"
      "2020-01-01 05:00,5,5\n";
  const auto with = [&](Gaps gaps) {
    const DataConfig config =
        unscaled(window_config(folder.write("a.csv", text), {.length = 1, .target_history = false, .gaps = gaps}));
    return prepare(config, {}).dataset(Part::kTrain, TargetEncoding::kNumbers);
  };
  CHECK(features_of(*with(Gaps::kBreak)) == std::vector<Real>{0, 1, 4});
  CHECK(targets_of(*with(Gaps::kBreak)) == std::vector<Real>{1, 2, 5});
  CHECK(features_of(*with(Gaps::kIgnore)) == std::vector<Real>{0, 1, 2, 4});
  CHECK(targets_of(*with(Gaps::kIgnore)) == std::vector<Real>{1, 2, 4, 5});
  CHECK(features_of(*with(Gaps::kFill)) == std::vector<Real>{0, 1, 2, 4});  // row 2 stands in for 03:00
  CHECK(targets_of(*with(Gaps::kFill)) == std::vector<Real>{1, 2, 4, 5});
  CHECK(folder.relative(error_of([&] { with(Gaps::kError); })) ==
        "a.csv:5: error: time steps are missing: 2020-01-01 02:00 is followed by 2020-01-01 04:00, and rows are 1 hour "
        "apart; 1 such gap in all\n"
        "  hint: data.window.gaps: break (no window crosses a gap), fill (the row before stands in) or ignore\n");
}

TEST_CASE("several rows at one time and parts too short for a window are refused") {
  const TemporaryFolder folder;
  const auto error = [&](const std::string& text, std::int64_t length) {
    const DataConfig config = window_config(folder.write("a.csv", text), {.length = length});
    return folder.relative(error_of([&] { prepare(config, {}).dataset(Part::kTrain, TargetEncoding::kNumbers); }));
  };
  CHECK(error("t,x,y\n1,1,1\n2,2,2\n2,3,3\n3,4,4\n", 2) ==
        "a.csv:4: error: two rows are at 2, and a sequence has one row a time\n"
        "  hint: name the column that tells the series apart with data.group_by, or data.window.gaps: ignore\n");
  CHECK(error(series(5), 5) ==
        "a.csv: error: no window fits: it takes 6 rows that follow one another with its horizon, and the longest such "
        "run of the 5 rows has 5\n"
        "  hint: no window crosses a split, a group or a gap: take a shorter data.window.length, or hold out more "
        "rows\n");
}

TEST_CASE("rows held out change no bit of the windows trained on") {
  const TemporaryFolder folder;
  const auto prepared = [&](const std::string& last) {
    DataConfig config =
        window_config(folder.write("a.csv", series(30) + "30,7," + last + "\n31,7," + last + "\n"), {.length = 2});
    config.split.test = 4;
    return prepare(config, {});
  };
  const PreparedData one = prepared("1");
  const PreparedData two = prepared("1e6");
  CHECK(one.preprocessing->to_json() == two.preprocessing->to_json());
  CHECK(features_of(*one.dataset(Part::kTrain, TargetEncoding::kNumbers)) ==
        features_of(*two.dataset(Part::kTrain, TargetEncoding::kNumbers)));
}

TEST_CASE("a stored preprocessing makes the same windows") {
  const TemporaryFolder folder;
  const DataConfig config =
      window_config(folder.write("a.csv", series(9)), {.length = 3, .steps = {2}, .known = {"x"}, .gaps = Gaps::kFill});
  const PreparedData data = prepare(config, {});
  const auto stored = preprocessing_from_json(data.preprocessing->to_json());
  CHECK(stored->to_json() == data.preprocessing->to_json());
  CHECK(stored->feature_shape() == Shape{3, 3});
  CHECK(features_of(*make_dataset(data.part(Part::kTrain), *stored, &data.target, TargetEncoding::kNumbers)) ==
        features_of(*data.dataset(Part::kTrain, TargetEncoding::kNumbers)));
}

TEST_CASE("earlier targets are the last value and that of a season before") {
  const TemporaryFolder folder;
  const DataConfig config =
      window_config(folder.write("a.csv", series(8)), {.length = 2, .steps = {1, 3}, .stride = 3});
  const auto dataset = prepare(config, {}).dataset(Part::kTrain, TargetEncoding::kNumbers);
  CHECK(targets_of(*dataset) == std::vector<Real>{200, 400, 500, 700});
  CHECK(windows_of(dataset).earlier_targets(1) == std::vector<Real>{100, 100, 400, 400});
  // Two rows before each, or four, so that they are before the window's end; of the first there is no row that early.
  CHECK(windows_of(dataset).earlier_targets(2) == std::vector<Real>{0, 0, 300, 300});
  CHECK(windows_of(dataset).earlier_targets(4) == std::vector<Real>{100, 0, 100, 300});
}

TEST_CASE("forecasts begin behind the last row of each group") {
  const TemporaryFolder folder;
  DataConfig config = window_config(
      folder.write("a.csv", "t,g,x,y\n1,a,1,1\n2,a,2,2\n3,a,3,3\n1,b,4,4\n2,b,5,5\n3,b,6,6\n4,b,7,7\n"), {.length = 2});
  config.group_by = "g";
  const PreparedData data = prepare(config, {});
  const auto& windows = dynamic_cast<const WindowPreprocessing&>(*data.preprocessing);
  const auto last = windows.forecasts(data.part(Part::kTrain).samples, Origins::kLast);
  CHECK(last->num_rows() == 2);
  CHECK(last->end(0) == 3);
  CHECK(last->end(1) == 7);
  CHECK(windows.forecasts(data.part(Part::kTrain).samples, Origins::kAll)->num_rows() == 5);

  // Rows behind the last target are what is known ahead.
  config.window = WindowConfig{.length = 2, .known = {"x"}};
  const PreparedData known = prepare(config, {});
  TableRequest request;
  known.preprocessing->add_requests(request);
  const auto future = read_samples({{folder.write("b.csv", "t,g,x,y\n1,a,1,1\n2,a,2,2\n3,a,3,\n")}}, request);
  const auto forecast =
      dynamic_cast<const WindowPreprocessing&>(*known.preprocessing).forecasts(future, Origins::kLast);
  CHECK(forecast->num_rows() == 1);
  CHECK(forecast->end(0) == 2);
}

TEST_CASE("the distance of rows tells their season") {
  CHECK(TimeStep{kHour, true, false}.season() == 24);
  CHECK(TimeStep{kHour / 4, true, false}.season() == 96);
  CHECK(TimeStep{24 * kHour, true, false}.season() == 7);
  CHECK(TimeStep{7 * 24 * kHour, true, false}.season() == 52);
  CHECK(TimeStep{1, true, true}.season() == 12);
  CHECK(TimeStep{3, true, true}.season() == 4);
  CHECK(TimeStep{1, false, false}.season() == 0);
  const double january = 11323 * 24 * kHour;  // 2001-01-01
  CHECK(TimeStep{1, true, true}.after(january, 13) == january + (365 + 31) * 24 * kHour);
  CHECK(TimeStep{kHour, true, false}.after(january, 2) == january + 2 * kHour);
}

}  // namespace
}  // namespace nnctl::data
