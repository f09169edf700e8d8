// Runs the built program, or a shell line that calls it as `nnctl`, in a folder and with a fixed environment.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>

namespace nnctl::test {

struct Outcome {
  int exit = 0;  ///< 128 + signal when a signal ended it, as a shell tells it.
  std::string out;
  std::string err;
};

/// A shell line being run. In it, `nnctl` is the built program, $CONFIGS, $DATA and $DOCS are the repository's folders.
class Process {
 public:
  Process(const std::string& line, const std::filesystem::path& folder);
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  /// To the shell: a line that is sent a signal begins with exec.
  void send(int signal) const;
  Outcome wait();

 private:
  std::filesystem::path folder_;
  std::filesystem::path out_;
  std::filesystem::path err_;
  pid_t id_ = 0;
};

Outcome run(const std::string& line, const std::filesystem::path& folder);

}  // namespace nnctl::test
