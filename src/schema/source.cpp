#include "schema/source.hpp"

namespace nnctl::schema {

std::shared_ptr<const Source> make_source(std::string name, std::filesystem::path directory, std::string_view text,
                                          int first_line) {
  auto source = std::make_shared<Source>();
  source->name = std::move(name);
  source->directory = std::move(directory);
  source->first_line = first_line;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    source->lines.emplace_back(line);
  }
  return source;
}

}  // namespace nnctl::schema
