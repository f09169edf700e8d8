// Ctrl-C and SIGTERM: the first asks training to stop after its step, the second ends the process at once.
#pragma once

#include <atomic>

namespace nnctl::cli {

/// Installs the handlers while it lives.
class InterruptGuard {
 public:
  InterruptGuard();
  ~InterruptGuard();
  InterruptGuard(const InterruptGuard&) = delete;
  InterruptGuard& operator=(const InterruptGuard&) = delete;

  static const std::atomic<bool>& flag();
};

}  // namespace nnctl::cli
