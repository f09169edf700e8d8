#include "conformance/example.hpp"

#include "config/document.hpp"
#include "schema/source.hpp"

namespace nnctl::conformance {

schema::Node parsed(const std::string& yaml) {
  // A document is a map: the text goes below a key
  const std::string text = "part: " + yaml;
  schema::Reader reader;
  const schema::Node document = config::parse(schema::make_source("example", {}, text), text, reader);
  reader.throw_if_failed();
  return *document.find("part");
}

}  // namespace nnctl::conformance
