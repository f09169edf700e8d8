// Any bytes as rows of newline-delimited JSON: tables, or a UserError says why not.
#include <string>

#include "base/diagnostic.hpp"
#include "data/ndjson_stream.hpp"
#include "target.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    auto source =
        nnctl::data::ByteSource::memory(std::string(reinterpret_cast<const char*>(data), size), "rows.ndjson");
    nnctl::data::TableRequest request;
    request.keeps_all = true;
    nnctl::data::NdjsonStream rows(std::move(source), request);
    while (rows.next()) {
    }
  } catch (const nnctl::UserError&) {
  }
  return 0;
}
