#include "parallel/cores.hpp"

#include <sched.h>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <thread>

#include "parallel/thread_pool.hpp"

namespace nnctl {
namespace {

int cores_of_affinity() {
  // The kernel refuses a set smaller than its own; 2^16 cores are more than any has.
  for (int size = 1024; size <= 1 << 16; size *= 2) {
    const std::unique_ptr<cpu_set_t, void (*)(cpu_set_t*)> set(CPU_ALLOC(size), [](cpu_set_t* s) { CPU_FREE(s); });
    const std::size_t bytes = CPU_ALLOC_SIZE(size);
    if (set && ::sched_getaffinity(0, bytes, set.get()) == 0) return std::max(CPU_COUNT_S(bytes, set.get()), 1);
  }
  return std::max(static_cast<int>(std::thread::hardware_concurrency()), 1);
}

std::string text_of(const std::filesystem::path& path) {
  std::ifstream stream(path);
  return {std::istreambuf_iterator<char>(stream), {}};
}

// This process's path below the cgroup mount: the line "0::PATH" of /proc/self/cgroup.
std::string cgroup_path() {
  constexpr std::string_view kUnified = "0::/";
  std::ifstream stream("/proc/self/cgroup");
  for (std::string line; std::getline(stream, line);) {
    if (line.starts_with(kUnified)) return line.substr(kUnified.size());
  }
  return {};
}

std::atomic<int> limit_of_threads = 0;  // 0: not set

}  // namespace

int thread_limit() {
  const int limit = limit_of_threads.load();
  return limit > 0 ? limit : available_cores();
}

void set_thread_limit(int threads) { limit_of_threads = threads; }

int limit_by_quota(int cores, std::string_view cpu_max) {
  std::int64_t quota = 0;
  std::int64_t period = 0;
  const char* end = cpu_max.data() + cpu_max.size();
  const auto first = std::from_chars(cpu_max.data(), end, quota);
  if (first.ec != std::errc() || first.ptr == end || *first.ptr != ' ') return cores;
  const auto second = std::from_chars(first.ptr + 1, end, period);
  if (second.ec != std::errc() || quota <= 0 || period <= 0) return cores;
  return static_cast<int>(std::clamp<std::int64_t>(quota / period, 1, cores));
}

int available_cores() {
  const std::filesystem::path mount = "/sys/fs/cgroup";
  int cores = cores_of_affinity();
  // A quota of any group above binds too.
  for (std::filesystem::path group = cgroup_path();; group = group.parent_path()) {
    cores = limit_by_quota(cores, text_of(mount / group / "cpu.max"));
    if (group.empty()) return cores;
  }
}

}  // namespace nnctl
