#include "kernels/machine.hpp"

#include <fstream>
#include <string_view>

#include "kernels/dispatch.hpp"

namespace nnctl::kernels {
namespace {

std::string trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return std::string(text.substr(begin, text.find_last_not_of(" \t\r") + 1 - begin));
}

}  // namespace

std::string instruction_set() { return table().name; }

std::string cpu_model() {
  std::ifstream cpuinfo("/proc/cpuinfo");
  for (std::string line; std::getline(cpuinfo, line);) {
    const auto colon = line.find(':');
    if (colon != std::string::npos && line.starts_with("model name"))
      return trimmed(std::string_view(line).substr(colon + 1));
  }
  return "unknown";
}

}  // namespace nnctl::kernels
