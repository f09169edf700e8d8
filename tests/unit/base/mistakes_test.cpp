#include "base/mistakes.hpp"

#include <catch2/catch.hpp>

namespace nnctl {

TEST_CASE("mistakes are gathered, each once, and thrown with the first one's fault") {
  Mistakes mistakes;
  CHECK(mistakes.survives([] {}));
  CHECK(mistakes.empty());
  mistakes.throw_if_any();
  CHECK_FALSE(mistakes.survives([] { throw UserError(Fault::kData, "no file"); }));
  CHECK_FALSE(mistakes.survives([] { throw UserError(Fault::kConfig, "no key", "take another"); }));
  CHECK_FALSE(mistakes.survives([] { throw UserError(Fault::kData, "no file"); }));
  try {
    mistakes.throw_if_any();
    FAIL();
  } catch (const UserError& error) {
    CHECK(error.fault() == Fault::kData);
    CHECK(std::string(error.what()) == "error: no file\nerror: no key\n  hint: take another\n");
  }
}

}  // namespace nnctl
