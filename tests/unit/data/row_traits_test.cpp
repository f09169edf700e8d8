#include "data/row_traits.hpp"

#include "data/source.hpp"
#include "unit/data/fixtures.hpp"

namespace nnctl::data {
namespace {

using Ids = std::vector<std::int64_t>;

class Tables {
 public:
  Table read(std::string_view text) const { return read_table(SourceConfig{{folder_.write("a.csv", text)}}, {}); }
  std::string relative(std::string text) const { return folder_.relative(std::move(text)); }

 private:
  TemporaryFolder folder_;
};

TEST_CASE("rows are in the order of numbers, times or several columns") {
  const Tables tables;
  const RowOrder by_number = row_order(tables.read("t,x\n10,1\n9,2\n10,3\n-1,4\n"), {{"t"}, ""});
  CHECK(by_number.ranks == Ids{2, 1, 2, 0});
  CHECK(by_number.values == std::vector<double>{10, 9, 10, -1});
  CHECK_FALSE(by_number.is_time);
  CHECK(in_order(by_number.ranks) == Ids{3, 1, 0, 2});

  const RowOrder by_time = row_order(tables.read("t,x\n2011-02-01,1\n2011-01-31 10:00,2\n2011-01-31,3\n"), {{"t"}, ""});
  CHECK(by_time.ranks == Ids{2, 1, 0});
  CHECK(by_time.is_time);
  CHECK(by_time.values[1] - by_time.values[2] == 36000.0);

  const RowOrder by_both = row_order(tables.read("d,h\n2011-02-01,0\n2011-01-31,23\n2011-01-31,3\n"), {{"d", "h"}, ""});
  CHECK(by_both.ranks == Ids{2, 1, 0});
  CHECK(by_both.values.empty());

  const RowOrder joined =
      row_order(tables.read("d,h\n1.2.2011,0\n31.1.2011,23\n31.1.2011,3\n"), {{"d", "h"}, "%d.%m.%Y %H"});
  CHECK(joined.ranks == Ids{2, 1, 0});
  CHECK(joined.values[0] - joined.values[1] == 3600.0);
}

TEST_CASE("a row without a place in the order is an error with its place") {
  const Tables tables;
  const auto error = [&](std::string_view text, const OrderConfig& config) {
    return tables.relative(error_of([&] { row_order(tables.read(text), config); }));
  };
  CHECK(error("t,x\n2011-01-31,1\n2011-02-30,2\n", {{"t"}, ""}) ==
        "a.csv:3: error: row 2, column 't': '2011-02-30' is no time\n"
        "  hint: numbers and times such as 2011-01-31 04:00 are read as they are; for others write data.order_by: "
        "{columns: [..], format: \"%d.%m.%Y\"}\n");
  CHECK(error("t,x\n1,1\n,2\n", {{"t"}, ""}) ==
        "a.csv:3: error: row 2, column 't': a row without a place in the order\n"
        "  hint: order_by needs a value in every row\n");
  CHECK(error("d,x\n1.2.2011,1\n2011,2\n", {{"d"}, "%d.%m.%Y"}) ==
        "a.csv:3: error: row 2, column 'd': '2011' is no time of the format '%d.%m.%Y'\n"
        "  hint: correct the value or data.order_by.format\n");
  CHECK(error("d,x\n1,1\n", {{"D"}, ""}) ==
        "a.csv:1: error: the order_by column 'D' is missing\n"
        "  hint: is it 'd'? columns: d, x\n");
}

TEST_CASE("groups are numbered in the order of the file") {
  const Tables tables;
  const RowGroups groups = row_groups(tables.read("g,x\nb,1\na,2\nb,3\n"), "g", "group_by");
  CHECK(groups.ids == std::vector<std::int32_t>{0, 1, 0});
  CHECK(groups.names == std::vector<std::string>{"b", "a"});
  CHECK(tables.relative(error_of([&] { row_groups(tables.read("g,x\nb,1\n,2\n"), "g", "group_by"); })) ==
        "a.csv:3: error: row 2, column 'g': a row without a group_by value\n"
        "  hint: fill it in\n");
}

}  // namespace
}  // namespace nnctl::data
