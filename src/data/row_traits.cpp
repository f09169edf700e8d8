#include "data/row_traits.hpp"

#include <algorithm>
#include <numeric>
#include <optional>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>

#include "base/edit_distance.hpp"
#include "data/cell_text.hpp"
#include "data/mistakes.hpp"
#include "data/time_text.hpp"

namespace nnctl::data {
namespace {

int find_role(const Table& table, const std::string& column, std::string_view role) {
  const int index = table.find_column(column);
  if (index >= 0) return index;
  const std::string nearest = nearest_name(column, table.columns());
  const std::string columns = "columns: " + listed(table.columns());
  throw UserError(Fault::kData, {{.place = table.place(),
                                  .message = fmt::format("the {} column '{}' is missing", role, column),
                                  .hint = nearest.empty() ? columns : fmt::format("is it '{}'? {}", nearest, columns),
                                  .excerpt = {}}});
}

// One number a row out of one cell a row.
class OrderColumn {
 public:
  OrderColumn(const Table& table, int column, CellMistakes& mistakes) : view_{&table, column} {
    const Storage storage = table.column(column).storage();
    is_time_ = storage == Storage::kTime || (storage == Storage::kText && spells_times());
    values_.reserve(static_cast<std::size_t>(table.num_rows()));
    for (std::int64_t row = 0; row < table.num_rows(); ++row) {
      const Cell cell = view_.cell(row);
      const auto value = value_of(cell);
      values_.push_back(value.value_or(0.0));
      if (value) continue;
      if (cell.is_missing()) {
        mistakes.add(row, column, {"a row without a place in the order", "order_by needs a value in every row"});
      } else {
        mistakes.add(row, column,
                     {fmt::format("{} is no {}", in_quotes(cell), is_time_ ? "time" : "number and no time"),
                      "numbers and times such as 2011-01-31 04:00 are read as they are; for others write "
                      "data.order_by: {columns: [..], format: \"%d.%m.%Y\"}"});
      }
    }
  }

  bool is_time() const { return is_time_; }
  std::vector<double> take() { return std::move(values_); }

 private:
  // Each text speaks for itself when it is read; the first that is a time or a number only names the kind.
  bool spells_times() const {
    for (std::int64_t row = 0; row < view_.table->num_rows(); ++row) {
      const Cell cell = view_.cell(row);
      if (cell.is_text() && !cell.number()) return parse_time(cell.raw_text()).has_value();
      if (cell.number()) return false;
    }
    return false;
  }
  std::optional<double> value_of(const Cell& cell) const {
    if (cell.is_text() && is_time_) return parse_time(cell.raw_text());
    return cell.number();
  }

  ColumnView view_;
  bool is_time_ = false;
  std::vector<double> values_;
};

// Times whose texts stand in several columns.
std::vector<double> formatted_times(const Table& table, std::span<const int> columns, const std::string& format) {
  CellMistakes mistakes(table);
  std::vector<double> times;
  times.reserve(static_cast<std::size_t>(table.num_rows()));
  for (std::int64_t row = 0; row < table.num_rows(); ++row) {
    std::string text;
    bool is_missing = false;
    for (const int column : columns) {
      const Cell cell = table.cell(row, column);
      is_missing = is_missing || cell.is_missing();
      if (!text.empty()) text += ' ';
      text += cell.text();
    }
    const auto time = is_missing ? std::nullopt : parse_time(text, format);
    times.push_back(time.value_or(0.0));
    if (is_missing) {
      mistakes.add(row, columns.front(), {"a row without a place in the order", "order_by needs a value in every row"});
    } else if (!time) {
      mistakes.add(row, columns.front(),
                   {fmt::format("{} is no time of the format '{}'", in_quotes(text), format),
                    "correct the value or data.order_by.format"});
    }
  }
  mistakes.throw_if_any();
  return times;
}

// Dense ranks by the first key, then the next.
std::vector<std::int64_t> ranks_of(const std::vector<std::vector<double>>& keys, std::size_t num_rows) {
  std::vector<std::int64_t> rows(num_rows);
  std::iota(rows.begin(), rows.end(), std::int64_t{0});
  const auto compare = [&](std::int64_t a, std::int64_t b) {
    for (const std::vector<double>& key : keys) {
      const double x = key[static_cast<std::size_t>(a)];
      const double y = key[static_cast<std::size_t>(b)];
      if (x != y) return x < y ? -1 : 1;
    }
    return 0;
  };
  const auto less = [&](std::int64_t a, std::int64_t b) { return compare(a, b) < 0; };
  if (!std::is_sorted(rows.begin(), rows.end(), less)) std::stable_sort(rows.begin(), rows.end(), less);
  std::vector<std::int64_t> ranks(num_rows);
  std::int64_t rank = 0;
  for (std::size_t i = 0; i < num_rows; ++i) {
    if (i > 0 && compare(rows[i - 1], rows[i]) != 0) ++rank;
    ranks[static_cast<std::size_t>(rows[i])] = rank;
  }
  return ranks;
}

}  // namespace

RowOrder row_order(const Table& table, const OrderConfig& config) {
  std::vector<int> columns;
  for (const std::string& name : config.columns) columns.push_back(find_role(table, name, "order_by"));
  RowOrder order;
  std::vector<std::vector<double>> keys;
  if (!config.format.empty()) {
    keys.push_back(formatted_times(table, columns, config.format));
    order.is_time = true;
  } else {
    CellMistakes mistakes(table);
    for (const int column : columns) {
      OrderColumn read(table, column, mistakes);
      order.is_time = read.is_time();
      keys.push_back(read.take());
    }
    mistakes.throw_if_any();
  }
  order.ranks = ranks_of(keys, static_cast<std::size_t>(table.num_rows()));
  if (keys.size() == 1) order.values = std::move(keys.front());
  return order;
}

RowGroups row_groups(const Table& table, const std::string& column, const std::string& role) {
  const int index = find_role(table, column, role);
  RowGroups groups;
  CellMistakes mistakes(table);
  std::unordered_map<std::string, std::int32_t> known;
  for (std::int64_t row = 0; row < table.num_rows(); ++row) {
    const Cell cell = table.cell(row, index);
    if (cell.is_missing()) mistakes.add(row, index, {fmt::format("a row without a {} value", role), "fill it in"});
    const auto [entry, is_new] = known.try_emplace(cell.text(), static_cast<std::int32_t>(groups.names.size()));
    if (is_new) groups.names.push_back(entry->first);
    groups.ids.push_back(entry->second);
  }
  mistakes.throw_if_any();
  return groups;
}

std::vector<std::int64_t> in_order(std::span<const std::int64_t> ranks) {
  std::vector<std::int64_t> rows(ranks.size());
  std::iota(rows.begin(), rows.end(), std::int64_t{0});
  std::stable_sort(rows.begin(), rows.end(), [&](std::int64_t a, std::int64_t b) {
    return ranks[static_cast<std::size_t>(a)] < ranks[static_cast<std::size_t>(b)];
  });
  return rows;
}

}  // namespace nnctl::data
