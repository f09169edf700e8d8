#include "report/console.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdlib>

#include "base/diagnostic.hpp"
#include "base/file_descriptor.hpp"

namespace nnctl::report {
namespace {

constexpr int kWidest = 100;  // longer lines are hard to read
constexpr int kNarrowest = 20;
constexpr int kUnknownWidth = 80;

class DescriptorStream : public Stream {
 public:
  explicit DescriptorStream(int descriptor) : descriptor_(descriptor) {}
  int write(std::string_view bytes) override { return write_all(descriptor_, bytes); }
  bool is_terminal() const override { return ::isatty(descriptor_) == 1; }
  int columns() const override {
    struct winsize window {};
    return ::ioctl(descriptor_, TIOCGWINSZ, &window) == 0 ? window.ws_col : 0;
  }

 private:
  int descriptor_;
};

std::string_view value_of(const Environment& environment, const char* name) {
  const char* value = environment(name);
  return value == nullptr ? std::string_view() : std::string_view(value);
}

// POSIX: the first of these that is set and not empty names the character set.
bool says_utf8(const Environment& environment) {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    std::string locale(value_of(environment, name));
    if (locale.empty()) continue;
    std::ranges::transform(locale, locale.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
    return locale.find("utf-8") != std::string::npos || locale.find("utf8") != std::string::npos;
  }
  return false;
}

int number_in(std::string_view text) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() ? number : 0;
}

}  // namespace

Console::Console(const ConsoleOptions& options, Stream& out, Stream& err, const Environment& environment)
    : out_(out), err_(err), verbosity_(options.verbosity) {
  const std::string_view terminal = value_of(environment, "TERM");
  const bool understands_escapes = !terminal.empty() && terminal != "dumb";
  // https://no-color.org: set and not empty, whatever the value.
  const bool color = options.color && understands_escapes && value_of(environment, "NO_COLOR").empty();
  out_color_ = color && out.is_terminal();
  err_color_ = color && err.is_terminal();
  unicode_ = says_utf8(environment);
  can_redraw_ = understands_escapes && err.is_terminal() && verbosity_ != Verbosity::kQuiet;
  columns_variable_ = number_in(value_of(environment, "COLUMNS"));
}

Console::~Console() { clear_live(); }

Look Console::look_of(const Stream& stream, bool color) const {
  int width = stream.columns();
  if (width <= 0) width = columns_variable_;
  if (width <= 0) width = kUnknownWidth;
  return {std::clamp(width, kNarrowest, kWidest), color, unicode_};
}

void Console::print(std::string_view text) {
  clear_live();
  if (!has_reader_ || text.empty()) return;
  const int error = out_.write(text);
  if (error == 0) return;
  has_reader_ = false;
  if (error != EPIPE) throw UserError(Fault::kData, "cannot write to standard output: " + cause_of(error));
}

void Console::note(std::string_view text) {
  if (verbosity_ != Verbosity::kQuiet) write_err(text);
}

void Console::detail(std::string_view text) {
  if (verbosity_ == Verbosity::kVerbose) write_err(text);
}

void Console::error(std::string_view text) { write_err(text); }

void Console::write_err(std::string_view text) {
  clear_live();
  // Without a reader for its progress, training goes on.
  static_cast<void>(err_.write(text));
}

// "\r" returns to the line's begin, "\x1b[K" erases what is left of the line before (ECMA-48, EL).
void Console::show_live(std::string_view line) {
  if (!can_redraw_) return;
  std::string frame = "\r";
  frame += line;
  frame += "\x1b[K";
  static_cast<void>(err_.write(frame));
  is_live_ = true;
}

void Console::clear_live() {
  if (!is_live_) return;
  is_live_ = false;
  static_cast<void>(err_.write("\r\x1b[K"));
}

ProcessConsole::ProcessConsole(const ConsoleOptions& options)
    : out_(std::make_unique<DescriptorStream>(STDOUT_FILENO)),
      err_(std::make_unique<DescriptorStream>(STDERR_FILENO)),
      console_(options, *out_, *err_, [](const char* name) { return std::getenv(name); }) {
  static_cast<void>(std::signal(SIGPIPE, SIG_IGN));
}

}  // namespace nnctl::report
