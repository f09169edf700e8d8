// Reads CSV files as floats and says how fast: read_csv THREADS FILE... [--auto] [--cache]; one process a measurement,
// so that the peak of resident memory is that of the reading.
#include <sys/resource.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "data/source.hpp"
#include "parallel/thread_pool.hpp"

int main(int argc, char** argv) {
  using namespace nnctl;
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  if (arguments.size() < 2) {
    fmt::print(stderr, "usage: read_csv THREADS FILE... [--auto] [--cache]\n");
    return 2;
  }
  set_thread_limit(std::atoi(arguments[0].c_str()));
  data::SourceConfig source;
  source.cache.use = data::CacheConfig::Use::kOff;
  data::TableRequest request;
  request.others.kind = data::ColumnRequest::Kind::kFloat;
  double megabytes = 0.0;
  for (std::size_t i = 1; i < arguments.size(); ++i) {
    if (arguments[i] == "--auto") {
      request.others.kind = data::ColumnRequest::Kind::kAuto;
      continue;
    }
    if (arguments[i] == "--cache") {
      source.cache.use = data::CacheConfig::Use::kAlways;
      continue;
    }
    source.files.emplace_back(arguments[i]);
    megabytes += static_cast<double>(std::filesystem::file_size(arguments[i])) / 1e6;
  }
  const auto begin = std::chrono::steady_clock::now();
  const data::Table table = data::read_table(source, request);
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  std::int64_t bytes = 0;
  for (int c = 0; c < table.num_columns(); ++c) bytes += table.column(c).size_bytes();
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  fmt::print("{:.0f} MB, {} rows, {:.3f} s, {:.0f} MB/s, cells {:.1f} MiB, peak {:.1f} MiB\n", megabytes,
             table.num_rows(), seconds, megabytes / seconds, static_cast<double>(bytes) / (1 << 20),
             static_cast<double>(usage.ru_maxrss) / 1024.0);
  return 0;
}
