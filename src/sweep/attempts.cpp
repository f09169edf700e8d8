// Which trials were running when a process died, in a file that each appends to.
#include <fcntl.h>
#include <unistd.h>
#include <csignal>

#include <array>
#include <sstream>

#include "sweep/journal.hpp"

namespace nnctl::sweep {

namespace {

// For the signal handler: the file that a fault is noted in.
volatile std::sig_atomic_t fault_descriptor = -1;

void note_fault(int signal) {
  constexpr std::string_view kLine = "fault\n";
  if (fault_descriptor >= 0) {
    [[maybe_unused]] const auto written = ::write(fault_descriptor, kLine.data(), kLine.size());
  }
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

void note_faults_in(const std::filesystem::path& path) {
  if (fault_descriptor >= 0) ::close(fault_descriptor);
  fault_descriptor = ::open(path.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC);
  for (const int signal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT}) std::signal(signal, note_fault);
}

std::string content(const std::filesystem::path& path) {
  std::error_code error;
  return std::filesystem::exists(path, error) ? read_file(path) : std::string();
}

}  // namespace

Attempts::Attempts(const std::filesystem::path& path)
    : file_([&] {
        read(content(path));
        return AppendFile(path);
      }()) {
  file_.append("process\n");
  note_faults_in(path);
}

void Attempts::read(const std::string& text) {
  std::map<std::string, bool> running;  // whether slow
  bool by_fault = false;
  std::istringstream lines(text);
  std::string line;
  while (std::getline(lines, line)) {
    const std::size_t blank = line.find(' ');
    const std::string word = line.substr(0, blank);
    const std::string key = blank == std::string::npos ? "" : line.substr(blank + 1);
    if (word == "begin") {
      running[key] = false;
    } else if (word == "slow") {
      running[key] = true;
    } else if (word == "end") {
      running.erase(key);
      deaths_.clear();  // something ended: deaths before it were not one trial's doing
    } else if (word == "release") {
      running.clear();
    } else if (word == "fault") {
      by_fault = true;
    } else if (word == "process") {
      bury(running, by_fault);
      running.clear();
      by_fault = false;
    }
  }
  bury(running, by_fault);
}

void Attempts::bury(const std::map<std::string, bool>& running, bool by_fault) {
  for (const auto& [key, slow] : running) {
    if (slow || by_fault) ++deaths_[key];
  }
}

void Attempts::begin(const std::string& key) { file_.append("begin " + key + "\n"); }
void Attempts::slow(const std::string& key) { file_.append("slow " + key + "\n"); }
void Attempts::end(const std::string& key) { file_.append("end " + key + "\n"); }
void Attempts::release() { file_.append("release\n"); }

int Attempts::deaths(const std::string& key) const {
  const auto found = deaths_.find(key);
  return found == deaths_.end() ? 0 : found->second;
}

}  // namespace nnctl::sweep
