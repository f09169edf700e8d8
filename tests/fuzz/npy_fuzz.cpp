// Any bytes as an NPY file, plain or gzip: an array, or a UserError says why not.
#include <string>

#include "base/diagnostic.hpp"
#include "data/array_samples.hpp"
#include "data/npy.hpp"
#include "target.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    auto source = nnctl::data::ByteSource::memory(std::string(reinterpret_cast<const char*>(data), size), "x.npy");
    const nnctl::data::Array array = nnctl::data::read_npy(source);
    if (array.header.shape.size() <= 2) nnctl::data::label_table(array);
  } catch (const nnctl::UserError&) {
  }
  return 0;
}
