// Every folder of cases/: whole outputs, exit codes, and what lies on the disk afterwards.
#include <algorithm>
#include <cstdlib>
#include <vector>

#include <catch2/catch.hpp>

#include "case_folder.hpp"

namespace nnctl::test {

namespace fs = std::filesystem;

TEST_CASE("each case prints, returns and writes what its folder says", "[cases]") {
  const fs::path here = fs::path(NNCTL_SOURCE_DIR) / "tests/cli";
  std::vector<fs::path> folders;
  for (const fs::directory_entry& entry : fs::directory_iterator(here / "cases")) folders.push_back(entry.path());
  std::ranges::sort(folders);
  REQUIRE(folders.size() > 50);
  const bool updating = std::getenv("NNCTL_UPDATE") != nullptr;
  for (const fs::path& folder : folders) {
    INFO("case " << folder.filename().string() << " (NNCTL_UPDATE=1 accepts what comes)");
    const CaseResult actual = run_case(folder, here / "shared");
    if (updating) update(folder, actual);
    const CaseResult wanted = expected(folder);
    CHECK(actual.out == wanted.out);
    CHECK(actual.err == wanted.err);
    CHECK(actual.exit == wanted.exit);
    CHECK(actual.writes == wanted.writes);
  }
}

}  // namespace nnctl::test
