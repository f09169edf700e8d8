// A file as memory that the system fills from the disk as it is read and takes back: how tables larger than memory are
// read. Pages that were read count as the process's memory until they are given back, so readers say how much they are
// about to read, and beyond a limit all pages go back. What is read again comes from the disk's cache.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "base/file_descriptor.hpp"

namespace nnctl::data {

class MappedFile {
 public:
  /// Maps `size` bytes of an open file, which stays as long as it is mapped, even if another takes its name. Null when
  /// the system refuses.
  static std::shared_ptr<MappedFile> map(const FileDescriptor& file, std::int64_t size, std::int64_t most_resident);
  ~MappedFile();
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;

  std::span<const std::byte> bytes() const { return {begin_, size_}; }
  /// About `bytes` that were not read lately are read next. Thread-safe, as release() is.
  void expect(std::int64_t bytes) const {
    if (expected_.fetch_add(bytes, std::memory_order_relaxed) + bytes > most_resident_) release();
  }
  /// Gives all pages back. Readers need not stop: what they read is read from the disk again.
  void release() const;
  /// Tells the system that these bytes are wanted soon.
  void fetch(std::int64_t begin, std::int64_t size) const;

 private:
  MappedFile(const std::byte* begin, std::size_t size, std::int64_t most_resident)
      : begin_(begin), size_(size), most_resident_(most_resident) {}

  const std::byte* begin_;
  std::size_t size_;
  std::int64_t most_resident_;
  mutable std::atomic<std::int64_t> expected_{0};
};

}  // namespace nnctl::data
