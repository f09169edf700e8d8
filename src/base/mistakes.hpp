// Mistakes of several attempts that do not depend on one another, so that all can be mended at once.
#pragma once

#include <optional>
#include <vector>

#include "base/diagnostic.hpp"

namespace nnctl {

class Mistakes {
 public:
  /// Calls `attempt`; a UserError of it is kept, and false returned.
  template <class Attempt>
  bool survives(Attempt attempt) {
    try {
      attempt();
      return true;
    } catch (const UserError& error) {
      add(error);
      return false;
    }
  }
  /// What was told already is not told twice.
  void add(const UserError& error);
  bool empty() const { return diagnostics_.empty(); }
  /// All of them, with the first one's fault.
  void throw_if_any() const;

 private:
  std::optional<Fault> fault_;
  std::vector<Diagnostic> diagnostics_;
};

}  // namespace nnctl
