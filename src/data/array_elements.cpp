#include "data/array_elements.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "base/diagnostic.hpp"

namespace nnctl::data {
namespace {

constexpr const char* kTooLong = "the header is not its own, or something was appended";

std::int64_t size_in_bytes(const ArrayHeader& header) {
  return header.num_rows() * header.row_size() * size_of(header.type);
}

[[noreturn]] void fail_size(const ByteSource& source, const ArrayHeader& header, std::string_view format,
                            std::int64_t present) {
  const std::int64_t wanted = size_in_bytes(header);
  fail_array(source,
             fmt::format("the {} header says {}, which are {} bytes, and {} follow it", format, to_string(header),
                         wanted, present),
             present < wanted ? "the file is cut off, or its header is not its own" : kTooLong);
}

}  // namespace

void fail_array(const ByteSource& source, std::string message, std::string hint) {
  throw UserError(
      Fault::kData,
      {{.place = {.file = source.name()}, .message = std::move(message), .hint = std::move(hint), .excerpt = {}}});
}

void check_array_size(const ByteSource& source, const ArrayHeader& header, std::int64_t header_size,
                      std::string_view format) {
  std::int64_t left = std::numeric_limits<std::int64_t>::max() / 16;
  for (const std::int64_t size : header.shape) left /= size;
  if (left < size_of(header.type)) {
    fail_array(source, fmt::format("the {} header says {}: more than any memory holds", format, to_string(header)),
               "the header is damaged");
  }
  if (!source.size()) return;
  const std::int64_t present = *source.size() - header_size;
  if (present != size_in_bytes(header)) fail_size(source, header, format, present);
}

std::vector<std::byte> read_elements(ByteSource& source, const ArrayHeader& header, std::string_view format,
                                     Hasher& hasher) {
  const std::int64_t wanted = size_in_bytes(header);
  std::vector<std::byte> bytes;
  // Room for what the bytes on the disk are likely to unpack to, or all that is wanted: it need not move while it
  // grows.
  constexpr std::int64_t kLikelyRatio = 8;
  bytes.reserve(static_cast<std::size_t>(std::min(wanted, kLikelyRatio * source.stored_size())));
  std::vector<char> block(std::size_t{1} << 16);
  const auto next_block = [&](std::int64_t most) {
    const std::size_t size = source.read(block.data(), std::min(block.size(), static_cast<std::size_t>(most)));
    hasher.bytes(block.data(), size);
    return static_cast<std::int64_t>(size);
  };
  while (std::ssize(bytes) < wanted) {
    const std::int64_t size = next_block(wanted - std::ssize(bytes));
    if (size == 0) fail_size(source, header, format, std::ssize(bytes));
    if (bytes.capacity() < bytes.size() + static_cast<std::size_t>(size)) {
      bytes.reserve(std::min(static_cast<std::size_t>(wanted), 2 * bytes.size() + block.size()));
    }
    const auto* begin = reinterpret_cast<const std::byte*>(block.data());
    bytes.insert(bytes.end(), begin, begin + size);
  }
  // Read to the end even when all is there: behind it is gzip's checksum.
  if (const std::int64_t excess = next_block(std::ssize(block)); excess > 0) {
    fail_array(source,
               fmt::format("the {} header says {}, which are {} bytes, and more follow them", format, to_string(header),
                           wanted),
               kTooLong);
  }
  return bytes;
}

void reverse_byte_order(std::vector<std::byte>& bytes, std::int64_t element_size) {
  for (auto element = bytes.begin(); element != bytes.end(); element += element_size) {
    std::reverse(element, element + element_size);
  }
}

}  // namespace nnctl::data
