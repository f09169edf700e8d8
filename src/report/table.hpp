// Small text tables: aligned columns, a rule below the titles, cells cut to fit a width.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "report/look.hpp"

namespace nnctl::report {

enum class Align { kLeft, kRight };

struct Column {
  std::string title;  ///< may have several lines
  Align align = Align::kRight;
  /// How far the column may be cut when the table is too wide; 0: never.
  std::size_t narrowest = 0;
};

class Table {
 public:
  explicit Table(std::vector<Column> columns);

  /// One cell a column.
  void add_row(std::vector<std::string> cells);

  /// Columns that render() needs without cutting anything.
  std::size_t full_width() const;
  /// What each column gets of `width` where those that may be cut are, and whether that is met.
  std::vector<std::size_t> fitted_widths(std::size_t width) const;
  bool fits(std::size_t width) const;
  /// Titles (unless all are empty), a rule, the rows. Columns that may be cut are, the widest first, until the look's
  /// width is met. No blanks at line ends.
  std::string render(const Look& look) const;

 private:
  std::vector<std::size_t> full_widths() const;
  std::string titles(const Look& look, const std::vector<std::size_t>& widths) const;
  std::string line(const Look& look, const std::vector<std::string>& cells,
                   const std::vector<std::size_t>& widths) const;

  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace nnctl::report
