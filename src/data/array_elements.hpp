// What the formats of arrays have in common: so many elements follow the header, no more and no less.
//
// No header is believed: memory grows with the bytes that are there, and every difference between what a file says and
// what it holds is a UserError(kData) with the file, both figures and what to do.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/hash.hpp"
#include "data/array.hpp"
#include "data/byte_source.hpp"

namespace nnctl::data {

/// More axes than this no array of a source has.
inline constexpr int kMostArrayAxes = 8;

/// A UserError(kData) in `source`.
[[noreturn]] void fail_array(const ByteSource& source, std::string message, std::string hint);

/// Refuses a header of more bytes than any memory holds, and, where the source's size is known, one that tells of
/// other elements than follow it. `format` is named in messages: "IDX".
void check_array_size(const ByteSource& source, const ArrayLayout& layout, std::string_view format);

/// The elements as they lie in the file; reads it to its end. Adds them to `hasher`.
std::vector<std::byte> read_elements(ByteSource& source, const ArrayLayout& layout, std::string_view format,
                                     Hasher& hasher);

/// Elements as they lie in a file, rows first, in this machine's byte order and in the header's type.
void make_native(std::vector<std::byte>& bytes, const ArrayLayout& layout);

}  // namespace nnctl::data
