// Any bytes as CSV: a table, or a UserError says why not.
#include <string>

#include "base/diagnostic.hpp"
#include "data/csv.hpp"
#include "target.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    nnctl::data::parse_csv(std::string(reinterpret_cast<const char*>(data), size), "rows.csv");
  } catch (const nnctl::UserError&) {
  }
  return 0;
}
