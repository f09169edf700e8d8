// Arrays in any format that is read: IDX, plain or gzip, NPY likewise, and one of an NPZ archive (FILE.npz:KEY).
#pragma once

#include <filesystem>

#include "data/array.hpp"
#include "data/byte_source.hpp"

namespace nnctl::data {

/// The bytes of an array's file.
ByteSource open_array(const std::filesystem::path& path);

/// No more is read than the header takes.
ArrayHeader read_array_header(const std::filesystem::path& path);

Array read_array(const std::filesystem::path& path);
Array read_array(ByteSource& source);

}  // namespace nnctl::data
