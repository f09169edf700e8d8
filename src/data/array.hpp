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

struct Array {
  std::string file;  ///< named in messages
  ArrayHeader header;
  std::vector<std::byte> bytes;  ///< in the machine's own byte order
  std::string content_hash;      ///< XXH3-128 of the unpacked file

  template <typename T>
  const T* elements() const {
    return reinterpret_cast<const T*>(bytes.data());  // operator new aligns for all of them
  }
};

/// Calls `use` with a pointer to the elements in their own type.
template <typename Use>
decltype(auto) visit_elements(const Array& array, const Use& use) {
  switch (array.header.type) {
    case ElementType::kUint8:
      return use(array.elements<std::uint8_t>());
    case ElementType::kInt8:
      return use(array.elements<std::int8_t>());
    case ElementType::kInt16:
      return use(array.elements<std::int16_t>());
    case ElementType::kInt32:
      return use(array.elements<std::int32_t>());
    case ElementType::kFloat32:
      return use(array.elements<float>());
    case ElementType::kFloat64:
      return use(array.elements<double>());
    case ElementType::kBool:
      break;
    case ElementType::kUint16:
      return use(array.elements<std::uint16_t>());
    case ElementType::kUint32:
      return use(array.elements<std::uint32_t>());
    case ElementType::kInt64:
      return use(array.elements<std::int64_t>());
    case ElementType::kUint64:
      return use(array.elements<std::uint64_t>());
  }
  return use(array.elements<std::uint8_t>());
}

}  // namespace nnctl::data
