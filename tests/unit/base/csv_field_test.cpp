#include "base/csv_field.hpp"

#include <catch2/catch.hpp>

namespace nnctl {

TEST_CASE("a CSV field is quoted only where it must be") {
  CHECK(csv_field("") == "");
  CHECK(csv_field("a b;c'd") == "a b;c'd");
  CHECK(csv_field("a,b") == "\"a,b\"");
  CHECK(csv_field("say \"a\"") == "\"say \"\"a\"\"\"");
  CHECK(csv_field("a\nb") == "\"a\nb\"");
  CHECK(csv_field("a\rb") == "\"a\rb\"");
}

}  // namespace nnctl
