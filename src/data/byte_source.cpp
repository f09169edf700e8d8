#include "data/byte_source.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <fstream>
#include <sstream>
#include <utility>

#include <fmt/format.h>

#include "base/assert.hpp"
#include "base/file.hpp"

namespace nnctl::data {
namespace {

constexpr std::string_view kGzipMagic = "\x1f\x8b";
constexpr const char* kNotWhole = "copy or download the file again; 'gzip -t' tells whether it is whole";

}  // namespace

// zlib's state over a window of packed bytes.
class ByteSource::Gzip {
 public:
  Gzip() {
    constexpr int kGzipOnly = 16;
    const int result = inflateInit2(&stream_, MAX_WBITS + kGzipOnly);
    if (result == Z_MEM_ERROR) throw std::bad_alloc();
    NNCTL_ASSERT(result == Z_OK, "zlib was not set up");
  }
  ~Gzip() { inflateEnd(&stream_); }
  Gzip(const Gzip&) = delete;
  Gzip& operator=(const Gzip&) = delete;
  Gzip(Gzip&&) = delete;
  Gzip& operator=(Gzip&&) = delete;

  z_stream& stream() { return stream_; }
  std::array<unsigned char, 1 << 16>& window() { return window_; }
  std::int64_t packed = 0;    // bytes taken from the file
  std::int64_t unpacked = 0;  // bytes given out
  bool member_ended = false;  // a file may hold several, one after the other

