// Runs the built program, or a shell line that calls it as `nnctl`, in a folder and with a fixed environment.
#include "process.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <stdexcept>

#include "temporary_folder.hpp"

namespace nnctl::test {

namespace fs = std::filesystem;

namespace {

fs::path unique_file() {
  std::string name = (fs::temp_directory_path() / "nnctl-output-XXXXXX").string();
  const int descriptor = mkstemp(name.data());
  if (descriptor < 0) throw std::runtime_error("no temporary file " + name);
  close(descriptor);
  return name;
}

// What a run may depend on beside its command line; called in the child.
void set_environment() {
  const std::string root = NNCTL_SOURCE_DIR;
  const std::string path = fs::path(NNCTL_PROGRAM).parent_path().string() + ":" + std::getenv("PATH");
  setenv("PATH", path.c_str(), 1);
  setenv("NNCTL", NNCTL_PROGRAM, 1);
  setenv("CONFIGS", (root + "/configs").c_str(), 1);
  setenv("DATA", (root + "/data").c_str(), 1);
  setenv("DOCS", (root + "/docs").c_str(), 1);
  setenv("NO_COLOR", "1", 1);
  setenv("TERM", "dumb", 1);
  setenv("COLUMNS", "80", 1);
  setenv("LC_ALL", "C.UTF-8", 1);
}

void redirect(int target, const char* file, int flags) {
  const int descriptor = open(file, flags | O_CLOEXEC, 0600);
  if (descriptor < 0 || dup2(descriptor, target) < 0) _exit(127);
}

}  // namespace

Process::Process(const std::string& line, const fs::path& folder)
    : folder_(folder), out_(unique_file()), err_(unique_file()) {
  id_ = fork();
  if (id_ < 0) throw std::runtime_error("cannot fork");
  if (id_ > 0) return;
  if (chdir(folder_.c_str()) != 0) _exit(127);
  set_environment();
  redirect(STDIN_FILENO, "/dev/null", O_RDONLY);
  redirect(STDOUT_FILENO, out_.c_str(), O_WRONLY | O_TRUNC);
  redirect(STDERR_FILENO, err_.c_str(), O_WRONLY | O_TRUNC);
  execl("/bin/sh", "sh", "-c", line.c_str(), nullptr);
  _exit(127);
}

Process::~Process() {
  if (id_ > 0) {
    kill(id_, SIGKILL);
    waitpid(id_, nullptr, 0);
  }
  std::error_code ignored;
  fs::remove(out_, ignored);
  fs::remove(err_, ignored);
}

void Process::send(int signal) const { kill(id_, signal); }

Outcome Process::wait() {
  int status = 0;
  if (waitpid(id_, &status, 0) != id_) throw std::runtime_error("cannot wait for the program");
  id_ = 0;
  return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), read_text(out_), read_text(err_)};
}

Outcome run(const std::string& line, const fs::path& folder) { return Process(line, folder).wait(); }

}  // namespace nnctl::test
