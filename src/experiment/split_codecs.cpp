// YAML forms of how rows are split, ordered and made windows of.
#include <algorithm>
#include <numeric>

#include <fmt/format.h>

#include "experiment/data_block.hpp"
#include "schema/either.hpp"
#include "schema/optional_check.hpp"

namespace nnctl::schema {

using data::Gaps;
using data::OrderConfig;
using data::SplitConfig;
using data::SplitStrategy;
using data::WindowConfig;

const std::vector<Choice<SplitStrategy>>& Choices<SplitStrategy>::all() {
  static const std::vector<Choice<SplitStrategy>> choices = {
      {"auto", SplitStrategy::kAuto}, {"stratified", SplitStrategy::kStratified}, {"random", SplitStrategy::kRandom},
      {"time", SplitStrategy::kTime}, {"group", SplitStrategy::kGroup},           {"column", SplitStrategy::kColumn}};
  return choices;
}

const std::vector<Choice<Gaps>>& Choices<Gaps>::all() {
  static const std::vector<Choice<Gaps>> choices = {
      {"error", Gaps::kError}, {"break", Gaps::kBreak}, {"fill", Gaps::kFill}, {"ignore", Gaps::kIgnore}};
  return choices;
}

namespace {

// What a part is given: a share or number of rows, or values of a column.
struct PartRows {
  std::optional<double> size;
  std::vector<std::string> values;
};

// The last steps of a forecast: a number for all up to it, or a list.
struct Horizon {
  std::vector<std::int64_t> steps = {1};
};

}  // namespace

template <>
struct Codec<PartRows> {
  static bool read(Reader& reader, const Node& node, std::string_view name, PartRows& value) {
    if (node.is_sequence()) return Codec<std::vector<std::string>>::read(reader, node, name, value.values);
    return Codec<std::optional<double>>::read(reader, node, name, value.size);
  }
  static Node write(const PartRows& value) {
    if (!value.values.empty()) return Codec<std::vector<std::string>>::write(value.values);
    return Codec<std::optional<double>>::write(value.size);
  }
  static TypeInfo info() {
    return either("number, list of column values or null",
                  {Codec<std::optional<double>>::info(), Codec<std::vector<std::string>>::info()});
  }
};

template <>
struct Codec<Horizon> {
  static bool read(Reader& reader, const Node& node, std::string_view name, Horizon& value) {
    std::vector<std::int64_t> steps;
    if (node.is_sequence()) {
      if (!Codec<std::vector<std::int64_t>>::read(reader, node, name, steps)) return false;
    } else {
      std::int64_t last = 0;
      if (!Codec<std::int64_t>::read(reader, node, name, last)) return false;
      if (last > kMost) {
        reader.complain(node, fmt::format("'{}' must be at most {}, got {}", name, kMost, last));
        return false;
      }
      steps.resize(static_cast<std::size_t>(std::max<std::int64_t>(last, 0)));
      std::iota(steps.begin(), steps.end(), std::int64_t{1});
    }
    const bool ascends = std::adjacent_find(steps.begin(), steps.end(), std::greater_equal<>()) == steps.end();
    if (steps.empty() || steps.front() < 1 || steps.back() > kMost || !ascends) {
      reader.complain(node,
                      fmt::format("'{}' must be a number of steps from 1 on, or a list of steps in rising order", name),
                      "24 forecasts the next 24 values, [24] that one");
      return false;
    }
    value.steps = std::move(steps);
    return true;
  }
  static Node write(const Horizon& value) {
    const auto count = std::ssize(value.steps);
    if (value.steps.back() == count) return Node::integer(count);
    return Codec<std::vector<std::int64_t>>::write(value.steps);
  }
  static TypeInfo info() {
    return either("integer or list of integers",
                  {Codec<std::int64_t>::info(), Codec<std::vector<std::int64_t>>::info()});
  }

 private:
  static constexpr std::int64_t kMost = 1'000'000;
};

namespace {

// The struct's seed is unsigned, YAML's integers are not.
struct SplitMap {
  SplitStrategy strategy = SplitStrategy::kAuto;
  PartRows validation;
  PartRows test;
  std::int64_t seed = 0;
  std::optional<std::string> by;
  std::vector<std::string> train;

  static const Schema<SplitMap>& schema() {
    static const auto schema =
        Schema<SplitMap>("'split'",
                         "Which rows are held out. Below 1 a share of `train`, from 1 a number of rows, 0 none.")
            .field("strategy", &SplitMap::strategy,
                   "auto: time with order_by, group with group_by, stratified for classes, else random. time: the last "
                   "rows are held out; group: groups stay whole; column: the `by` column names each row's part.")
            .field("validation", &SplitMap::validation,
                   "Rows to validate on, or with strategy column the values of `by` that do; null: 0.15, or 0 with a "
                   "`validation` source.")
            .field("test", &SplitMap::test,
                   "Rows held out for `nnctl eval`, or the values of `by`; null: 0.15, or 0 with a `test` source.")
            .field("seed", &SplitMap::seed, "Moves the split; --seed does not.", at_least(std::int64_t{0}))
            .field("by", &SplitMap::by,
                   "The column that names each row's part or group; null: the groups are those of group_by. Never a "
                   "feature.")
            .field("train", &SplitMap::train,
                   "Values of the `by` column that train; empty: all that validation and test do not name.");
    return schema;
  }
};

struct OrderMap {
  std::vector<std::string> columns;
  std::optional<std::string> format;

