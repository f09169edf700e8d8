// Any text as a config: it reads, or a UserError says why not.
#include <string>

#include "base/diagnostic.hpp"
#include "experiment/load.hpp"
#include "target.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    nnctl::experiment::load_stored_config(std::string(reinterpret_cast<const char*>(data), size), "config", {});
  } catch (const nnctl::UserError&) {
  }
  return 0;
}
