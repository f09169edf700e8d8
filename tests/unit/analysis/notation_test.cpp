// How a table's texts write numbers and dates.
#include "analysis/notation.hpp"

#include <catch2/catch.hpp>

#include "data/csv.hpp"

namespace nnctl::analysis {
namespace {

Notation notation_of_text(const std::string& text) { return notation_of(data::parse_csv(text, "x.csv", {}, {})); }

TEST_CASE("decimal commas and marks between thousands are seen") {
  const Notation european = notation_of_text("price;area\n1.200,50;3,5\n99,00;12,25\n");
  CHECK(european.decimal == ',');
  CHECK(european.thousands == '.');
  const Notation plain = notation_of_text("area;n\n3,5;1\n12,25;2\n");
  CHECK(plain.decimal == ',');
  CHECK(plain.thousands == '\0');
  const Notation american = notation_of_text("price,n\n\"1,200.50\",1\n99.00,2\n\"12,000\",3\n");
  CHECK(american.decimal == '.');
  CHECK(american.thousands == ',');
  CHECK_FALSE(notation_of_text("a,b\n1,x\n2.5,y\n").has_own_numbers());
  CHECK_FALSE(notation_of_text("a;b\n1,5;1\n2,5 and more;2\n").has_own_numbers());
  CHECK_FALSE(notation_of_text("a;b\n12,34,567;1\n1,2,3;2\n").has_own_numbers());
}

TEST_CASE("formats of dates are found where one fits all of a column") {
  const auto format = [](const std::string& column) {
    const auto found = notation_of_text("day;n\n" + column).of_times;
    return found.empty() ? std::string() : found.at("day");
  };
  CHECK(format("27/12/2015;1\n03/01/2016;2\n") == "%d/%m/%Y");
  CHECK(format("12/27/2015 01:30 PM;1\n01/03/2016 12:00 AM;2\n") == "%m/%d/%Y %I:%M %p");
  CHECK(format("27.12.2015 13:30;1\n03.01.2016 00:15;2\n") == "%d.%m.%Y %H:%M");
  CHECK(format("November 16 2018;1\nMay 3 2017;2\n") == "%B %d %Y");
  CHECK(format("01/02/2015;1\n03/04/2016;2\n").empty());  // day or month first
  CHECK(format("27/12/2015;1\nnever;2\n").empty());
}

TEST_CASE("signs of money and per cent keep a text from being a number") {
  for (const char* text : {"$1,200.00", "€ 3,50", "1.200,00 €", "13.5%", "13 %", "-$5"}) {
    INFO(text);
    CHECK(is_number_with_sign(text));
  }
  for (const char* text : {"12", "12 km", "$", "100% cotton", "a$"}) {
    INFO(text);
    CHECK_FALSE(is_number_with_sign(text));
  }
}

}  // namespace
}  // namespace nnctl::analysis
