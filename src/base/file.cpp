#include "base/file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <new>
#include <stdexcept>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "base/assert.hpp"
#include "base/file_descriptor.hpp"

namespace nnctl {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(std::string_view operation, const fs::path& path, const std::string& cause,
                       Fault fault = Fault::kData) {
  throw UserError(fault, fmt::format("cannot {} '{}': {}", operation, path.string(), cause));
}

fs::path directory_of(const fs::path& path) { return path.has_parent_path() ? path.parent_path() : fs::path("."); }

// The part of `path` that stands where a directory should; empty when there is none.
fs::path obstacle(const fs::path& path) {
  fs::path prefix;
  for (const fs::path& part : path) {
    prefix /= part;
    std::error_code error;
    const fs::file_status status = fs::status(prefix, error);
    if (fs::exists(status) && !fs::is_directory(status)) return prefix;
  }
  return {};
}

std::string cause_of_writing(int error, const fs::path& path) {
  if (error == ENOENT) return fmt::format("no such directory '{}'", directory_of(path).string());
  if (error == ENOTDIR) return fmt::format("'{}' is not a directory", obstacle(directory_of(path)).string());
  return cause_of(error);
}

// The file that a name stands for: a link keeps pointing where it did when its target is replaced.
fs::path without_links(const fs::path& path) {
  std::error_code error;
  if (!fs::is_symlink(path, error)) return path;
  const fs::path target = fs::weakly_canonical(path, error);
  return error ? path : target;
}

// Removes the temporary unless it became the file.
class Temporary {
 public:
  explicit Temporary(const fs::path& target) {
    // NAME is cut so that the temporary's name fits where NAME did (255 bytes on most file systems).
    constexpr std::size_t kLongestPart = 200;
    const std::string name = target.filename().string().substr(0, kLongestPart);
    path_ = target.parent_path() / fmt::format(".{}.tmp-{}", name, ::getpid());
  }
  ~Temporary() {
    if (!renamed_) ::unlink(path_.c_str());
  }
  Temporary(const Temporary&) = delete;
  Temporary& operator=(const Temporary&) = delete;

  const char* path() const { return path_.c_str(); }
  int rename_to(const fs::path& target) {
    if (::rename(path_.c_str(), target.c_str()) != 0) return errno;
    renamed_ = true;
    return 0;
  }

 private:
  fs::path path_;
  bool renamed_ = false;
};

}  // namespace

std::string read_file(const fs::path& path, Fault fault) {
  constexpr std::size_t kBlock = std::size_t{1} << 16;  // how far a file of unknown size is read at a time
  FileDescriptor file;
  if (const int error = file.open(path.c_str(), O_RDONLY)) fail("read", path, cause_of(error), fault);
  struct stat status {};
  if (::fstat(file.get(), &status) != 0) fail("read", path, cause_of(errno), fault);
  if (S_ISDIR(status.st_mode)) fail("read", path, cause_of(EISDIR), fault);
  std::string bytes;
  try {
    // One byte more than expected, so that the end shows without growing; pipes and /proc say 0.
    bytes.resize(S_ISREG(status.st_mode) ? static_cast<std::size_t>(status.st_size) + 1 : kBlock);
    std::size_t size = 0;
    while (true) {
      const ssize_t got = ::read(file.get(), bytes.data() + size, bytes.size() - size);
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) fail("read", path, cause_of(errno), fault);
      if (got == 0) break;
      size += static_cast<std::size_t>(got);
      if (size == bytes.size()) bytes.resize(std::max(2 * size, kBlock));
    }
    bytes.resize(size);
  } catch (const std::bad_alloc&) {
    fail("read", path, "it does not fit into memory", fault);
  } catch (const std::length_error&) {
    fail("read", path, "it does not fit into memory", fault);
  }
  return bytes;
}

void write_file_atomically(const fs::path& path, std::string_view bytes, bool durable) {
  write_file_atomically(path, std::span(&bytes, 1), durable);
}

