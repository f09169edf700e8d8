// Reads every source file and holds it to the rules of docs/architecture.md.
#include <filesystem>
#include <fstream>
#include <sstream>

#include <catch2/catch.hpp>

#include "architecture/rules.hpp"

namespace nnctl::architecture {

namespace {

std::string contents(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  REQUIRE(stream.good());
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

std::vector<SourceFile> files_below(const std::string& folder) {
  const std::filesystem::path root = NNCTL_SOURCE_DIR;
  std::vector<SourceFile> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root / folder)) {
    const std::string extension = entry.path().extension();
    if (extension != ".cpp" && extension != ".hpp") continue;
    files.push_back({std::filesystem::relative(entry.path(), root).generic_string(), contents(entry.path())});
  }
  return files;
}

std::string listed(const std::vector<std::string>& found) {
  std::string text;
  for (const std::string& breach : found) text += breach + "\n";
  return text;
}

Dag small_dag() { return parse_dag("base: \nkernels: base\nlayers: kernels\nlosses: kernels\ncli: layers losses\n"); }

std::string breaches_of(const std::string& path, const std::string& text) {
  return listed(breaches(SourceFile{path, text}, small_dag()));
}

}  // namespace

TEST_CASE("every source file keeps the rules") {
  const Dag dag = parse_dag(contents(std::filesystem::path(NNCTL_BINARY_DIR) / "module_dag.txt"));
  REQUIRE(dag.contains("cli"));
  const std::vector<SourceFile> sources = files_below("src");
  REQUIRE(sources.size() > 100);
  CHECK(listed(breaches(sources, dag)) == "");
}

TEST_CASE("every test file keeps the rules") { CHECK(listed(breaches(files_below("tests"), Dag{})) == ""); }

TEST_CASE("the module graph is transitive and has no cycle") {
  const Dag dag = small_dag();
  CHECK(dag.at("layers") == std::set<std::string>{"base", "kernels", "layers"});
  CHECK(dag.at("cli") == std::set<std::string>{"base", "cli", "kernels", "layers", "losses"});
  CHECK_THROWS_WITH(parse_dag("layers: kernels\nkernels: layers\n"),
                    "layers depends on kernels, which is not a module above it");
}

TEST_CASE("a breach of each rule is found") {
  CHECK(breaches_of("src/layers/dense.cpp", "// Dense.\n#include \"kernels/gemm.hpp\"\n#include \"base/file.hpp\"\n") ==
        "");
  CHECK(breaches_of("src/layers/dense.cpp", "// Dense.\n#include \"losses/loss.hpp\"\n") ==
        "src/layers/dense.cpp:2: layers may not include losses (src/CMakeLists.txt)\n");
  CHECK(breaches_of("src/kernels/gemm.hpp", "// Gemm.\n#pragma once\n  # include \"cli/run.hpp\"\n") ==
        "src/kernels/gemm.hpp:3: kernels may not include cli (src/CMakeLists.txt)\n");
  CHECK(breaches_of("src/extra/a.cpp", "// New.\n#include \"base/file.hpp\"\n") ==
        "src/extra/a.cpp:2: folder extra is not a module: add it to src/CMakeLists.txt\n");
  CHECK(breaches_of("src/main.cpp", "#include \"cli/run.hpp\"\n#include \"base/file.hpp\"\n") ==
        "src/main.cpp:2: main.cpp includes cli and nothing else, not base\n");
  CHECK(breaches_of("src/layers/a.cpp", "// A.\n#include <cblas.h>\n#include <yaml-cpp/yaml.h>\n") ==
        "src/layers/a.cpp:2: only kernels includes <cblas.h>\n"
        "src/layers/a.cpp:3: only config includes <yaml-cpp/yaml.h>\n");
}

TEST_CASE("printing is found wherever it stands, and where it does not") {
  for (const char* line : {"std::cout << 1;", "  printf(\"x\");", "std::fprintf(stderr, \"x\");", "fmt::print(\"x\");",
                           "#include <iostream>", "f(); std::puts(\"x\");"}) {
    INFO(line);
    CHECK(breaches_of("src/layers/a.cpp", std::string("// A.\n") + line + "\n") ==
          "src/layers/a.cpp:2: only cli and report print\n");
    CHECK(breaches_of("src/cli/a.cpp", std::string("// A.\n") + line + "\n") == "");
  }
  CHECK(breaches_of("src/layers/a.cpp", "// printf(\nstd::snprintf(text, 3, \"x\");  // unlike std::cout\n") == "");
}

TEST_CASE("a file says what it is for and stays short") {
  CHECK(breaches_of("src/layers/a.hpp", "#pragma once\n") ==
        "src/layers/a.hpp:1: a header begins with a comment that says what it is for\n");
  CHECK(breaches_of("src/layers/a.cpp", "#include <vector>\n") ==
        "src/layers/a.cpp:1: a source begins with a comment or with a header of its own module\n");
  CHECK(breaches_of("src/layers/a.cpp", "#include \"layers/a.hpp\"\n") == "");
  std::string text = "// A.\n";
  for (int i = 0; i < 398; ++i) text += "\n";
  CHECK(breaches_of("src/layers/a.cpp", text) == "");
  CHECK(breaches_of("src/layers/a.cpp", text + "\n") == "src/layers/a.cpp:400: 400 lines; the most is 399\n");
}

TEST_CASE("an include that is not written from src is found") {
  CHECK(
      listed(breaches(std::vector{SourceFile{"src/layers/a.cpp", "// A.\n#include \"base/b.hpp\"\n"}}, small_dag())) ==
      "src/layers/a.cpp:2: includes are written from src, and src/base/b.hpp is none\n");
}

}  // namespace nnctl::architecture
