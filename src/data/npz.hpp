// NPZ, NumPy's archive of arrays: a ZIP file with a KEY.npy for each. An array in one is named FILE.npz:KEY.
#pragma once

#include <filesystem>
#include <string>

#include "data/byte_source.hpp"

namespace nnctl::data {

/// A file, and which array of it.
struct ArrayPath {
  std::filesystem::path file;
  std::string key;  ///< empty: the file is the array

  static ArrayPath parse(const std::filesystem::path& path);
};

/// The array's bytes, unpacked. Throws a UserError(kData) for an archive that is damaged, encrypted, or lacks the key.
ByteSource open_npz(const ArrayPath& path);

}  // namespace nnctl::data
