#include "data/cell.hpp"

#include <fmt/format.h>

#include "data/cell_text.hpp"

namespace nnctl::data {

std::optional<double> Cell::number() const {
  if (kind_ == Kind::kNumber || kind_ == Kind::kFloat) return number_;
  return kind_ == Kind::kText ? parse_number(text_) : std::nullopt;
}

std::string Cell::text() const {
  if (kind_ == Kind::kNumber) return fmt::format("{}", number_);
  if (kind_ == Kind::kFloat) return fmt::format("{}", static_cast<float>(number_));
  return std::string(trimmed(text_));
}

std::string in_quotes(const Cell& cell) { return in_quotes(cell.is_text() ? cell.raw_text() : cell.text()); }

}  // namespace nnctl::data
