// The name that was meant.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace nnctl {

/// Damerau-Levenshtein distance with adjacent transpositions, on bytes.
int edit_distance(std::string_view a, std::string_view b);

/// The candidate nearest to `name` (case and '-'/'_' ignored first), or empty when none is near enough to be meant.
std::string nearest_name(std::string_view name, std::span<const std::string> candidates);

}  // namespace nnctl
