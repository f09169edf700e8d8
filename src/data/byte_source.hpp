// The bytes of a data file from its beginning to its end, unpacked on the way when they are gzip (RFC 1952), whatever
// the file is called. Nothing is held but a window, so a reader decides how much memory a file may take.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <istream>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace nnctl::data {

/// A gzip file may unpack to 100 times its size, and to 256 MiB in any case: a few kilobytes that say more than that
/// are refused. (Images and tables pack to between a half and a twentieth.)
inline constexpr std::int64_t kMostUnpacked = std::int64_t{256} << 20;
inline constexpr std::int64_t kMostUnpackedRatio = 100;

class ByteSource {
 public:
  /// Throws a UserError(kData) for what read_file() refuses.
  static ByteSource file(const std::filesystem::path& path);
  static ByteSource memory(std::string bytes, std::string name);
  /// A stream of its own, which takes `stored_size` bytes of the disk.
  static ByteSource owned(std::unique_ptr<std::istream> stream, std::string name,
                          std::optional<std::int64_t> stored_size);
  /// What is left of `stream`, such as the standard input.
  static ByteSource stream(std::istream& stream, std::string name);
  ~ByteSource();
  ByteSource(ByteSource&& other) noexcept;
  ByteSource& operator=(ByteSource&& other) noexcept;

  /// The file's path, or what stands for it in messages.
  const std::string& name() const { return name_; }
  /// Fills `to`, less only at the end. Throws a UserError(kData) for gzip that is damaged, cut off or grows too large.
  std::size_t read(void* to, std::size_t size);
  /// What the next read() begins with, `size` bytes or all that is left; valid until then.
  std::string_view peek(std::size_t size);
  /// What has arrived, at most `size` bytes; waits for the first. 0 at the end only.
  std::size_t read_some(void* to, std::size_t size);
  /// All that is left.
  std::string read_all();
  /// Whether the bytes can be read again from the beginning: those of files and memory, not of pipes.
  bool can_rewind() const { return stored_size_.has_value(); }
  void rewind();
  /// Throws that the file changed while it was read.
  [[noreturn]] void fail_changed() const;
  /// Throws a UserError(kData) if the file has another size or time than when it was opened.
  void check_unchanged() const;
  /// Size of the whole when it is known before reading: that of a plain file.
  std::optional<std::int64_t> size() const;
  /// Bytes on the disk, packed or not; 0 when that is not known.
  std::int64_t stored_size() const { return stored_size_.value_or(0); }

 private:
  class Gzip;
  ByteSource(std::unique_ptr<std::istream> stream, std::string name, std::optional<std::int64_t> stored_size);
  std::size_t read_on(void* to, std::size_t size);
  void look_ahead();
  std::size_t read_stored(void* to, std::size_t size);
  std::size_t read_packed(void* to, std::size_t size);
  [[noreturn]] void fail(std::string message, std::string hint) const;

  std::unique_ptr<std::istream> stream_;
  std::string name_;
  std::optional<std::int64_t> stored_size_;  // of the file as it lies on the disk
  std::optional<std::filesystem::file_time_type> written_;
  std::string ahead_;           // the first bytes, which tell gzip
  std::unique_ptr<Gzip> gzip_;  // null for plain bytes
  std::string peeked_;          // unpacked, and not read yet
};

}  // namespace nnctl::data
