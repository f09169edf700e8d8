#include "analysis/diagnosis.hpp"

#include <fmt/format.h>

#include "analysis/diagnosis_rules.hpp"
#include "base/shell_word.hpp"

namespace nnctl::analysis {

std::string set_rate(const RateFacts& facts, double rate, const std::string& config) {
  if (facts.set.empty()) return "nnctl lr " + shell_word(config);
  return fmt::format("--set {}{:.3g}{}", facts.set, rate, facts.set_end);
}

bool learned_nothing(const Evidence& evidence) {
  constexpr double kNearConstant = 0.95;
  const double least = kNearConstant * evidence.constant.training;
  return !evidence.epochs.empty() && evidence.epochs.back().loss >= least && evidence.model.training >= least;
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
  // What keeps a net from learning explains a loss that does not fall, so the first of these speaks alone; but units
  // that died of a large rate are worth knowing of beside it.
  bool steps_too_far = apply(exploding_gradients);
  if (!steps_too_far && !apply(uniform_weights)) {
    steps_too_far = apply(worsening_rate);
    apply(dead_units);
  }
  for (Rule* rule : {&saturated_activations, &vanishing_gradients}) {
    if (findings.empty()) apply(*rule);
  }
  if (findings.empty()) {
    if (!apply(rate_too_small)) apply(plateau);
    apply(class_imbalance);
  }
  if (findings.empty() && !apply(stopped_short)) apply(underfitting);
  // Losses thrown about rise and fall for that reason alone
  if (!steps_too_far) apply(overfitting);
  return findings;
}

}  // namespace nnctl::analysis
