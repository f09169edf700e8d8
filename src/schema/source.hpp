// Where a node's text came from: a config file, one --set, or nowhere (a value the program made).
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace nnctl::schema {

struct Source {
  std::string name;                 ///< as shown in messages: "configs/genre.yaml", "--set"
  std::filesystem::path directory;  ///< what relative paths in it are relative to
  std::vector<std::string> lines;
  int first_line = 1;  ///< the number of lines[0]; the ordinal of a --set
};

std::shared_ptr<const Source> make_source(std::string name, std::filesystem::path directory, std::string_view text,
                                          int first_line = 1);

}  // namespace nnctl::schema
