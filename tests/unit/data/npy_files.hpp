// NPY files for tests.
#pragma once

#include <string>
#include <vector>

#include <fmt/format.h>

namespace nnctl::data {

inline std::string npy(const std::string& dict, const std::string& elements, char version = 1) {
  std::string header = dict + "\n";
  std::string text = "\x93NUMPY";
  text += {version, 0};
  for (int i = 0; i < (version == 1 ? 2 : 4); ++i) text += static_cast<char>(header.size() >> (8 * i));
  return text + header + elements;
}

inline std::string dict(const std::string& type, const std::string& shape, bool column_major = false) {
  return fmt::format("{{'descr': '{}', 'fortran_order': {}, 'shape': {}, }}", type, column_major ? "True" : "False",
                     shape);
}

template <class T>
std::string bytes_of(const std::vector<T>& values) {
  return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)};
}

}  // namespace nnctl::data
