// The one thread pool of the process. Work is cut into numbered chunks by the caller (by shape, never by thread
// count); which thread runs a chunk is left open, what it computes is not. The caller claims chunks itself, and never
// waits for a helper that has not started one.
#pragma once

#include <cstdint>
#include <memory>

namespace nnctl {

/// A callable by reference: no allocation, unlike std::function. Must not outlive the call it is passed to.
class ChunkFunction {
 public:
  template <class Callable>
  ChunkFunction(Callable& callable)  // NOLINT(google-explicit-constructor): a lambda is passed as it is
      : object_(&callable),
        call_([](void* object, std::int64_t chunk, int worker) { (*static_cast<Callable*>(object))(chunk, worker); }) {}
  void operator()(std::int64_t chunk, int worker) const { call_(object_, chunk, worker); }

 private:
  void* object_;
  void (*call_)(void*, std::int64_t, int);
};

class ThreadPool {
 public:
  /// `threads` workers, the caller included; 1 starts none.
  explicit ThreadPool(int threads);
  ~ThreadPool();
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  int threads() const;
  /// Runs function(chunk, worker) for chunk in [0, chunks), worker in [0, threads()); returns when all are done.
  /// Called from inside a chunk it runs all of its chunks on that thread. Of several exceptions the lowest chunk's is
  /// rethrown here; chunks after it may be left out. Chunks run under FlushDenormals, on every thread. Callers on
  /// several threads take turns.
  void for_each_chunk(std::int64_t chunks, ChunkFunction function);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Sets flush-to-zero and denormals-are-zero on this thread while it lives (x86; no effect elsewhere). Denormal
/// operands cost tens of cycles each; parsing and printing numbers must stay outside.
class FlushDenormals {
 public:
  FlushDenormals();
  ~FlushDenormals();
  FlushDenormals(const FlushDenormals&) = delete;
  FlushDenormals& operator=(const FlushDenormals&) = delete;

 private:
  unsigned saved_ = 0;
};

/// The opposite while it lives: for what must not round to 0 inside a chunk, such as parsing numbers.
class KeepDenormals {
 public:
  KeepDenormals();
  ~KeepDenormals();
  KeepDenormals(const KeepDenormals&) = delete;
  KeepDenormals& operator=(const KeepDenormals&) = delete;

 private:
  unsigned saved_ = 0;
};

/// How many threads the process is to use, where nobody hands a pool over: available_cores() until it is set.
int thread_limit();
void set_thread_limit(int threads);

/// Cores this process may run on: its affinity, and the whole cores in its cgroup's CPU quota (version 2); at least 1.
int available_cores();

}  // namespace nnctl