void write_file_atomically(const fs::path& path, std::span<const std::string_view> pieces, bool durable) {
  AtomicFile file(path, durable);
  for (const std::string_view piece : pieces) file.write(piece);
  file.commit();
}

struct AtomicFile::State {
  fs::path path;    // as the user named it
  fs::path target;  // without links
  FileDescriptor file;
  std::unique_ptr<Temporary> temporary;  // null for a device or a pipe, which cannot be replaced by a file
  bool durable = true;

  void check(int error) const {
    if (error != 0) fail("write", path, cause_of_writing(error, target));
  }
};

AtomicFile::AtomicFile(const fs::path& path, bool durable) : state_(std::make_unique<State>()) {
  State& state = *state_;
  state.path = path;
  state.target = without_links(path);
  state.durable = durable;
  struct stat status {};
  const bool exists = ::stat(state.target.c_str(), &status) == 0;
  if (exists && S_ISDIR(status.st_mode)) fail("write", path, cause_of(EISDIR));
  if (exists && !S_ISREG(status.st_mode)) {
    state.check(state.file.open(state.target.c_str(), O_WRONLY));
    return;
  }
  state.temporary = std::make_unique<Temporary>(state.target);
  state.check(state.file.open(state.temporary->path(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW));
  constexpr mode_t kPermissions = 0777;
  if (exists && ::fchmod(state.file.get(), status.st_mode & kPermissions) != 0) state.check(errno);
}

AtomicFile::~AtomicFile() = default;

void AtomicFile::write(std::string_view bytes) { state_->check(write_all(state_->file.get(), bytes)); }

void AtomicFile::commit() {
  State& state = *state_;
  if (!state.temporary) return state.check(state.file.close());
  if (state.durable) state.check(sync_to_disk(state.file.get()));
  state.check(state.file.close());
  state.check(state.temporary->rename_to(state.target));
  FileDescriptor directory;
  // A directory that may be written but not read cannot be synced; its file is complete all the same.
  if (!state.durable || directory.open(directory_of(state.target).c_str(), O_RDONLY | O_DIRECTORY) != 0) return;
  state.check(sync_to_disk(directory.get()));
}

void make_directories(const fs::path& path) {
  if (path.empty()) return;
  std::error_code error;
  fs::create_directories(path, error);
  if (const fs::path other = obstacle(path); !other.empty()) {
    fail("make directory", path, fmt::format("'{}' is not a directory", other.string()));
  }
  if (error) fail("make directory", path, cause_of(error.value()));
}

bool make_new_directory(const fs::path& path) {
  constexpr mode_t kEverything = 0777;  // less the umask
  if (::mkdir(path.c_str(), kEverything) == 0) return true;
  if (errno == EEXIST) return false;
  fail("make directory", path, cause_of_writing(errno, path));
}

AppendFile::AppendFile(fs::path path) : path_(std::move(path)) {
  FileDescriptor file;
  if (const int error = file.open(path_.c_str(), O_WRONLY | O_APPEND | O_CREAT)) {
    fail("write", path_, cause_of_writing(error, path_));
  }
  descriptor_ = file.release();
}

AppendFile::~AppendFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

AppendFile::AppendFile(AppendFile&& other) noexcept
    : path_(std::move(other.path_)), descriptor_(std::exchange(other.descriptor_, -1)) {}

AppendFile& AppendFile::operator=(AppendFile&& other) noexcept {
  std::swap(path_, other.path_);
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

void AppendFile::append(std::string_view line) {
  NNCTL_ASSERT(descriptor_ >= 0, "append to a file that was moved away");
  NNCTL_ASSERT(line.ends_with('\n'), "a line ends in a newline");
  struct stat before {};
  const bool regular = ::fstat(descriptor_, &before) == 0 && S_ISREG(before.st_mode);
  if (const int error = write_all(descriptor_, line)) {
    // No half line is left for a reader, or for the next line to join.
    if (regular && ::ftruncate(descriptor_, before.st_size) != 0) {
      fail("write", path_, cause_of(error) + "; its last line is incomplete");
    }
    fail("write", path_, cause_of(error));
  }
}

}  // namespace nnctl
