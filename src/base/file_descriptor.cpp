#include "base/file_descriptor.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cctype>
#include <cerrno>
#include <system_error>
#include <utility>

namespace nnctl {

FileDescriptor::~FileDescriptor() { close(); }

int FileDescriptor::open(const char* path, int flags) {
  constexpr mode_t kReadableAndWritable = 0666;  // less the umask
  do {
    descriptor_ = ::open(path, flags | O_CLOEXEC, kReadableAndWritable);
  } while (descriptor_ < 0 && errno == EINTR);
  return descriptor_ < 0 ? errno : 0;
}

int FileDescriptor::release() { return std::exchange(descriptor_, -1); }

int FileDescriptor::close() {
  const int descriptor = release();
  // Linux has let go of the descriptor even when close() was interrupted: never a second time.
  return descriptor >= 0 && ::close(descriptor) != 0 && errno != EINTR ? errno : 0;
}

int write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

int sync_to_disk(int descriptor) {
  int result = 0;
  do {
    result = ::fsync(descriptor);
  } while (result != 0 && errno == EINTR);
  // EINVAL: a file system that has nothing to sync.
  return result != 0 && errno != EINVAL ? errno : 0;
}

std::string cause_of(int error) {
  if (error == ENOENT) return "no such file";
  if (error == EISDIR) return "it is a directory";
  std::string text = std::generic_category().message(error);
  if (!text.empty()) text[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(text[0])));
  return text;
}

}  // namespace nnctl
