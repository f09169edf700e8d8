#include "data/array_elements.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "base/diagnostic.hpp"

namespace nnctl::data {
namespace {

constexpr const char* kTooLong = "the header is not its own, or something was appended";

std::int64_t size_in_bytes(const ArrayLayout& layout) { return layout.header.num_rows() * layout.row_bytes(); }

[[noreturn]] void fail_size(const ByteSource& source, const ArrayLayout& layout, std::string_view format,
                            std::int64_t present) {
  const std::int64_t wanted = size_in_bytes(layout);
  fail_array(source,
             fmt::format("the {} header says {}, which are {} bytes, and {} follow it", format,
                         to_string(layout.header), wanted, present),
             present < wanted ? "the file is cut off, or its header is not its own" : kTooLong);
}

float half_to_float(std::uint16_t half) {
  const int exponent = (half >> 10) & 0x1f;
  const int mantissa = half & 0x3ff;
  float value = std::ldexp(static_cast<float>(exponent == 0 ? mantissa : mantissa + 0x400), std::max(exponent, 1) - 25);
  if (exponent == 0x1f) value = mantissa == 0 ? INFINITY : NAN;
  return (half & 0x8000) != 0 ? -value : value;
}

std::vector<std::byte> widened(const std::vector<std::byte>& halves) {
  std::vector<std::byte> bytes(halves.size() * 2);
  for (std::size_t i = 0; i < halves.size() / 2; ++i) {
    std::uint16_t half = 0;
    std::memcpy(&half, halves.data() + 2 * i, 2);
    const float value = half_to_float(half);
    std::memcpy(bytes.data() + 4 * i, &value, 4);
  }
  return bytes;
}

}  // namespace

void fail_array(const ByteSource& source, std::string message, std::string hint) {
  throw UserError(
      Fault::kData,
      {{.place = {.file = source.name()}, .message = std::move(message), .hint = std::move(hint), .excerpt = {}}});
}

void check_array_size(const ByteSource& source, const ArrayLayout& layout, std::string_view format) {
  std::int64_t left = std::numeric_limits<std::int64_t>::max() / 16;
  for (const std::int64_t size : layout.header.shape) left /= size;
  if (left < layout.stored_size()) {
    fail_array(source,
               fmt::format("the {} header says {}: more than any memory holds", format, to_string(layout.header)),
               "the header is damaged");
  }
  if (!source.size()) return;
  const std::int64_t present = *source.size() - layout.begin;
  if (present != size_in_bytes(layout)) fail_size(source, layout, format, present);
}

std::vector<std::byte> read_elements(ByteSource& source, const ArrayLayout& layout, std::string_view format,
                                     Hasher& hasher) {
  const std::int64_t wanted = size_in_bytes(layout);
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
    if (size == 0) fail_size(source, layout, format, std::ssize(bytes));
    if (bytes.capacity() < bytes.size() + static_cast<std::size_t>(size)) {
      bytes.reserve(std::min(static_cast<std::size_t>(wanted), 2 * bytes.size() + block.size()));
    }
    const auto* begin = reinterpret_cast<const std::byte*>(block.data());
    bytes.insert(bytes.end(), begin, begin + size);
  }
  // Read to the end even when all is there: behind it is gzip's checksum.
  if (const std::int64_t excess = next_block(std::ssize(block)); excess > 0) {
    fail_array(source,
               fmt::format("the {} header says {}, which are {} bytes, and more follow them", format,
                           to_string(layout.header), wanted),
               kTooLong);
  }
  return bytes;
}

void make_native(std::vector<std::byte>& bytes, const ArrayLayout& layout) {
  const std::int64_t size = layout.stored_size();
  if (layout.is_swapped && size > 1) {
    for (auto element = bytes.begin(); element != bytes.end(); element += size) std::reverse(element, element + size);
  }
  if (layout.is_half) bytes = widened(bytes);
}

}  // namespace nnctl::data
