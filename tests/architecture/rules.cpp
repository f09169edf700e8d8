#include "architecture/rules.hpp"

#include <algorithm>
#include <regex>
#include <sstream>
#include <stdexcept>

#include <fmt/format.h>

namespace nnctl::architecture {

namespace {

// More than this is two ideas in one file.
constexpr std::ptrdiff_t kMostLines = 399;

// Libraries that one folder hides from all others.
struct HiddenLibrary {
  std::string header;  // how the include begins
  std::string module;
};
const std::vector<HiddenLibrary> kHiddenLibraries = {{"cblas.h", "kernels"},  {"openblas", "kernels"},
                                                     {"yaml-cpp/", "config"}, {"xxhash.h", "base"},
                                                     {"zlib.h", "data"},      {"CLI/", "cli"}};

const std::set<std::string> kPrinters = {"cli", "report"};

struct Line {
  int number;
  std::string text;
};

std::vector<Line> lines_of(const std::string& text) {
  std::vector<Line> lines;
  std::istringstream stream(text);
  std::string line;
  while (std::getline(stream, line)) lines.push_back({static_cast<int>(lines.size()) + 1, line});
  return lines;
}

// The module of "src/layers/dense.cpp" is "layers"; of "src/main.cpp" and of files outside src "".
std::string module_of(const std::string& path) {
  static const std::regex pattern("src/([^/]+)/.*");
  std::smatch match;
  return std::regex_match(path, match, pattern) ? match[1].str() : std::string();
}

bool is_header(const std::string& path) { return path.ends_with(".hpp"); }

class Inspection {
 public:
  Inspection(const SourceFile& file, const Dag& dag) : file_(file), dag_(dag), module_(module_of(file.path)) {}

  std::vector<std::string> run() {
    const std::vector<Line> lines = lines_of(file_.text);
    check_length(lines);
    if (!file_.path.starts_with("src/")) return std::move(found_);
    check_opening(lines);
    for (const Line& line : lines) {
      check_include(line);
      check_printing(line);
    }
    return std::move(found_);
  }

 private:
  void complain(int line, const std::string& text) {
    found_.push_back(fmt::format("{}:{}: {}", file_.path, line, text));
  }

  void check_length(const std::vector<Line>& lines) {
    if (std::ssize(lines) > kMostLines) {
      complain(static_cast<int>(kMostLines) + 1, fmt::format("{} lines; the most is {}", lines.size(), kMostLines));
    }
  }

  // A header says what it is for; a source may begin with a header of its own module instead, which says it.
  void check_opening(const std::vector<Line>& lines) {
    const std::string first = lines.empty() ? std::string() : lines.front().text;
    if (first.starts_with("// ")) return;
    if (is_header(file_.path)) {
      complain(1, "a header begins with a comment that says what it is for");
    } else if (file_.path != "src/main.cpp" && !first.starts_with(fmt::format("#include \"{}/", module_))) {
      complain(1, "a source begins with a comment or with a header of its own module");
    }
  }

  void check_include(const Line& line) {
    static const std::regex pattern(R"(\s*#\s*include\s*([<"])([^>"]+)[>"].*)");
    std::smatch match;
    if (!std::regex_match(line.text, match, pattern)) return;
    const std::string header = match[2];
    for (const HiddenLibrary& library : kHiddenLibraries) {
      if (header.starts_with(library.header) && module_ != library.module) {
        complain(line.number, fmt::format("only {} includes <{}>", library.module, header));
      }
    }
    if (match[1] == "<") return;
    const std::string target = header.substr(0, header.find('/'));
    if (file_.path == "src/main.cpp") {
      if (target != "cli") complain(line.number, fmt::format("main.cpp includes cli and nothing else, not {}", target));
      return;
    }
    const auto allowed = dag_.find(module_);
    if (allowed == dag_.end()) {
      complain(line.number, fmt::format("folder {} is not a module: add it to src/CMakeLists.txt", module_));
    } else if (!allowed->second.contains(target)) {
      complain(line.number, fmt::format("{} may not include {} (src/CMakeLists.txt)", module_, target));
    }
  }

  void check_printing(const Line& line) {
    static const std::regex pattern(
        R"((^|[^\w:])(std::)?(printf|fprintf|vprintf|puts|fputs|putchar)\s*\()"
        R"(|std::(cout|cerr|clog)\b|fmt::print\b|#\s*include\s*<(iostream|fmt/ostream\.h)>)");
    const std::string code = line.text.substr(0, line.text.find("//"));
    if (!kPrinters.contains(module_) && std::regex_search(code, pattern)) {
      complain(line.number, "only cli and report print");
    }
  }

  const SourceFile& file_;
  const Dag& dag_;
  std::string module_;
  std::vector<std::string> found_;
};

}  // namespace

Dag parse_dag(std::string_view text) {
  Dag dag;
  for (const Line& line : lines_of(std::string(text))) {
    const std::size_t colon = line.text.find(':');
    if (colon == std::string::npos) continue;
    const std::string module = line.text.substr(0, colon);
    std::set<std::string> below = {module};
    std::istringstream dependencies(line.text.substr(colon + 1));
    std::string dependency;
    while (dependencies >> dependency) {
      const auto found = dag.find(dependency);
      if (found == dag.end()) {
        throw std::runtime_error(fmt::format("{} depends on {}, which is not a module above it", module, dependency));
      }
      below.insert(found->second.begin(), found->second.end());
    }
    dag[module] = std::move(below);
  }
  return dag;
}

std::vector<std::string> breaches(const SourceFile& file, const Dag& dag) { return Inspection(file, dag).run(); }

std::vector<std::string> breaches(const std::vector<SourceFile>& files, const Dag& dag) {
  static const std::regex quoted(R"re(\s*#\s*include\s*"([^"]+)".*)re");
  std::set<std::string> paths;
  for (const SourceFile& file : files) paths.insert(file.path);
  std::vector<std::string> found;
  for (const SourceFile& file : files) {
    std::ranges::move(breaches(file, dag), std::back_inserter(found));
    if (!file.path.starts_with("src/")) continue;
    for (const Line& line : lines_of(file.text)) {
      std::smatch match;
      if (std::regex_match(line.text, match, quoted) && !paths.contains("src/" + match[1].str())) {
        found.push_back(fmt::format("{}:{}: includes are written from src, and src/{} is none", file.path, line.number,
                                    match[1].str()));
      }
    }
  }
  return found;
}

}  // namespace nnctl::architecture
