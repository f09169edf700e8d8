#include "data/mistakes.hpp"

#include <algorithm>
#include <iterator>
#include <tuple>
#include <utility>

#include <fmt/format.h>

namespace nnctl::data {
namespace {

[[noreturn]] void throw_first_of(std::vector<Diagnostic> shown, std::int64_t count) {
  const std::int64_t more = count - static_cast<std::int64_t>(shown.size());
  if (more > 0) {
    shown.push_back({.place = {.file = shown.back().place.file},
                     .message = fmt::format("and {} more like {}", more, shown.size() == 1 ? "this" : "these"),
                     .hint = {},
                     .excerpt = {}});
  }
  throw UserError(Fault::kData, std::move(shown));
}

}  // namespace

void Mistakes::add(Place place, std::string message, std::string hint) {
  if (count_++ >= kShownMistakes) return;
  shown_.push_back({.place = std::move(place), .message = std::move(message), .hint = std::move(hint), .excerpt = {}});
}

void Mistakes::throw_if_any() const {
  if (!empty()) throw_first_of(shown_, count_);
}

void CellMistakes::add(std::int64_t row, int column, CellMistake mistake) {
  ++num_cells_;
  std::vector<Located>& first = cells_[column];
  if (std::ssize(first) < kShownMistakes) first.push_back({row, column, std::move(mistake)});
}

void CellMistakes::add(CellMistakes others) {
  num_cells_ += others.num_cells_;
  cells_.merge(others.cells_);
  std::ranges::move(others.columns_, std::back_inserter(columns_));
}

void CellMistakes::add_column(int column, CellMistake mistake) { columns_.push_back({0, column, std::move(mistake)}); }

void CellMistakes::throw_if_any() const {
  if (columns_.empty() && num_cells_ == 0) return;
  std::vector<Diagnostic> shown;
  const auto name = [&](int column) { return table_.columns()[static_cast<std::size_t>(column)]; };
  for (const Located& located : columns_) {
    shown.push_back({.place = {.file = table_.place().file},
                     .message = fmt::format("column '{}' {}", name(located.column), located.mistake.message),
                     .hint = located.mistake.hint,
                     .excerpt = {}});
  }
  std::vector<const Located*> cells;
  for (const auto& [column, first] : cells_) {
    for (const Located& located : first) cells.push_back(&located);
  }
  std::sort(cells.begin(), cells.end(), [](const Located* a, const Located* b) {
    return std::tie(a->row, a->column) < std::tie(b->row, b->column);
  });
  for (const Located* located : cells) {
    shown.push_back({.place = table_.place(located->row),
                     .message = fmt::format("row {}, column '{}': {}", table_.row_number(located->row),
                                            name(located->column), located->mistake.message),
                     .hint = located->mistake.hint,
                     .excerpt = {}});
  }
  if (std::ssize(shown) > kShownMistakes) shown.resize(kShownMistakes);
  throw_first_of(std::move(shown), std::ssize(columns_) + num_cells_);
}

}  // namespace nnctl::data
