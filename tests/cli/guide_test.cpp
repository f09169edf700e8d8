// The shell commands of the guides, one block after the other, each guide in a place that looks like the repository.
#include <filesystem>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "process.hpp"
#include "temporary_folder.hpp"

namespace nnctl::test {

namespace {

namespace fs = std::filesystem;

std::vector<std::string> shell_blocks(const std::string& page) {
  const std::string begin = "```sh\n";
  std::vector<std::string> blocks;
  for (std::size_t at = page.find(begin); at != std::string::npos; at = page.find(begin, at)) {
    at += begin.size();
    blocks.push_back(page.substr(at, page.find("```", at) - at));
  }
  return blocks;
}

}  // namespace

TEST_CASE("the commands of the guides run", "[guide]") {
  const fs::path repository = NNCTL_SOURCE_DIR;
  const auto [page, least] = GENERATE(
      table<std::string, std::size_t>({{"data.md", 5}, {"choosing.md", 3}, {"diagnosis.md", 2}, {"sweep.md", 3}}));
  INFO(page);
  const TemporaryFolder place;
  for (const char* folder : {"configs", "data", "scripts"}) {
    fs::create_directory_symlink(repository / folder, place.path() / folder);
  }
  const std::vector<std::string> blocks = shell_blocks(read_text(repository / "docs" / page));
  REQUIRE(blocks.size() >= least);
  for (const std::string& block : blocks) {
    INFO(block);
    const Outcome outcome = run("set -e\n" + block, place.path());
    INFO(outcome.err);
    CHECK(outcome.exit == 0);
  }
}

}  // namespace nnctl::test
