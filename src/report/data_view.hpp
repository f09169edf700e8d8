// What is said of the data before training: rows, columns, classes, parts, and what was noticed.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "report/look.hpp"
#include "tensor/shape.hpp"

namespace nnctl::report {

struct DataFigures {
  std::string source;  ///< "data/genre/songs.csv"
  std::int64_t rows = 0;
  std::vector<std::string> features;                          ///< columns; empty for arrays
  Shape shape;                                                ///< of a row
  std::string target;                                         ///< its first column
  std::int64_t more_targets = 0;                              ///< columns of the target behind it
  std::vector<std::pair<std::string, std::int64_t>> classes;  ///< with their rows; empty unless it is a category
  std::string split;                                          ///< "stratified"
  std::int64_t training = 0;
  std::int64_t validation = 0;
  std::int64_t test = 0;
  std::vector<std::string> notes;
};

/// Lines "data", "target", "split" and a "note" each. Of more than 8 features or classes the first are named.
std::string data_view(const Look& look, const DataFigures& figures);

/// "note: TEXT", wrapped: how every note looks.
std::string note_view(const Look& look, const std::string& text);

}  // namespace nnctl::report
