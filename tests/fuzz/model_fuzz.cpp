// Any bytes as a model file: sound, or a UserError says why not.
#include <string>

#include "base/diagnostic.hpp"
#include "model/safetensors.hpp"
#include "target.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    nnctl::parse_tensor_file("model.safetensors", std::string(reinterpret_cast<const char*>(data), size));
  } catch (const nnctl::UserError&) {
  }
  return 0;
}
