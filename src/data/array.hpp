// Numbers in a block, row after row, in the type that they were stored in: bytes stay bytes, so that images take the
// memory of their file and not four times as much.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/assert.hpp"

namespace nnctl::data {

enum class ElementType { kUint8, kInt8, kInt16, kInt32, kFloat32, kFloat64, kBool, kUint16, kUint32, kInt64, kUint64 };

std::int64_t size_of(ElementType type);                   ///< in bytes
std::string_view name_of(ElementType type);               ///< "uint8"
bool is_float(ElementType type);                          //
ElementType element_type_named(const std::string& name);  ///< throws a UserError(kData) for other names

/// What is known before a number is read.
struct ArrayHeader {
  ElementType type = ElementType::kUint8;
  std::vector<std::int64_t> shape;  ///< rows first; at least one axis, none empty

  std::int64_t num_rows() const { return shape.front(); }
  /// Elements of one row.
  std::int64_t row_size() const;
  friend bool operator==(const ArrayHeader&, const ArrayHeader&) = default;
};

/// "(60000, 28, 28) uint8".
std::string to_string(const ArrayHeader& header);

/// How the elements lie in a file.
struct ArrayLayout {
  ArrayHeader header;         ///< as they are read
  std::int64_t begin = 0;     ///< of the first element, in bytes
  bool is_swapped = false;    ///< the other byte order than this machine's
  bool is_half = false;       ///< two bytes each, read as float32
  bool column_major = false;  ///< the first axis varies fastest

  std::int64_t stored_size() const { return is_half ? 2 : size_of(header.type); }  ///< of an element, in bytes
  std::int64_t row_bytes() const { return header.row_size() * stored_size(); }     ///< in the file
};

struct Array {
  std::string file;  ///< named in messages
  ArrayHeader header;
  std::vector<std::byte> bytes;  ///< in the machine's own byte order
  std::string content_hash;      ///< XXH3-128 of the unpacked file
};

/// Calls `use` with a pointer to elements in their own type; `bytes` are aligned for it.
template <typename Use>
decltype(auto) visit_elements(ElementType type, const std::byte* bytes, const Use& use) {
  switch (type) {
    case ElementType::kUint8:
      return use(reinterpret_cast<const std::uint8_t*>(bytes));
    case ElementType::kInt8:
      return use(reinterpret_cast<const std::int8_t*>(bytes));
    case ElementType::kInt16:
      return use(reinterpret_cast<const std::int16_t*>(bytes));
    case ElementType::kInt32:
      return use(reinterpret_cast<const std::int32_t*>(bytes));
    case ElementType::kFloat32:
      return use(reinterpret_cast<const float*>(bytes));
    case ElementType::kFloat64:
      return use(reinterpret_cast<const double*>(bytes));
    case ElementType::kBool:
      break;
    case ElementType::kUint16:
      return use(reinterpret_cast<const std::uint16_t*>(bytes));
    case ElementType::kUint32:
      return use(reinterpret_cast<const std::uint32_t*>(bytes));
    case ElementType::kInt64:
      return use(reinterpret_cast<const std::int64_t*>(bytes));
    case ElementType::kUint64:
      return use(reinterpret_cast<const std::uint64_t*>(bytes));
  }
  return use(reinterpret_cast<const std::uint8_t*>(bytes));
}

/// The same for all elements of an array: operator new aligns its bytes for all types.
template <typename Use>
decltype(auto) visit_elements(const Array& array, const Use& use) {
  return visit_elements(array.header.type, array.bytes.data(), use);
}

}  // namespace nnctl::data
