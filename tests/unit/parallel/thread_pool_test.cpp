#include "parallel/thread_pool.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "parallel/cores.hpp"

namespace nnctl {
namespace {

TEST_CASE("every chunk runs exactly once") {
  for (const int threads : {1, 2, 3, 8}) {
    ThreadPool pool(threads);
    CHECK(pool.threads() == threads);
    for (const std::int64_t chunks : {0, 1, 2, 3, 7, 1000}) {
      std::vector<std::atomic<int>> runs(static_cast<std::size_t>(chunks));
      std::atomic<bool> workers_in_range{true};
      auto count = [&](std::int64_t chunk, int worker) {
        ++runs[static_cast<std::size_t>(chunk)];
        if (worker < 0 || worker >= threads) workers_in_range = false;
      };
      pool.for_each_chunk(chunks, count);
      for (const auto& number : runs) REQUIRE(number == 1);
      CHECK(workers_in_range);
    }
  }
}

TEST_CASE("what chunks wrote is seen by the caller, over many small jobs") {
  constexpr int kJobs = 100'000;
  constexpr std::int64_t kChunks = 3;
  ThreadPool pool(2);
  std::array<std::int64_t, kChunks> sums{};  // not atomic: the pool orders the writes
  for (std::int64_t job = 0; job < kJobs; ++job) {
    auto add = [&](std::int64_t chunk, int) { sums.at(static_cast<std::size_t>(chunk)) += job + chunk; };
    pool.for_each_chunk(kChunks, add);
  }
  constexpr std::int64_t kSum = std::int64_t{kJobs} * (kJobs - 1) / 2;
  for (std::int64_t chunk = 0; chunk < kChunks; ++chunk) {
    CHECK(sums.at(static_cast<std::size_t>(chunk)) == kSum + chunk * kJobs);
  }
}

TEST_CASE("jobs run on time when threads outnumber cores and fall asleep between jobs") {
  ThreadPool pool(available_cores() + 6);
  std::atomic<int> runs{0};
  auto count = [&](std::int64_t, int) { ++runs; };
  for (int job = 0; job < 3000; ++job) {
    pool.for_each_chunk(20, count);
    if (job % 100 == 0) std::this_thread::sleep_for(std::chrono::microseconds(300));
  }
  CHECK(runs == 60'000);
}

TEST_CASE("two threads are in a job at once") {
  ThreadPool pool(2);
  std::atomic<int> inside{0};
  auto meet = [&](std::int64_t, int) {
    ++inside;
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (inside < 2 && std::chrono::steady_clock::now() < end) std::this_thread::yield();
  };
  pool.for_each_chunk(2, meet);
  CHECK(inside == 2);
  std::this_thread::sleep_for(std::chrono::milliseconds(5));  // by now the helper sleeps
  inside = 0;
  pool.for_each_chunk(2, meet);
  CHECK(inside == 2);
}

TEST_CASE("a caller that has to wait long is woken") {
  ThreadPool pool(2);
  std::atomic<bool> helper_came{false};
  std::atomic<bool> helper_done{false};
  auto uneven = [&](std::int64_t, int worker) {
    if (worker == 1) {
      helper_came = true;
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
      helper_done = true;
    } else {
      while (!helper_came) std::this_thread::yield();
    }
  };
  pool.for_each_chunk(2, uneven);
  CHECK(helper_done);
}

TEST_CASE("a job inside a chunk runs on that chunk's thread") {
  ThreadPool pool(4);
  std::atomic<int> inner_runs{0};
  std::atomic<bool> same_place{true};
  for (int job = 0; job < 200; ++job) {
    for (const std::int64_t outer_chunks : {1, 5}) {
      auto outer = [&](std::int64_t, int outer_worker) {
        const std::thread::id thread = std::this_thread::get_id();
        std::int64_t next = 0;
        auto inner = [&](std::int64_t chunk, int worker) {
          ++inner_runs;
          if (worker != outer_worker || std::this_thread::get_id() != thread || chunk != next++) same_place = false;
        };
        pool.for_each_chunk(7, inner);
      };
      pool.for_each_chunk(outer_chunks, outer);
    }
  }
  CHECK(inner_runs == 200 * 6 * 7);
  CHECK(same_place);
}

TEST_CASE("another pool may be used inside a chunk") {
  ThreadPool outer_pool(2);
  ThreadPool inner_pool(2);
  std::atomic<int> runs{0};
  for (int job = 0; job < 200; ++job) {
    auto count = [&](std::int64_t, int) { ++runs; };
    auto outer = [&](std::int64_t, int) { inner_pool.for_each_chunk(4, count); };
    outer_pool.for_each_chunk(4, outer);
  }
  CHECK(runs == 200 * 16);
}

TEST_CASE("callers on several threads take turns") {
  ThreadPool pool(3);
  std::atomic<int> runs{0};
  auto call = [&] {
    std::array<int, 4> own{};
    auto count = [&](std::int64_t chunk, int) {
      ++own.at(static_cast<std::size_t>(chunk));
      ++runs;
    };
    for (int job = 0; job < 1000; ++job) pool.for_each_chunk(4, count);
    return own[0];
  };
  std::thread other(call);
  call();
  other.join();
  CHECK(runs == 8000);
}

TEST_CASE("the lowest failing chunk's exception comes back, for any number of threads") {
  for (const int threads : {1, 2, 4}) {
    ThreadPool pool(threads);
    for (int job = 0; job < 500; ++job) {
      std::array<std::atomic<int>, 64> runs{};
      auto fail = [&](std::int64_t chunk, int) {
        ++runs.at(static_cast<std::size_t>(chunk));
        if (chunk >= 5 && chunk % 2 == 1) throw std::runtime_error("chunk " + std::to_string(chunk));
      };
      std::string message;
      try {
        pool.for_each_chunk(64, fail);
      } catch (const std::runtime_error& error) {
        message = error.what();
      }
      REQUIRE(message == "chunk 5");
      for (std::size_t chunk = 0; chunk <= 5; ++chunk) REQUIRE(runs.at(chunk) == 1);
    }
    std::atomic<int> after{0};
    auto count = [&](std::int64_t, int) { ++after; };
    pool.for_each_chunk(10, count);
    CHECK(after == 10);
  }
}

TEST_CASE("pools come and go") {
  for (int i = 0; i < 200; ++i) {
    ThreadPool pool(3);
    std::atomic<int> runs{0};
    auto count = [&](std::int64_t, int) { ++runs; };
    if (i % 2 == 0) pool.for_each_chunk(5, count);
    CHECK(runs == (i % 2 == 0 ? 5 : 0));
  }
}

#if defined(__SSE2__)
float half_of_least_normal() {
  volatile float value = std::numeric_limits<float>::min();
  volatile float half = value * 0.5F;
  return half;
}

TEST_CASE("denormals are flushed while it is asked for") {
  CHECK(half_of_least_normal() != 0.0F);
  {
    const FlushDenormals outer;
    CHECK(half_of_least_normal() == 0.0F);
    { const FlushDenormals inner; }
    CHECK(half_of_least_normal() == 0.0F);
  }
  CHECK(half_of_least_normal() != 0.0F);
}

TEST_CASE("chunks run with denormals flushed on every thread") {
  for (const int threads : {1, 2}) {
    ThreadPool pool(threads);
    for (const std::int64_t chunks : {1, 100}) {
      std::atomic<int> not_flushed{0};
      auto look = [&](std::int64_t, int) { not_flushed += half_of_least_normal() != 0.0F ? 1 : 0; };
      pool.for_each_chunk(chunks, look);
      CHECK(not_flushed == 0);
    }
  }
  CHECK(half_of_least_normal() != 0.0F);
}
#endif

TEST_CASE("a quota limits the cores to whole ones") {
  CHECK(limit_by_quota(8, "max 100000\n") == 8);
  CHECK(limit_by_quota(8, "400000 100000\n") == 4);
  CHECK(limit_by_quota(8, "250000 100000\n") == 2);
  CHECK(limit_by_quota(8, "50000 100000\n") == 1);
  CHECK(limit_by_quota(2, "400000 100000\n") == 2);
  CHECK(limit_by_quota(8, "") == 8);
  CHECK(limit_by_quota(8, "nonsense") == 8);
  CHECK(limit_by_quota(8, "100000") == 8);
  CHECK(limit_by_quota(8, "100000 0") == 8);
  CHECK(available_cores() >= 1);
}

}  // namespace
}  // namespace nnctl
