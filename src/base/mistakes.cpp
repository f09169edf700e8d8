#include "base/mistakes.hpp"

#include <algorithm>

namespace nnctl {

void Mistakes::add(const UserError& error) {
  if (!fault_) fault_ = error.fault();
  for (const Diagnostic& one : error.diagnostics()) {
    const bool known =
        std::ranges::any_of(diagnostics_, [&](const Diagnostic& other) { return to_string(other) == to_string(one); });
    if (!known) diagnostics_.push_back(one);
  }
}

void Mistakes::throw_if_any() const {
  if (fault_) throw UserError(*fault_, diagnostics_);
}

}  // namespace nnctl
