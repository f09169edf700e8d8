#include "data/mapped_file.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>

namespace nnctl::data {

std::shared_ptr<MappedFile> MappedFile::map(const FileDescriptor& file, std::int64_t size, std::int64_t most_resident) {
  const auto bytes = static_cast<std::size_t>(size);
  void* begin = ::mmap(nullptr, bytes, PROT_READ, MAP_SHARED, file.get(), 0);
  if (begin == MAP_FAILED) return nullptr;
  return std::shared_ptr<MappedFile>(new MappedFile(static_cast<const std::byte*>(begin), bytes, most_resident));
}

MappedFile::~MappedFile() { ::munmap(const_cast<std::byte*>(begin_), size_); }

void MappedFile::release() const {
  expected_.store(0, std::memory_order_relaxed);
  ::madvise(const_cast<std::byte*>(begin_), size_, MADV_DONTNEED);
}

void MappedFile::fetch(std::int64_t begin, std::int64_t size) const {
  static const std::int64_t page = ::sysconf(_SC_PAGESIZE);
  const std::int64_t first = begin / page * page;
  const std::int64_t last = std::min(begin + size, static_cast<std::int64_t>(size_));
  if (last > first)
    ::madvise(const_cast<std::byte*>(begin_) + first, static_cast<std::size_t>(last - first), MADV_WILLNEED);
}

}  // namespace nnctl::data
