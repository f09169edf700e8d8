#include "analysis/diagnosis.hpp"

#include <array>

#include <fmt/format.h>

#include "analysis/diagnosis_rules.hpp"

namespace nnctl::analysis {

std::string set_rate(const Evidence& evidence, double rate) {
  if (evidence.rate.key.empty()) return "nnctl lr " + evidence.config;
  return fmt::format("--set {}={:.3g}", evidence.rate.key, rate);
}

std::vector<Finding> diagnose(const Evidence& evidence) {
  std::vector<Finding> findings;
  const auto apply = [&](Rule& rule) {
    std::optional<Finding> finding = rule(evidence);
    if (finding) findings.push_back(std::move(*finding));
    return finding.has_value();
  };
  // A training that blew up left nothing behind that the other rules could be asked about.
  if (evidence.divergence) {
    if (!apply(exploding_gradients)) apply(diverging_rate);
    return findings;
  }
  // What keeps a net from learning at all explains a loss that does not fall, so the first of these speaks alone.
  constexpr std::array<Rule*, 8> kCauses{worsening_rate,      exploding_gradients, dead_units, saturated_activations,
                                         vanishing_gradients, rate_too_small,      plateau,    class_imbalance};
  bool is_explained = false;
  for (Rule* rule : kCauses) {
    is_explained = apply(*rule);
    if (is_explained) break;
  }
  if (!is_explained) apply(underfitting);
  apply(overfitting);
  return findings;
}

}  // namespace nnctl::analysis
