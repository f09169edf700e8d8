// Arrays in any format that is read: IDX, plain or gzip, NPY likewise, and one of an NPZ archive (FILE.npz:KEY).
#pragma once

#include <filesystem>

#include "data/array.hpp"
#include "data/byte_source.hpp"

namespace nnctl::data {

/// The bytes of an array's file.
ByteSource open_array(const std::filesystem::path& path);

/// No more is read than the header takes.
ArrayLayout read_array_layout(const std::filesystem::path& path);
/// Whether the elements lie in a file of their own, as they are.
bool is_plain_array(const std::filesystem::path& path);

Array read_array(const std::filesystem::path& path);
Array read_array(ByteSource& source);

}  // namespace nnctl::data
