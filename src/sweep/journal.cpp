#include "sweep/journal.hpp"

#include <algorithm>
#include <sstream>

#include <fmt/format.h>

namespace nnctl::sweep {

namespace fs = std::filesystem;

namespace {

constexpr const char* kDefinitionFile = "definition.yaml";

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

// Lines that only one of the two has.
std::string difference(const std::string& before, const std::string& now) {
  constexpr std::size_t kMostShown = 4;
  const std::vector<std::string> old_lines = lines_of(before);
  const std::vector<std::string> new_lines = lines_of(now);
  const auto only_in = [](const std::vector<std::string>& lines, const std::vector<std::string>& others) {
    std::vector<std::string> shown;
    for (const std::string& line : lines) {
      if (std::ranges::find(others, line) != others.end()) continue;
      if (shown.size() == kMostShown) {
        shown.emplace_back("...");
        break;
      }
      shown.push_back(fmt::format("'{}'", line.substr(line.find_first_not_of(' '))));
    }
    return shown.empty() ? std::string("nothing of it") : fmt::format("{}", fmt::join(shown, ", "));
  };
  return fmt::format("it had {}, now there is {}", only_in(old_lines, new_lines), only_in(new_lines, old_lines));
}

// What all trials share.
std::string without_sweep(const std::string& definition) { return definition.substr(0, definition.find("\nsweep:")); }

// The journal's whole lines; one that a kill cut off is taken away from the file, too.
std::string whole_lines(const fs::path& path) {
  std::error_code error;
  if (!fs::exists(path, error)) return {};
  std::string text = read_file(path);
  const std::size_t end = text.rfind('\n') + 1;  // npos + 1 is 0
  if (end != text.size()) {
    text.resize(end);
    write_file_atomically(path, text);
  }
  return text;
}

void settle_definition(const fs::path& directory, const std::string& definition, bool extends) {
  const fs::path file = directory / kDefinitionFile;
  std::error_code error;
  if (fs::exists(file, error)) {
    const std::string before = read_file(file);
    if (before == definition) return;
    if (extends && without_sweep(before) != without_sweep(definition)) {
      throw UserError(Fault::kConfig,
                      fmt::format("the config of the sweep in '{}' is another one: {}", directory.string(),
                                  difference(without_sweep(before), without_sweep(definition))),
                      "--extend is for more trials of the same config: begin a new sweep with --output DIR");
    }
    if (!extends) {
      throw UserError(
          Fault::kConfig,
          fmt::format("the sweep in '{}' is another one: {}", directory.string(), difference(before, definition)),
          "--extend goes on with the new one and keeps the trials they share; --output DIR begins a new sweep");
    }
  }
  write_file_atomically(file, definition);
}

}  // namespace

Journal::Journal(const fs::path& directory, const std::string& definition, bool extends) {
  settle_definition(directory, definition, extends);
  const std::string text = whole_lines(file(directory));
  std::int64_t number = 0;
  for (const std::string& line : lines_of(text)) {
    TrialRecord record = read_journal_line(line, fmt::format("{}:{}", file(directory).string(), ++number));
    records_.insert_or_assign(record.key, std::move(record));
  }
  lines_.emplace(file(directory));
  attempts_.emplace(directory / "attempts");
}

const TrialRecord* Journal::find(const std::string& key) const {
  const auto found = records_.find(key);
  return found == records_.end() ? nullptr : &found->second;
}

void Journal::append(const TrialRecord& record) {
  lines_->append(journal_line(record));
  records_.insert_or_assign(record.key, record);
}

}  // namespace nnctl::sweep
