#include "data/array_file.hpp"

#include "data/idx.hpp"
#include "data/npy.hpp"
#include "data/npz.hpp"

namespace nnctl::data {
namespace {

constexpr std::size_t kMagicSize = 6;

}  // namespace

ByteSource open_array(const std::filesystem::path& path) {
  const ArrayPath parts = ArrayPath::parse(path);
  const bool is_archive = !parts.key.empty() || parts.file.extension() == ".npz";
  return is_archive ? open_npz(parts) : ByteSource::file(path);
}

ArrayHeader read_array_header(const std::filesystem::path& path) {
  ByteSource source = open_array(path);
  return looks_like_npy(source.peek(kMagicSize)) ? read_npy_header(source) : read_idx_header(source);
}

Array read_array(const std::filesystem::path& path) {
  ByteSource source = open_array(path);
  return read_array(source);
}

Array read_array(ByteSource& source) {
  return looks_like_npy(source.peek(kMagicSize)) ? read_npy(source) : read_idx(source);
}

}  // namespace nnctl::data