  static const Schema<OrderMap>& schema() {
    static const auto schema =
        Schema<OrderMap>("'order_by'", "The columns that order the rows, or the name of the one that does.")
            .required("columns", &OrderMap::columns, "The first decides most.")
            .field("format", &OrderMap::format,
                   "How the columns' texts, joined by a blank, are one time, as in strptime: \"%Y-%m-%d %H\"; null: "
                   "numbers, or times such as 2011-01-31 04:00.");
    return schema;
  }
};

struct WindowMap {
  std::int64_t length = 0;
  Horizon horizon;
  std::int64_t stride = 1;
  bool target_history = true;
  std::vector<std::string> known;
  Gaps gaps = Gaps::kError;
  std::optional<std::int64_t> season;

  static const Schema<WindowMap>& schema() {
    static const auto schema =
        Schema<WindowMap>("'window'",
                          "Samples of rows that follow one another: (length, features) seen, the target of "
                          "the rows behind them forecast. No window crosses a split or a group.")
            .required("length", &WindowMap::length, "Rows that are seen.", at_least(std::int64_t{1}))
            .field("horizon", &WindowMap::horizon,
                   "Rows that are forecast: 24 the next 24, [24] that one. `units: auto` is targets times rows.")
            .field("stride", &WindowMap::stride, "Rows from one window to the next.", at_least(std::int64_t{1}))
            .field("target_history", &WindowMap::target_history, "Whether the targets of the rows seen are features.")
            .field("known", &WindowMap::known,
                   "Features that are known ahead, such as the calendar: the row i of a window gets, as further "
                   "features, their values of the row i + horizon too.")
            .field("gaps", &WindowMap::gaps,
                   "Missing time steps. error: refused; break: no window crosses one; fill: the row before stands in, "
                   "and is not forecast; ignore: rows count as neighbours whatever their times.")
            .field("season", &WindowMap::season,
                   "Rows of one period for the seasonal baseline; null: by the time step, as 24 for hours, 7 for days, "
                   "12 for months.",
                   if_given(at_least(std::int64_t{1})));
    return schema;
  }
};

}  // namespace

bool Codec<SplitConfig>::read(Reader& reader, const Node& node, std::string_view name, SplitConfig& value) {
  SplitMap map;
  if (!Codec<SplitMap>::read(reader, node, name, map)) return false;
  value = {map.strategy,        map.validation.size,
           map.test.size,       static_cast<std::uint64_t>(map.seed),
           map.by.value_or(""), {map.train, map.validation.values, map.test.values}};
  return true;
}

Node Codec<SplitConfig>::write(const SplitConfig& value) {
  SplitMap map{value.strategy,
               {value.validation, value.values[1]},
               {value.test, value.values[2]},
               static_cast<std::int64_t>(value.seed),
               std::nullopt,
               value.values[0]};
  if (!value.by.empty()) map.by = value.by;
  return SplitMap::schema().write(&map);
}

TypeInfo Codec<SplitConfig>::info() { return Codec<SplitMap>::info(); }

bool Codec<OrderConfig>::read(Reader& reader, const Node& node, std::string_view name, OrderConfig& value) {
  if (node.is_null()) return true;
  if (!node.is_map()) {
    std::string column;
    if (!Codec<std::string>::read(reader, node, name, column)) return false;
    value.columns = {column};
    return true;
  }
  OrderMap map;
  if (!Codec<OrderMap>::read(reader, node, name, map)) return false;
  if (map.columns.empty() && node.find("columns") != nullptr) {
    reader.complain(*node.find("columns"), fmt::format("'{}' lists no column", name));
    return false;
  }
  value = {map.columns, map.format.value_or("")};
  return true;
}

Node Codec<OrderConfig>::write(const OrderConfig& value) {
  if (value.empty()) return {};
  if (value.columns.size() == 1 && value.format.empty()) return Node::string(value.columns.front());
  OrderMap map{value.columns, std::nullopt};
  if (!value.format.empty()) map.format = value.format;
  return OrderMap::schema().write(&map);
}

TypeInfo Codec<OrderConfig>::info() {
  return either("column or map", {Codec<std::string>::info(), Codec<OrderMap>::info()});
}

bool Codec<WindowConfig>::read(Reader& reader, const Node& node, std::string_view name, WindowConfig& value) {
  WindowMap map;
  if (!Codec<WindowMap>::read(reader, node, name, map)) return false;
  value = {map.length, map.horizon.steps, map.stride, map.target_history, map.known, map.gaps, map.season.value_or(0)};
  return true;
}

Node Codec<WindowConfig>::write(const WindowConfig& value) {
  WindowMap map{value.length, {value.steps}, value.stride, value.target_history, value.known, value.gaps, std::nullopt};
  if (value.season > 0) map.season = value.season;
  return WindowMap::schema().write(&map);
}

TypeInfo Codec<WindowConfig>::info() { return Codec<WindowMap>::info(); }

}  // namespace nnctl::schema
