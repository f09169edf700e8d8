// One cell of a table as its readers see it: a number, a text, or nothing.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace nnctl::data {

class Cell {
 public:
  /// A missing value.
  Cell() = default;
  explicit Cell(double number) : kind_(Kind::kNumber), number_(number) {}
  explicit Cell(float number) : kind_(Kind::kFloat), number_(static_cast<double>(number)) {}
  /// `text` outlives the cell.
  explicit Cell(std::string_view text) : kind_(Kind::kText), text_(text) {}

  bool is_missing() const { return kind_ == Kind::kMissing; }
  bool is_text() const { return kind_ == Kind::kText; }
  /// The number, or the one that a text spells (parse_number()).
  std::optional<double> number() const;
  /// The text without blanks around it; a number as the shortest text that reads back as the same; "" when missing.
  std::string text() const;
  /// The text as it stands; "" unless is_text().
  std::string_view raw_text() const { return text_; }

 private:
  enum class Kind { kMissing, kNumber, kFloat, kText };
  Kind kind_ = Kind::kMissing;
  double number_ = 0.0;
  std::string_view text_;
};

/// In single quotes, cut to 40 characters, for messages.
std::string in_quotes(const Cell& cell);

}  // namespace nnctl::data
