// Alignment of two sequences by dynamic programming (S. Needleman and C. Wunsch, J. Mol. Biol. 48, 1970), one network
// after the other against the rows so far.
#include "analysis/layer_alignment.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace nnctl::analysis {

namespace {

constexpr int kNever = -1000000;
constexpr int kSameName = 10;
constexpr int kSameType = 3;
constexpr int kBothLast = 4;

class Alignment {
 public:
  explicit Alignment(const std::vector<ModelSummary>& models) : models_(models) {}

  void add(std::size_t network) {
    const std::size_t n = models_[network].layers.size();
    // best[i][j]: of the first i rows and the first j layers
    std::vector<std::vector<int>> best(rows_.size() + 1, std::vector<int>(n + 1, 0));
    for (std::size_t i = 1; i <= rows_.size(); ++i) {
      for (std::size_t j = 1; j <= n; ++j) {
        best[i][j] = std::max({best[i - 1][j - 1] + score(i - 1, network, j - 1), best[i - 1][j], best[i][j - 1]});
      }
    }
    std::vector<AlignedLayers> merged;
    std::size_t i = rows_.size();
    std::size_t j = n;
    while (i > 0 || j > 0) {
      // A gap where it costs nothing: what is left over stands behind its like, not before.
      if (i > 0 && best[i][j] == best[i - 1][j]) {
        merged.push_back(rows_[--i]);
      } else if (j > 0 && best[i][j] == best[i][j - 1]) {
        merged.emplace_back(network);
        merged.back().emplace_back(--j);
        continue;
      } else {
        merged.push_back(rows_[--i]);
        merged.back().emplace_back(--j);
        continue;
      }
      merged.back().emplace_back();
    }
    std::ranges::reverse(merged);
    rows_ = std::move(merged);
  }

  std::vector<AlignedLayers> take() { return std::move(rows_); }

 private:
  // Of a layer with those that stand in a row already.
  int score(std::size_t row, std::size_t network, std::size_t layer) const {
    const LayerSummary& added = models_[network].layers[layer];
    int best = kNever;
    for (std::size_t k = 0; k < rows_[row].size(); ++k) {
      if (!rows_[row][k]) continue;
      const LayerSummary& present = models_[k].layers[*rows_[row][k]];
      const bool last = layer + 1 == models_[network].layers.size() && *rows_[row][k] + 1 == models_[k].layers.size();
      const bool named = !is_automatic(added) && added.name == present.name;
      const bool alike = added.type == present.type;
      if (!named && !alike && !last) continue;
      best = std::max(best, (named ? kSameName : 0) + (alike ? kSameType : 0) + (last ? kBothLast : 0));
    }
    return best;
  }

  const std::vector<ModelSummary>& models_;
  std::vector<AlignedLayers> rows_;
};

}  // namespace

bool is_automatic(const LayerSummary& layer) {
  if (!layer.name.starts_with(layer.type)) return false;
  const std::string rest = layer.name.substr(layer.type.size());
  return rest.empty() ||
         (rest.size() > 1 && rest[0] == '_' && rest.find_first_not_of("0123456789", 1) == std::string::npos);
}

std::vector<AlignedLayers> align_layers(const std::vector<ModelSummary>& models) {
  Alignment alignment(models);
  for (std::size_t i = 0; i < models.size(); ++i) alignment.add(i);
  return alignment.take();
}

std::vector<std::string> row_names(const std::vector<ModelSummary>& models, const std::vector<AlignedLayers>& rows) {
  std::vector<std::string> names;
  const auto taken = [&](const std::string& name) { return std::ranges::find(names, name) != names.end(); };
  for (const AlignedLayers& row : rows) {
    std::string name;
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (!row[i]) continue;
      const std::string& own = models[i].layers[*row[i]].name;
      if (name.empty() || taken(name)) name = own;
    }
    const std::string first = name;
    for (int count = 2; taken(name); ++count) name = fmt::format("{} ({})", first, count);
    names.push_back(std::move(name));
  }
  return names;
}

}  // namespace nnctl::analysis
