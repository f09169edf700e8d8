// Where text goes: results to standard output, progress, notes and errors to standard error. Knows what each of them
// can show, and keeps the live line apart from everything else. Not for several threads at once.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "report/look.hpp"

namespace nnctl::report {

/// One of the process's text streams, or a test's stand-in.
class Stream {
 public:
  virtual ~Stream() = default;
  /// 0, or the errno.
  virtual int write(std::string_view bytes) = 0;
  virtual bool is_terminal() const = 0;
  /// Of the terminal's window at this moment; 0 when unknown.
  virtual int columns() const = 0;
};

enum class Verbosity { kQuiet, kNormal, kVerbose };

struct ConsoleOptions {
  Verbosity verbosity = Verbosity::kNormal;
  bool color = true;  ///< false: --no-color
};

/// An environment variable's value, or null.
using Environment = std::function<const char*(const char*)>;

class Console {
 public:
  /// Keeps references to the streams.
  Console(const ConsoleOptions& options, Stream& out, Stream& err, const Environment& environment);
  /// Clears the live line.
  ~Console();
  Console(const Console&) = delete;
  Console& operator=(const Console&) = delete;

  /// A result: standard output, at every verbosity. Written at once. When the reader has gone (EPIPE) the rest is
  /// dropped and has_reader() turns false; any other failure throws UserError(Fault::kData).
  void print(std::string_view text);
  /// Whether standard output still has a reader: false once a write met a closed pipe.
  bool has_reader() const { return has_reader_; }

  /// Progress and notes: standard error unless quiet. Nothing written there ever throws.
  void note(std::string_view text);
  /// Standard error when verbose.
  void detail(std::string_view text);
  /// Standard error at every verbosity.
  void error(std::string_view text);

  /// Whether a line may be redrawn in place: a terminal that understands it, and not quiet.
  bool can_redraw() const { return can_redraw_; }
  /// Shows `line` (shorter than the window, no newline) below everything else, in place of the one before.
  void show_live(std::string_view line);
  void clear_live();

  Verbosity verbosity() const { return verbosity_; }
  /// Of standard output and of standard error; the width is looked up each time, and is at most 100.
  Look out_look() const { return look_of(out_, out_color_); }
  Look err_look() const { return look_of(err_, err_color_); }

 private:
  Look look_of(const Stream& stream, bool color) const;
  void write_err(std::string_view text);

  Stream& out_;
  Stream& err_;
  Verbosity verbosity_;
  bool out_color_ = false;
  bool err_color_ = false;
  bool unicode_ = false;
  bool can_redraw_ = false;
  bool has_reader_ = true;
  bool is_live_ = false;
  int columns_variable_ = 0;  // COLUMNS; 0 when it says nothing
};

/// The process's own console: descriptors 1 and 2 and the real environment. SIGPIPE is ignored from then on: a closed
/// pipe is an errno of the write that meets it, and never the end of a training run.
class ProcessConsole {
 public:
  explicit ProcessConsole(const ConsoleOptions& options);
  Console& get() { return console_; }

 private:
  std::unique_ptr<Stream> out_;
  std::unique_ptr<Stream> err_;
  Console console_;
};

}  // namespace nnctl::report
