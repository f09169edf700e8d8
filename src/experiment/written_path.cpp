#include "experiment/written_path.hpp"

namespace nnctl::experiment {

std::filesystem::path written_path(const schema::Node& node, const std::string& path) {
  const std::filesystem::path directory = node.source() ? node.source()->directory : std::filesystem::path();
  return (directory / path).lexically_normal();
}

}  // namespace nnctl::experiment
