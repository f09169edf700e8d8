// Any bytes as a table file of .nnctl-cache: a table, or a DamagedIndex says why not. As hashes keep nearly all bytes
// from the index's reader, they are read a second time with the head and the index's hash set right.
#include <cstring>
#include <string>

#include "base/hash.hpp"
#include "data/table_file.hpp"
#include "memory_file.hpp"
#include "target.hpp"

namespace {

using namespace nnctl;

constexpr std::size_t kHeadSize = 16;
constexpr std::size_t kTailSize = 24;

void read(const std::string& bytes) {
  const MemoryFile memory(bytes);
  if (!memory.is_whole()) return;
  try {
    data::TableFile file(memory.path(), 1 << 20);
    file.check_cells();
    const data::Table table = file.take();
    std::size_t length = 0;
    for (std::int64_t row = 0; row < table.num_rows(); ++row) {
      for (int c = 0; c < table.num_columns(); ++c) {
        if (table.column(c).storage() != data::Storage::kNone) length += table.cell(row, c).text().size();
      }
    }
    static_cast<void>(length);
  } catch (const data::DamagedIndex&) {
  }
}

// The index goes from where the tail says, or the whole file can hold it, to the tail.
std::string with_hash(std::string bytes) {
  bytes.replace(0, kHeadSize, std::string("NNCTLTAB\1\0\0\0\0\0\0\0", kHeadSize));
  char* tail = bytes.data() + bytes.size() - kTailSize;
  const std::size_t most = bytes.size() - kTailSize;
  std::uint64_t begin = 0;
  std::memcpy(&begin, tail, sizeof(begin));
  begin = kHeadSize + (begin - kHeadSize) % (most - kHeadSize + 1);
  const std::uint64_t size = most - begin;
  const std::uint64_t hash = hash64(std::string_view(bytes).substr(begin, size));
  std::memcpy(tail, &begin, sizeof(begin));
  std::memcpy(tail + 8, &size, sizeof(size));
  std::memcpy(tail + 16, &hash, sizeof(hash));
  return bytes;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  read(bytes);
  if (size >= kHeadSize + kTailSize) read(with_hash(bytes));
  return 0;
}
