// What the text of a cell means, as the config's `csv` block and `na_values` have it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "data/csv_options.hpp"

namespace nnctl::data {

class CellRules {
 public:
  CellRules() = default;
  explicit CellRules(const CsvOptions& options);

  char decimal_mark() const { return decimal_; }
  /// is_missing(), or one of `na_values`.
  bool is_missing(std::string_view text) const;
  bool has_missing_numbers() const { return !na_numbers_.empty(); }
  /// Whether a number is a marker of missing values, however it is written.
  bool is_missing(double number) const;
  /// parse_number() and its like for floats, of text with these marks.
  std::optional<double> number(std::string_view text) const;
  std::optional<float> float_number(std::string_view text) const;

 private:
  /// With a point and without thousands marks; nothing when the marks are not where they belong.
  std::optional<std::string_view> plain(std::string_view text, std::string& buffer) const;

  char decimal_ = '.';
  char thousands_ = '\0';
  std::vector<std::string> na_texts_;
  std::vector<double> na_numbers_;
};

}  // namespace nnctl::data
