// An array that takes more than the memory that it may have: its rows are read from the file when they are asked for.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>

#include "base/file_descriptor.hpp"
#include "data/array.hpp"

namespace nnctl::data {

class DiskArray {
 public:
  /// `layout` is that of the file, which is plain and has its rows one behind the other. Reads all of it once, for its
  /// hash. Throws a UserError(kData) for what cannot be read.
  DiskArray(const std::filesystem::path& path, const ArrayLayout& layout);

  const std::string& file() const { return file_; }
  const ArrayHeader& header() const { return layout_.header; }
  const std::string& content_hash() const { return content_hash_; }

  /// The elements of each of `rows` (ascending), in this machine's byte order, and its position in `rows`. Thread-safe.
  /// Throws a UserError(kData) when the file is no longer what it was.
  using Use = std::function<void(std::size_t position, const std::byte* elements)>;
  void read(std::span<const std::int64_t> rows, const Use& use) const;

 private:
  struct Stamp {
    std::int64_t size = 0;
    std::int64_t seconds = 0;      // of the last change
    std::int64_t nanoseconds = 0;  //
    friend bool operator==(const Stamp&, const Stamp&) = default;
  };
  Stamp stamp() const;
  void read_at(std::int64_t begin, std::span<std::byte> to) const;

  std::string file_;
  ArrayLayout layout_;
  FileDescriptor descriptor_;
  Stamp opened_;
  std::string content_hash_;
};

}  // namespace nnctl::data
