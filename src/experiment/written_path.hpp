// Paths as configs write them: from the directory of the file they stand in; alone, or as `from` of a map that says
// more.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "schema/reader.hpp"
#include "schema/schema.hpp"

namespace nnctl::experiment {

/// `path` as `node` writes it; one on the command line is from the working directory.
std::filesystem::path written_path(const schema::Node& node, const std::string& path);

/// Reads a path, or a map by Map::schema(), which has the required key `from`. False once complained.
template <class Map>
bool read_path_or_map(schema::Reader& reader, const schema::Node& node, std::string_view name, Map& map,
                      std::filesystem::path& from) {
  const schema::Node* written = &node;
  if (node.is_map()) {
    const std::size_t before = reader.diagnostics().size();
    Map::schema().read(reader, node, &map);
    if (reader.diagnostics().size() != before) return false;
    written = node.find("from");
  } else if (!schema::Codec<std::string>::read(reader, node, name, map.from)) {
    return false;
  }
  from = written_path(*written, map.from);
  return true;
}

}  // namespace nnctl::experiment
