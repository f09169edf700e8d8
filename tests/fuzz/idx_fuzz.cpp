// Any bytes as an IDX file, plain or gzip: an array, or a UserError says why not.
#include <string>

#include "base/diagnostic.hpp"
#include "data/array_samples.hpp"
#include "data/idx.hpp"
#include "target.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    auto source = nnctl::data::ByteSource::memory(std::string(reinterpret_cast<const char*>(data), size), "images.idx");
    nnctl::data::label_table(nnctl::data::read_idx(source));
  } catch (const nnctl::UserError&) {
  }
  return 0;
}
