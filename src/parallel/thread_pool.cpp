// One atomic number, the chunks of the job that nobody has claimed, is all that threads race for.
//
// A claim takes 1 from it. What the claim means (function, chunk number) is read after the claim has succeeded: from
// then on the job cannot end before this thread has reported, so the plain fields hold still. A helper that comes late
// finds the number at 0, or at a newer job's value, and then claims from that job rightfully: no generation to compare,
// no ABA. The caller waits for claimed chunks only, thus never for a helper that has not begun.
//
// Idle helpers spin for a while (a new job is seen in tens of nanoseconds), then sleep on a condition variable.
// Alternative: a lock around the claim, simpler still, at about four times the cost of a claim when contended.
#include "parallel/thread_pool.hpp"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <limits>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "base/assert.hpp"

namespace nnctl {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::microseconds kSpinTime{30};  // about what a futex wake-up costs the one who is woken
constexpr std::size_t kCacheLine = 64;

void relax() {
#if defined(__SSE2__)
  _mm_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

// Spins until `ready()` or until the time is up; says which.
template <class Ready>
bool spin_until(Ready ready, Clock::duration time) {
  constexpr int kLooksPerClockReading = 16;
  const Clock::time_point end = Clock::now() + time;
  do {
    for (int look = 0; look < kLooksPerClockReading; ++look) {
      if (ready()) return true;
      relax();
    }
  } while (Clock::now() < end);
  return ready();
}

// The pool and worker number whose chunk this thread is running.
struct Position {
  const void* pool = nullptr;
  int worker = 0;
};
thread_local Position position;  // NOLINT: one a thread

class InsideChunk {
 public:
  InsideChunk(const void* pool, int worker) : outer_(position) { position = {pool, worker}; }
  ~InsideChunk() { position = outer_; }
  InsideChunk(const InsideChunk&) = delete;
  InsideChunk& operator=(const InsideChunk&) = delete;

 private:
  Position outer_;
  FlushDenormals flush_;  // whichever thread runs a chunk, its arithmetic is the same
};

void run_inline(std::int64_t chunks, const ChunkFunction& function, int worker) {
  for (std::int64_t chunk = 0; chunk < chunks; ++chunk) function(chunk, worker);
}

}  // namespace

struct ThreadPool::State {
  explicit State(int count) : threads(count), spin_time(count <= available_cores() ? kSpinTime : kSpinTime * 0) {}

  const int threads;
  const Clock::duration spin_time;  // none where threads outnumber cores: a spinning thread would hold up a working one

  // The job. Written by the caller while nothing is claimed, read by whoever holds a claim.
  const ChunkFunction* function = nullptr;
  std::int64_t chunks = 0;

  alignas(kCacheLine) std::atomic<std::int64_t> unclaimed{0};  // may fall below 0 by one a helper
  alignas(kCacheLine) std::atomic<std::int64_t> finished{0};
  alignas(kCacheLine) std::atomic<int> sleeping{0};
  std::atomic<bool> caller_sleeps{false};
  std::atomic<bool> stop{false};

  std::mutex mutex;  // of what follows
  std::condition_variable helpers_wake;
  std::condition_variable caller_wakes;
  std::uint64_t wake_ups = 0;
  std::int64_t first_failed_chunk = 0;
  std::exception_ptr failure;

  std::mutex one_caller;
  std::vector<std::thread> helpers;

