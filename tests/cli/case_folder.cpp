// A case: a folder with a command and all that it must print, return and write.
#include "case_folder.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <regex>
#include <set>
#include <sstream>
#include <vector>

#include "process.hpp"
#include "temporary_folder.hpp"

namespace nnctl::test {

namespace fs = std::filesystem;

namespace {

const std::set<std::string>& own_files() {
  static const std::set<std::string> names = {"cmd", "stdout", "stderr", "exit", "writes"};
  return names;
}

void copy_inputs(const fs::path& from, const fs::path& to) {
  for (const fs::directory_entry& entry : fs::directory_iterator(from)) {
    if (own_files().contains(entry.path().filename().string())) continue;
    fs::copy(entry.path(), to / entry.path().filename(),
             fs::copy_options::recursive | fs::copy_options::overwrite_existing);
  }
}

std::string difference(const std::vector<std::string>& before, const std::vector<std::string>& after) {
  std::vector<std::string> added;
  std::vector<std::string> gone;
  std::ranges::set_difference(after, before, std::back_inserter(added));
  std::ranges::set_difference(before, after, std::back_inserter(gone));
  std::string text;
  for (const std::string& name : added) text += name + '\n';
  for (const std::string& name : gone) text += "gone: " + name + '\n';
  return text;
}

}  // namespace

std::string normalised(std::string text) {
  // Only whole figures with their unit, so that a value that is wrong stays in sight.
  static const std::array<std::pair<std::regex, const char*>, 5> kFigures = {{
      {std::regex(R"re(("(?:seconds|samples_per_second|peak_memory_bytes)": )[-+.e0-9]+)re"), "$1<N>"},
      {std::regex(R"re(\b[0-9.,]+[kM]? samples/s)re"), "<RATE> samples/s"},
      {std::regex(R"re(\b[0-9.]+ (KiB|MiB|GiB)\b)re"), "<SIZE>"},
      {std::regex(R"re(([ ~(])([0-9]+h[0-9]+m|[0-9]+m[0-9]+s|[0-9.]+(ms|s))\b)re"), "$1<TIME>"},
      {std::regex(R"re(<(TIME|SIZE|RATE)> +)re"), "<$1> "},
  }};
  for (const auto& [pattern, replacement] : kFigures) text = std::regex_replace(text, pattern, replacement);
  const std::string root = NNCTL_SOURCE_DIR;
  for (std::size_t at = text.find(root); at != std::string::npos; at = text.find(root)) {
    text.replace(at, root.size(), "<REPOSITORY>");
  }
  return text;
}

CaseResult expected(const fs::path& folder) {
  return {read_text(folder / "stdout"), read_text(folder / "stderr"), read_text(folder / "exit"),
          read_text(folder / "writes")};
}

CaseResult run_case(const fs::path& folder, const fs::path& shared) {
  const TemporaryFolder place;
  copy_inputs(shared, place.path());
  copy_inputs(folder, place.path());
  const std::vector<std::string> before = place.listing();
  CaseResult result;
  std::istringstream lines(read_text(folder / "cmd"));
  for (std::string line; std::getline(lines, line);) {
    const Outcome outcome = run(line, place.path());
    result.out += normalised(outcome.out);
    result.err += normalised(outcome.err);
    result.exit += std::to_string(outcome.exit) + '\n';
  }
  result.writes = difference(before, place.listing());
  return result;
}

void update(const fs::path& folder, const CaseResult& actual) {
  write_text(folder / "stdout", actual.out);
  write_text(folder / "stderr", actual.err);
  write_text(folder / "exit", actual.exit);
  if (fs::exists(folder / "writes")) write_text(folder / "writes", actual.writes);
}

}  // namespace nnctl::test
