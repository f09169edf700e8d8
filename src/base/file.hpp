// Files read and written whole. Every failure is a UserError(Fault::kData) with path, operation and cause.
#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/diagnostic.hpp"

namespace nnctl {

/// The file's bytes. A missing file, a directory and an unreadable file are told apart in the error.
std::string read_file(const std::filesystem::path& path, Fault fault = Fault::kData);

/// Writes the file whole or not at all: a temporary in the same directory, fsync, rename, fsync of the directory.
/// A link's target is replaced, not the link; an existing file's permissions stay; a device or a pipe is written
/// straight. `durable = false` skips the fsyncs (still whole or not at all against everything but a power cut).
void write_file_atomically(const std::filesystem::path& path, std::string_view bytes, bool durable = true);
/// The same from several pieces, so that a large model is not copied into one string first.
void write_file_atomically(const std::filesystem::path& path, std::span<const std::string_view> pieces,
                           bool durable = true);

/// A file that is written bit by bit and appears whole, as with write_file_atomically(), or not at all: when commit()
/// is not reached, nothing is left of it.
class AtomicFile {
 public:
  explicit AtomicFile(const std::filesystem::path& path, bool durable = true);
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  void write(std::string_view bytes);
  void commit();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Makes the directory and its parents; a path that exists as something else is an error.
void make_directories(const std::filesystem::path& path);

/// Makes `path` as a new directory: false when it exists already (nothing is touched then).
bool make_new_directory(const std::filesystem::path& path);

/// A file that lines are appended to by one writer, each by one write() and complete on return. A line that does not
/// fit on the disk is taken back whole.
class AppendFile {
 public:
  explicit AppendFile(std::filesystem::path path);
  ~AppendFile();
  AppendFile(const AppendFile&) = delete;
  AppendFile& operator=(const AppendFile&) = delete;
  AppendFile(AppendFile&& other) noexcept;
  AppendFile& operator=(AppendFile&& other) noexcept;
  /// `line` ends in its newline.
  void append(std::string_view line);

 private:
  std::filesystem::path path_;
  int descriptor_ = -1;
};

}  // namespace nnctl
