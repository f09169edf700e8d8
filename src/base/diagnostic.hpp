// What goes wrong by the user's hand or the machine's: collected as Diagnostics, thrown once as a UserError at the
// end of a phase, caught in cli only. Our own bugs are NNCTL_ASSERTs instead (base/assert.hpp).
#pragma once

#include <exception>
#include <string>
#include <vector>

namespace nnctl {

/// A place in a text. Lines and columns (of Unicode code points) count from 1; 0 means that the place has none.
struct Place {
  std::string file;
  int line = 0;
  int column = 0;
};

struct Diagnostic {
  Place place;
  std::string message;  ///< what came and what was expected, without a final full stop
  std::string hint;     ///< what to do; may be empty
  std::string excerpt;  ///< the source line, for the caret; may be empty
};

/// "file:line:column: error: message", the line, a caret, "hint: ..."; one final newline. An excerpt wider than 120
/// columns is cut around its column; control characters and broken UTF-8 are shown as \xNN (base/printable.hpp).
std::string to_string(const Diagnostic& diagnostic);

/// Which exit code a UserError ends in (cli/exit_code.hpp holds the numbers).
enum class Fault { kUsage, kConfig, kData, kDiverged, kRequirement };

class UserError : public std::exception {
 public:
  UserError(Fault fault, std::vector<Diagnostic> diagnostics);
  /// One mistake without a place in a text.
  UserError(Fault fault, std::string message, std::string hint = {});

  Fault fault() const { return fault_; }
  const std::vector<Diagnostic>& diagnostics() const { return diagnostics_; }
  const char* what() const noexcept override { return text_.c_str(); }

 private:
  Fault fault_;
  std::vector<Diagnostic> diagnostics_;
  std::string text_;
};

}  // namespace nnctl
