// An open file of the operating system: calls repeated after signals, writes continued when cut short.
#pragma once

#include <string>
#include <string_view>

namespace nnctl {

/// Owns a POSIX descriptor and closes it. The functions answer 0 or the errno of their failure.
class FileDescriptor {
 public:
  FileDescriptor() = default;
  ~FileDescriptor();
  FileDescriptor(const FileDescriptor&) = delete;
  FileDescriptor& operator=(const FileDescriptor&) = delete;

  int open(const char* path, int flags);
  int get() const { return descriptor_; }
  /// Gives the descriptor up to the caller.
  int release();
  int close();

 private:
  int descriptor_ = -1;
};

/// Writes all of `bytes`; 0 or an errno.
int write_all(int descriptor, std::string_view bytes);
int sync_to_disk(int descriptor);

/// What an errno says to a user: "no such file", "permission denied", "no space left on device".
std::string cause_of(int error);

}  // namespace nnctl