  void help(int worker);
  std::int64_t run_claims(int worker);
  void report(std::int64_t count);
  void record_failure(std::int64_t chunk);
  void sleep();
  void publish(const ChunkFunction& job, std::int64_t count);
  void wait_until_finished();
  void shut_down();
};

void ThreadPool::State::help(int worker) {
  const InsideChunk inside(this, worker);
  const auto work_or_stop = [this] { return unclaimed.load(std::memory_order_relaxed) > 0 || stop.load(); };
  while (!stop.load()) {
    if (const std::int64_t count = run_claims(worker); count > 0) report(count);
    if (!spin_until(work_or_stop, spin_time)) sleep();
  }
}

// Runs chunks for as long as there are any; how many were taken.
std::int64_t ThreadPool::State::run_claims(int worker) {
  std::int64_t taken = 0;
  while (unclaimed.load(std::memory_order_relaxed) > 0) {
    // Acquire: sees the job that publish() released.
    const std::int64_t left = unclaimed.fetch_sub(1, std::memory_order_acquire);
    if (left <= 0) break;
    ++taken;
    const std::int64_t chunk = chunks - left;
    try {
      (*function)(chunk, worker);
    } catch (...) {
      record_failure(chunk);
      // Chunks are claimed in ascending order: all before this one have begun, and those after it are not needed.
      if (const std::int64_t dropped = unclaimed.exchange(0, std::memory_order_acquire); dropped > 0) taken += dropped;
    }
  }
  return taken;
}

// A helper's claims are done: after this it touches nothing of the job.
void ThreadPool::State::report(std::int64_t count) {
  finished.fetch_add(count);
  if (caller_sleeps.load()) {
    const std::lock_guard lock(mutex);
    caller_wakes.notify_one();
  }
}

void ThreadPool::State::record_failure(std::int64_t chunk) {
  const std::lock_guard lock(mutex);
  if (chunk >= first_failed_chunk) return;
  first_failed_chunk = chunk;
  failure = std::current_exception();
}

// `sleeping` is raised before `unclaimed` is looked at, and publish() does the opposite, all sequentially consistent:
// one of the two sees the other. The same holds between report() and wait_until_finished().
void ThreadPool::State::sleep() {
  std::unique_lock lock(mutex);
  const std::uint64_t seen = wake_ups;
  sleeping.fetch_add(1);
  if (unclaimed.load() <= 0) helpers_wake.wait(lock, [&] { return wake_ups != seen || stop.load(); });
  sleeping.fetch_sub(1);
}

void ThreadPool::State::publish(const ChunkFunction& job, std::int64_t count) {
  function = &job;
  chunks = count;
  first_failed_chunk = std::numeric_limits<std::int64_t>::max();
  finished.store(0, std::memory_order_relaxed);
  unclaimed.store(count);
  const int asleep = sleeping.load();
  if (asleep == 0) return;
  {
    const std::lock_guard lock(mutex);
    ++wake_ups;
  }
  if (count > asleep) {
    helpers_wake.notify_all();
  } else {
    for (std::int64_t woken = 1; woken < count; ++woken) helpers_wake.notify_one();
  }
}

void ThreadPool::State::wait_until_finished() {
  const auto done = [this] { return finished.load() == chunks; };
  if (done() || spin_until(done, spin_time)) return;
  std::unique_lock lock(mutex);
  caller_sleeps.store(true);
  caller_wakes.wait(lock, done);
  caller_sleeps.store(false);
}

void ThreadPool::State::shut_down() {
  {
    const std::lock_guard lock(mutex);
    stop.store(true);
  }
  helpers_wake.notify_all();
  for (std::thread& helper : helpers) helper.join();
}

ThreadPool::ThreadPool(int threads) : state_(std::make_unique<State>(threads)) {
  NNCTL_ASSERT(threads >= 1, "a pool has at least the caller's thread");
  try {
    for (int worker = 1; worker < threads; ++worker) {
      state_->helpers.emplace_back([state = state_.get(), worker] { state->help(worker); });
    }
  } catch (...) {
    state_->shut_down();
    throw;
  }
}

ThreadPool::~ThreadPool() { state_->shut_down(); }

int ThreadPool::threads() const { return state_->threads; }

void ThreadPool::for_each_chunk(std::int64_t chunks, ChunkFunction function) {
  State& state = *state_;
  if (position.pool == &state) {
    run_inline(chunks, function, position.worker);
    return;
  }
  const InsideChunk inside(&state, 0);
  if (chunks <= 1 || state.threads == 1) {
    run_inline(chunks, function, 0);
    return;
  }
  std::exception_ptr failure;
  {
    const std::lock_guard turn(state.one_caller);
    state.publish(function, chunks);
    state.finished.fetch_add(state.run_claims(0));
    state.wait_until_finished();
    failure = std::exchange(state.failure, nullptr);
  }
  if (failure) std::rethrow_exception(failure);
}

}  // namespace nnctl
