#include "schema/number_with_unit.hpp"

#include <array>

#include <catch2/catch.hpp>

namespace nnctl::schema {

TEST_CASE("a number before a unit") {
  CHECK(number_before("3 epochs", "epochs") == 3);
  CHECK(number_before("10%", "%") == 10);
  CHECK(number_before("-1.5e2   s", "s") == -150);
  CHECK(!number_before("3 epochs", "steps"));
  CHECK(!number_before("epochs", "epochs"));
  CHECK(!number_before("three epochs", "epochs"));
  CHECK(!number_before("3 epochs later", "epochs"));
}

TEST_CASE("the unit says how much the number counts") {
  constexpr std::array<Unit, 3> kUnits = {{{"m", 60}, {"km", 1000}, {"h", 3600}}};
  CHECK(number_in_units("1.5h", kUnits) == 5400);
  CHECK(number_in_units("2 km", kUnits) == 2000);  // "2 k" is no number: it is not 'm'
  CHECK(!number_in_units("2", kUnits));
  CHECK(!number_in_units("2 d", kUnits));
}

}  // namespace nnctl::schema
