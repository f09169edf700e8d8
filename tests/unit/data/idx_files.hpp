// IDX files for tests, gzip around them, and what was read of an array.
#pragma once

#include <zlib.h>

#include <cstdint>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "data/array.hpp"

namespace nnctl::data {

inline std::string big_endian(std::uint64_t value, int bytes) {
  std::string text;
  for (int i = bytes - 1; i >= 0; --i) text += static_cast<char>(value >> (8 * i));
  return text;
}

inline std::string idx_header(int type, const std::vector<std::uint32_t>& shape) {
  std::string text{0, 0, static_cast<char>(type), static_cast<char>(shape.size())};
  for (const std::uint32_t size : shape) text += big_endian(size, 4);
  return text;
}

/// `count` unsigned bytes 0, 1, ... 255, 0, ...
inline std::string counting_bytes(std::size_t count) {
  std::string text(count, '\0');
  for (std::size_t i = 0; i < count; ++i) text[i] = static_cast<char>(i);
  return text;
}

template <class T>
std::vector<T> elements(const Array& array) {
  const auto* begin = reinterpret_cast<const T*>(array.bytes.data());
  return {begin, begin + array.header.num_rows() * array.header.row_size()};
}

inline std::string gzipped(const std::string& text) {
  z_stream stream{};
  REQUIRE(deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string packed(deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

}  // namespace nnctl::data
