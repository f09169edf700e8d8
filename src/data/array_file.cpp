#include "data/array_file.hpp"

#include "data/idx.hpp"
#include "data/npy.hpp"
#include "data/npz.hpp"

namespace nnctl::data {
namespace {

constexpr std::size_t kMagicSize = 6;

bool is_archive(const ArrayPath& path) { return !path.key.empty() || path.file.extension() == ".npz"; }

}  // namespace

ByteSource open_array(const std::filesystem::path& path) {
  const ArrayPath parts = ArrayPath::parse(path);
  return is_archive(parts) ? open_npz(parts) : ByteSource::file(path);
}

bool is_plain_array(const std::filesystem::path& path) {
  return !is_archive(ArrayPath::parse(path)) && ByteSource::file(path).size().has_value();
}

ArrayLayout read_array_layout(const std::filesystem::path& path) {
  ByteSource source = open_array(path);
  return looks_like_npy(source.peek(kMagicSize)) ? read_npy_layout(source) : read_idx_layout(source);
}

Array read_array(const std::filesystem::path& path) {
  ByteSource source = open_array(path);
  return read_array(source);
}

Array read_array(ByteSource& source) {
  return looks_like_npy(source.peek(kMagicSize)) ? read_npy(source) : read_idx(source);
}

}  // namespace nnctl::data
