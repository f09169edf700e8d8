#include "data/disk_array.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <vector>

#include <fmt/format.h>

#include "base/diagnostic.hpp"
#include "base/hash.hpp"
#include "base/long_work.hpp"
#include "data/array_elements.hpp"

namespace nnctl::data {
namespace {

constexpr std::int64_t kChunkBytes = std::int64_t{1} << 20;

}  // namespace

DiskArray::DiskArray(const std::filesystem::path& path, const ArrayLayout& layout)
    : file_(path.string()), layout_(layout) {
  if (const int error = descriptor_.open(path.c_str(), O_RDONLY); error != 0) {
    throw UserError(Fault::kData, fmt::format("cannot read '{}': {}", file_, cause_of(error)), "");
  }
  opened_ = stamp();
  LongWork work("reading", file_, opened_.size);
  Hasher hasher;
  std::vector<std::byte> chunk;
  for (std::int64_t begin = 0; begin < opened_.size; begin += kChunkBytes) {
    chunk.resize(static_cast<std::size_t>(std::min(kChunkBytes, opened_.size - begin)));
    read_at(begin, chunk);
    hasher.bytes(chunk.data(), chunk.size());
    work.add(std::ssize(chunk));
  }
  content_hash_ = hasher.hex();
}

DiskArray::Stamp DiskArray::stamp() const {
  struct stat status {};
  ::fstat(descriptor_.get(), &status);
  return {status.st_size, status.st_mtim.tv_sec, status.st_mtim.tv_nsec};
}

void DiskArray::read_at(std::int64_t begin, std::span<std::byte> to) const {
  while (!to.empty()) {
    const ssize_t got = ::pread(descriptor_.get(), to.data(), to.size(), begin);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) {
      throw UserError(Fault::kData,
                      fmt::format("cannot read '{}': {}", file_, got < 0 ? cause_of(errno) : "it ends too early"),
                      "it must stay as it is while a model is trained on it");
    }
    begin += got;
    to = to.subspan(static_cast<std::size_t>(got));
  }
}

// Rows near to each other come with those between them: reading on costs less than reading anew.
void DiskArray::read(std::span<const std::int64_t> rows, const Use& use) const {
  if (stamp() != opened_) {
    throw UserError(Fault::kData, fmt::format("'{}' changed while it was read", file_),
                    "start again once it is written");
  }
  const std::int64_t row_bytes = layout_.row_bytes();
  const std::int64_t native_bytes = layout_.header.row_size() * size_of(layout_.header.type);
  const std::int64_t most = std::max<std::int64_t>(1, kChunkBytes / row_bytes);
  std::vector<std::byte> chunk;
  for (std::size_t i = 0; i < rows.size();) {
    const std::int64_t first = rows[i];
    std::size_t end = i + 1;
    while (end < rows.size() && rows[end] < first + most) ++end;
    chunk.resize(static_cast<std::size_t>((rows[end - 1] + 1 - first) * row_bytes));
    read_at(layout_.begin + first * row_bytes, chunk);
    make_native(chunk, layout_);
    for (; i < end; ++i) use(i, chunk.data() + (rows[i] - first) * native_bytes);
  }
}

}  // namespace nnctl::data
