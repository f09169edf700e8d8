// Rules that compare with the baselines: underfitting, and classes that are never told.
#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "analysis/diagnosis_rules.hpp"

namespace nnctl::analysis {

namespace {

// Whether the model's losses are at least `share` of a baseline's, on training and validation rows alike.
bool is_near(const Losses& model, const Losses& baseline, double share) {
  if (!(model.training >= share * baseline.training)) return false;
  return std::isnan(model.validation) || model.validation >= share * baseline.validation;
}

std::string beside(const Losses& model, const Losses& baseline) {
  if (std::isnan(model.validation)) return fmt::format("{:.4g} against {:.4g}", model.training, baseline.training);
  return fmt::format("{:.4g} against {:.4g} in training, {:.4g} against {:.4g} in validation", model.training,
                     baseline.training, model.validation, baseline.validation);
}

std::string larger_net(const Evidence& evidence) {
  constexpr std::int64_t kWider = 4;
  if (!evidence.has_hidden_layer) return "put a hidden layer in front: {type: dense, units: 64, activation: relu}";
  if (!evidence.narrowest) return "add a layer, or make one wider";
  return fmt::format("make the narrowest layer wider: --set {}={}", evidence.narrowest->key,
                     kWider * evidence.narrowest->units);
}

}  // namespace

std::optional<Finding> underfitting(const Evidence& evidence) {
  constexpr double kNearConstant = 0.9;
  constexpr double kNearLinear = 0.98;
  constexpr double kGoodAnyway = 0.1;  // of the constant loss: so near to 0 a linear model is all it takes
  if (evidence.constant_name.empty() || evidence.status == train::Status::kInterrupted) return std::nullopt;
  // Where later epochs came far below it, the net is large enough
  const bool ends_near =
      !evidence.epochs.empty() && evidence.epochs.back().loss >= kNearConstant * evidence.constant.training;
  if (ends_near && is_near(evidence.model, evidence.constant, kNearConstant)) {
    return Finding{"underfitting",
                   fmt::format("the loss is hardly lower than that of the baseline '{}': {}", evidence.constant_name,
                               beside(evidence.model, evidence.constant)),
                   larger_net(evidence)};
  }
  const bool linear_is_good = evidence.linear.training < kGoodAnyway * evidence.constant.training;
  if (!evidence.has_hidden_layer || linear_is_good || !is_near(evidence.model, evidence.linear, kNearLinear)) {
    return std::nullopt;
  }
  return Finding{"underfitting",
                 fmt::format("the loss is no lower than a linear model's: {}", beside(evidence.model, evidence.linear)),
                 larger_net(evidence)};
}

std::optional<Finding> class_imbalance(const Evidence& evidence) {
  constexpr double kTimesAsMany = 3;      // rows of the commonest class
  constexpr double kHardlyLearned = 0.9;  // of the constant loss
  constexpr double kHardlyEver = 0.05;    // of a class's rows
  constexpr double kTellsOne = 0.99;      // of all rows
  const ClassFacts& facts = evidence.classes;
  if (facts.classes.empty()) return std::nullopt;
  const auto most = static_cast<std::size_t>(std::ranges::max_element(facts.support) - facts.support.begin());
  const std::int64_t rows = std::accumulate(facts.support.begin(), facts.support.end(), std::int64_t{0});
  const std::int64_t right = std::accumulate(facts.correct.begin(), facts.correct.end(), std::int64_t{0});
  // Clearly worse than the majority: something else is the matter
  const double share = static_cast<double>(facts.support[most]) / static_cast<double>(rows);
  const double spread = std::sqrt(share * (1 - share) * static_cast<double>(rows));
  if (static_cast<double>(right) < static_cast<double>(facts.support[most]) - spread) return std::nullopt;
  std::vector<std::size_t> missed;
  for (std::size_t c = 0; c < facts.classes.size(); ++c) {
    const bool is_rare =
        static_cast<double>(facts.support[most]) >= kTimesAsMany * static_cast<double>(facts.support[c]);
    const bool is_missed = static_cast<double>(facts.correct[c]) <= kHardlyEver * static_cast<double>(facts.support[c]);
    if (facts.support[c] >= ClassFacts::kFewRows && is_missed && is_rare) missed.push_back(c);
  }
  if (missed.empty()) return std::nullopt;
  // A net that has hardly learned misses classes for another reason, unless it tells one alone
  const std::int64_t told_most = facts.predicted[most];
  const bool tells_one = static_cast<double>(told_most) >= kTellsOne * static_cast<double>(rows);
  const bool hardly_learned = evidence.model.training > kHardlyLearned * evidence.constant.training ||
                              evidence.model.training > evidence.linear.training;
  if (hardly_learned && !tells_one) return std::nullopt;
  const std::int64_t found = facts.correct[missed[0]];
  std::string text =
      fmt::format("{:.1f} % of {} {} rows are told right, but {} of the {} of class '{}'",
                  100 * static_cast<double>(right) / static_cast<double>(rows), rows, facts.rows_are,
                  found == 0 ? "none" : std::to_string(found), facts.support[missed[0]], facts.classes[missed[0]]);
  if (missed.size() > 1) text += fmt::format(" (and of {} other classes)", missed.size() - 1);
  if (tells_one)
    text += fmt::format(": {} row is told as '{}'", told_most == rows ? "every" : "almost every", facts.classes[most]);
  const char* const advice = !facts.is_weighted ? "let the rare rows count more: --set training.class_weight=balanced"
                             : !facts.is_oversampled
                                 ? "show the rare rows more often: --set training.sampling=oversample"
                                 : "collect more rows of the rare classes";
  return Finding{"class_imbalance", std::move(text), advice};
}

}  // namespace nnctl::analysis
