// The sweep's directory as far as it must survive a kill: what is searched, the trials that have ended, one line each,
// and which were running when the process died.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/file.hpp"
#include "sweep/record.hpp"

namespace nnctl::sweep {

/// Trials that were running when earlier processes died. A process that ends by a fault of its own says so with its
/// last breath; of any other death (kill -9, no memory, no power) only trials that had run for a while are held to be
/// the cause, and only while no trial has ended between two deaths.
class Attempts {
 public:
  /// Reads what is in `path`, and appends to it from now on.
  explicit Attempts(const std::filesystem::path& path);

  /// The trial with this key begins; after a second of running it is slow().
  void begin(const std::string& key);
  void slow(const std::string& key);
  void end(const std::string& key);
  /// The process ends as it should: what is running is not to blame.
  void release();

  /// How many processes died in the trial.
  int deaths(const std::string& key) const;

 private:
  void read(const std::string& text);
  void bury(const std::map<std::string, bool>& running, bool by_fault);

  std::map<std::string, int> deaths_;
  AppendFile file_;
};

/// Keeps other processes from the same sweep, as long as it lives.
class DirectoryLock {
 public:
  /// Throws UserError(kData) if another process has it. A file system without locks (flock) gives none.
  explicit DirectoryLock(const std::filesystem::path& directory);
  ~DirectoryLock();
  DirectoryLock(const DirectoryLock&) = delete;
  DirectoryLock& operator=(const DirectoryLock&) = delete;

 private:
  int descriptor_ = -1;
};

class Journal {
 public:
  /// A new directory's, or that of one whose sweep goes on. `definition` is what the sweep is now: another one is a
  /// UserError(kConfig) that shows the difference, unless `extends`: then it is written down in the place of the old.
  Journal(const std::filesystem::path& directory, const std::string& definition, bool extends);

  /// The record with this key, or null. Valid until the next append().
  const TrialRecord* find(const std::string& key) const;
  void append(const TrialRecord& record);
  Attempts& attempts() { return *attempts_; }
  /// Trials with a record.
  std::int64_t num_trials() const;

  /// Whether a directory is that of a sweep.
  static bool is_in(const std::filesystem::path& directory);

  static std::filesystem::path file(const std::filesystem::path& directory) { return directory / "trials.jsonl"; }

 private:
  DirectoryLock lock_;
  std::map<std::string, TrialRecord> records_;
  std::optional<AppendFile> lines_;
  std::optional<Attempts> attempts_;
};

}  // namespace nnctl::sweep
