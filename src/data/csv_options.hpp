// How the text of a table is written, as the config's `csv` block and `na_values` say.
#pragma once

#include <string>
#include <vector>

namespace nnctl::data {

enum class CsvEncoding { kUtf8, kLatin1, kWindows1252 };

struct CsvOptions {
  char delimiter = '\0';  ///< 0: one of , ; tab | as the file's beginning tells
  bool header = true;
  std::vector<std::string>
      names;  ///< of the columns, in the place of the header's; empty: the header's, or c1, c2, ...
  CsvEncoding encoding = CsvEncoding::kUtf8;
  char decimal = '.';
  char thousands = '\0';  ///< 0: none
  char comment = '\0';    ///< lines that begin with it are no rows; 0: there are none
  char quote = '"';
  std::vector<std::string> na_values;  ///< further texts that stand for a missing value

  friend bool operator==(const CsvOptions&, const CsvOptions&) = default;
};

}  // namespace nnctl::data
