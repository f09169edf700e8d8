// Any bytes as an NPZ archive: the array x in it, or a UserError says why not.
#include <string>

#include "base/diagnostic.hpp"
#include "data/npy.hpp"
#include "data/npz.hpp"
#include "memory_file.hpp"
#include "target.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const MemoryFile memory(std::string_view(reinterpret_cast<const char*>(data), size));
  if (!memory.is_whole()) return 0;
  try {
    auto source = nnctl::data::open_npz({memory.path(), "x"});
    nnctl::data::read_npy(source);
  } catch (const nnctl::UserError&) {
  }
  return 0;
}
