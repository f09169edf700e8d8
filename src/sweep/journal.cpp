#include "sweep/journal.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <set>
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

// "runs/genre-sweep/2" for "runs/genre-sweep/1", with a number that is not taken.
std::string next_free(const fs::path& directory) {
  std::error_code error;
  const std::string name = directory.filename().string();
  const bool is_number =
      !name.empty() && name.size() < 6 && std::ranges::all_of(name, [](char c) { return c >= '0' && c <= '9'; });
  if (!is_number) return "DIR";
  int number = std::stoi(name) + 1;
  while (fs::exists(directory.parent_path() / fmt::format("{}", number), error)) ++number;
  return (directory.parent_path() / fmt::format("{}", number)).string();
}

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
    if (!before.starts_with("# nnctl ")) {
      throw UserError(Fault::kData, fmt::format("'{}' is not the definition of a sweep", file.string()),
                      "choose another --output");
    }
    if (before == definition) return;
    const bool is_same_training = without_sweep(before) == without_sweep(definition);
    const std::string fresh = "-o " + next_free(directory);
    if (extends && !is_same_training) {
      throw UserError(Fault::kConfig,
                      fmt::format("the config of the sweep in '{}' is another one: {}", directory.string(),
                                  difference(without_sweep(before), without_sweep(definition))),
                      "--extend is for more trials of the same config: begin a new sweep with " + fresh);
    }
    if (!extends) {
      throw UserError(
          Fault::kConfig,
          fmt::format("the sweep in '{}' is another one: {}", directory.string(), difference(before, definition)),
          (is_same_training ? "--extend goes on with the new one and keeps the trials they share; " : "") + fresh +
              " begins a new sweep");
    }
  }
  write_file_atomically(file, definition);
}

}  // namespace

DirectoryLock::DirectoryLock(const fs::path& directory)
    : descriptor_(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
  if (descriptor_ < 0 || ::flock(descriptor_, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK) return;
  ::close(descriptor_);
  throw UserError(Fault::kData, fmt::format("another process is at the sweep in '{}'", directory.string()),
                  "wait for it to end, or choose another --output");
}

DirectoryLock::~DirectoryLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

bool Journal::is_in(const fs::path& directory) {
  std::error_code error;
  return fs::is_regular_file(directory / kDefinitionFile, error);
}

Journal::Journal(const fs::path& directory, const std::string& definition, bool extends) : lock_(directory) {
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

std::int64_t Journal::num_trials() const {
  std::set<std::int64_t> trials;
  for (const auto& [key, record] : records_) trials.insert(record.trial);
  return std::ssize(trials);
}

void Journal::append(const TrialRecord& record) {
  lines_->append(journal_line(record));
  records_.insert_or_assign(record.key, record);
}

}  // namespace nnctl::sweep