 private:
  z_stream stream_{};
  std::array<unsigned char, 1 << 16> window_{};
};

ByteSource::ByteSource(std::unique_ptr<std::istream> stream, std::string name, std::optional<std::int64_t> stored_size)
    : stream_(std::move(stream)), name_(std::move(name)), stored_size_(stored_size) {
  look_ahead();
}

void ByteSource::look_ahead() {
  std::string first(kGzipMagic.size(), '\0');
  first.resize(read_stored(first.data(), first.size()));
  gzip_ = first == kGzipMagic ? std::make_unique<Gzip>() : nullptr;
  ahead_ = std::move(first);
}

void ByteSource::rewind() {
  NNCTL_ASSERT(can_rewind(), "a pipe cannot be read twice");
  stream_->clear();
  stream_->seekg(0);
  ahead_.clear();
  peeked_.clear();
  look_ahead();
}

void ByteSource::check_unchanged() const {
  if (!written_) return;
  std::error_code error;
  const auto size = static_cast<std::int64_t>(std::filesystem::file_size(name_, error));
  if (!error && size == *stored_size_ && std::filesystem::last_write_time(name_, error) == *written_ && !error) return;
  fail_changed();
}

void ByteSource::fail_changed() const { fail("the file changed while it was read", "start again once it is written"); }

ByteSource::~ByteSource() = default;
ByteSource::ByteSource(ByteSource&& other) noexcept = default;
ByteSource& ByteSource::operator=(ByteSource&& other) noexcept = default;

ByteSource ByteSource::file(const std::filesystem::path& path) {
  auto stream = std::make_unique<std::ifstream>(path, std::ios::binary);
  std::error_code error;
  if (!stream->is_open() || std::filesystem::is_directory(path, error)) {
    read_file(path);  // says what is wrong with it
    throw UserError(Fault::kData, fmt::format("cannot read '{}'", path.string()), "");
  }
  std::optional<std::int64_t> size;
  if (std::filesystem::is_regular_file(path, error)) {
    size = static_cast<std::int64_t>(std::filesystem::file_size(path, error));
  }
  ByteSource source{std::move(stream), path.string(), size};
  if (size) source.written_ = std::filesystem::last_write_time(path, error);
  return source;
}

ByteSource ByteSource::memory(std::string bytes, std::string name) {
  const auto size = static_cast<std::int64_t>(bytes.size());
  return {std::make_unique<std::istringstream>(std::move(bytes)), std::move(name), size};
}

ByteSource ByteSource::owned(std::unique_ptr<std::istream> stream, std::string name,
                             std::optional<std::int64_t> stored_size) {
  return {std::move(stream), std::move(name), stored_size};
}

ByteSource ByteSource::stream(std::istream& stream, std::string name) {
  return {std::make_unique<std::istream>(stream.rdbuf()), std::move(name), std::nullopt};
}

void ByteSource::fail(std::string message, std::string hint) const {
  throw UserError(Fault::kData,
                  {{.place = {.file = name_}, .message = std::move(message), .hint = std::move(hint), .excerpt = {}}});
}

std::optional<std::int64_t> ByteSource::size() const { return gzip_ ? std::nullopt : stored_size_; }

std::string_view ByteSource::peek(std::size_t size) {
  const std::size_t begin = peeked_.size();
  if (begin < size) {
    peeked_.resize(size);
    peeked_.resize(begin + read_on(peeked_.data() + begin, size - begin));
  }
  return std::string_view(peeked_).substr(0, size);
}

std::size_t ByteSource::read(void* to, std::size_t size) {
  const std::size_t first = std::min(size, peeked_.size());
  std::memcpy(to, peeked_.data(), first);
  peeked_.erase(0, first);
  return first + (first < size ? read_on(static_cast<char*>(to) + first, size - first) : 0);
}

std::size_t ByteSource::read_on(void* to, std::size_t size) {
  return gzip_ ? read_packed(to, size) : read_stored(to, size);
}

std::size_t ByteSource::read_some(void* to, std::size_t size) {
  if (stored_size_ || gzip_ || size == 0) return read(to, size);
  if (!peeked_.empty()) return read(to, std::min(size, peeked_.size()));
  if (!ahead_.empty()) return read(to, std::min(size, ahead_.size()));
  // waits until the stream's buffer is filled by what there is
  if (stream_->peek() == std::istream::traits_type::eof()) return 0;
  const std::streamsize arrived = std::max<std::streamsize>(1, stream_->rdbuf()->in_avail());
  return read(to, std::min(size, static_cast<std::size_t>(arrived)));
}

std::string ByteSource::read_all() {
  std::string bytes;
  std::size_t step = static_cast<std::size_t>(size().value_or(1 << 16)) + 1;
  for (;;) {
    const std::size_t begin = bytes.size();
    bytes.resize(begin + step);
    const std::size_t got = read(bytes.data() + begin, step);
    bytes.resize(begin + got);
    if (got < step) return bytes;
    step = bytes.size();
  }
}

std::size_t ByteSource::read_stored(void* to, std::size_t size) {
  const std::size_t first = std::min(size, ahead_.size());
  std::memcpy(to, ahead_.data(), first);
  ahead_.erase(0, first);
  if (first == size) return size;
  stream_->read(static_cast<char*>(to) + first, static_cast<std::streamsize>(size - first));
  if (stream_->bad()) fail("the file cannot be read to its end", "");
  return first + static_cast<std::size_t>(stream_->gcount());
}

std::size_t ByteSource::read_packed(void* to, std::size_t size) {
  z_stream& stream = gzip_->stream();
  std::size_t done = 0;
  while (done < size) {
    if (stream.avail_in == 0) {
      stream.next_in = gzip_->window().data();
      stream.avail_in = static_cast<uInt>(read_stored(stream.next_in, gzip_->window().size()));
      gzip_->packed += stream.avail_in;
    }
    if (gzip_->member_ended) {
      if (stream.avail_in == 0) break;
      gzip_->member_ended = false;
      inflateReset(&stream);
    } else if (stream.avail_in == 0) {
      fail(fmt::format("the gzip data are cut off: their end is missing after {} unpacked bytes", gzip_->unpacked),
           kNotWhole);
    }
    const auto room = static_cast<uInt>(std::min<std::size_t>(size - done, 1 << 30));
    stream.next_out = static_cast<Bytef*>(to) + done;
    stream.avail_out = room;
    const int result = inflate(&stream, Z_NO_FLUSH);
    done += room - stream.avail_out;
    gzip_->unpacked += room - stream.avail_out;
    if (result == Z_MEM_ERROR) throw std::bad_alloc();
    if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR) {
      fail(fmt::format("the gzip data are damaged after {} unpacked bytes ({})", gzip_->unpacked,
                       stream.msg != nullptr ? stream.msg : "no reason given"),
           kNotWhole);
    }
    gzip_->member_ended = result == Z_STREAM_END;
    const std::int64_t packed = stored_size_.value_or(gzip_->packed);
    if (gzip_->unpacked > std::max(kMostUnpacked, packed * kMostUnpackedRatio)) {
      fail(fmt::format("{} gzip bytes unpack to more than {} bytes, which is refused", packed,
                       std::max(kMostUnpacked, packed * kMostUnpackedRatio)),
           "if the file is sound, unpack it with gunzip and give the plain one");
    }
  }
  return done;
}

}  // namespace nnctl::data
