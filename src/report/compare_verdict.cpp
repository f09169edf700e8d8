// The comparison in words.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "report/compare_view.hpp"
#include "report/figures.hpp"

namespace nnctl::report {

using analysis::ComparedEntry;
using analysis::ComparedPair;
using analysis::ComparedTrial;
using analysis::Comparison;
using analysis::Repeats;

namespace {

std::string p_text(double p) { return p < 0.001 ? "p < 0.001" : fmt::format("p = {:.{}f}", p, p < 0.1 ? 3 : 2); }

std::string test_name(const Comparison& comparison, std::int64_t pairs) {
  const bool folds = comparison.repeats == Repeats::kFolds;
  const std::string test =
      folds ? "paired t-test over {} folds, corrected for their overlap" : "paired t-test over {} seeds";
  return fmt::format(fmt::runtime(test), pairs);
}

std::string names_of(const Comparison& comparison, const std::vector<std::size_t>& entries) {
  std::string text;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (i > 0) text += i + 1 == entries.size() ? " and " : ", ";
    text += comparison.entries[entries[i]].name;
  }
  return text;
}

std::string mean_text(const Comparison& comparison, std::size_t entry) {
  return format_value(comparison.entries[entry].summary(comparison.metric).mean);
}

std::string difference_of(const Comparison& comparison, const ComparedPair& pair) {
  return format_difference(pair.test.difference, comparison.entries[pair.better].summary(comparison.metric).mean);
}

std::string two(const Comparison& comparison, const ComparedPair& pair) {
  const std::string& better = comparison.entries[pair.better].name;
  const std::string& other = comparison.entries[pair.other].name;
  if (pair.test.difference == 0) {
    return fmt::format("{} and {} have the same {}, {}.", better, other, comparison.metric,
                       mean_text(comparison, pair.better));
  }
  const std::string by = fmt::format("by {} {} ({}, {})", difference_of(comparison, pair), comparison.metric,
                                     p_text(pair.p), test_name(comparison, pair.test.pairs));
  if (pair.is_real()) return fmt::format("{} is better than {} {}.", better, other, by);
  return fmt::format("No difference beyond noise: {} is ahead of {} {}.", better, other, by);
}

std::int64_t num_tested(const Comparison& comparison) {
  return std::ranges::count_if(comparison.pairs, [](const ComparedPair& pair) { return !std::isnan(pair.p); });
}

std::string several(const Comparison& comparison) {
  std::vector<std::size_t> beaten;
  std::vector<std::size_t> level;
  double worst = 0;  // p of those beaten
  double least = 1;  // p of the others
  std::int64_t pairs = 0;
  for (std::size_t i = 0; i < comparison.entries.size(); ++i) {
    const ComparedPair* pair = comparison.pair(i, *comparison.best);
    if (pair == nullptr || std::isnan(pair->p)) continue;
    pairs = std::max(pairs, pair->test.pairs);
    (pair->is_real() ? beaten : level).push_back(i);
    if (pair->is_real()) {
      worst = std::max(worst, pair->p);
    } else {
      least = std::min(least, pair->p);
    }
  }
  const std::string best =
      fmt::format("{} is {} with {} {}", comparison.entries[*comparison.best].name,
                  beaten.empty() ? "ahead" : "the best", comparison.metric, mean_text(comparison, *comparison.best));
  const std::string test =
      fmt::format("{}, Holm's correction for {} pairs", test_name(comparison, pairs), num_tested(comparison));
  if (beaten.empty()) {
    return fmt::format("No difference beyond noise: {}, but other {} could turn that round ({}{}; {}).", best,
                       comparison.repeats == Repeats::kFolds ? "rows" : "seeds", p_text(least),
                       level.size() > 1 ? " or more" : "", test);
  }
  std::string text = fmt::format("{}, better than {} ({}{}; {})", best, names_of(comparison, beaten), p_text(worst),
                                 beaten.size() > 1 ? " or less" : "", test);
  if (level.empty()) return text + ".";
  return text + fmt::format("; no difference beyond noise to {} ({}{}).", names_of(comparison, level), p_text(least),
                            level.size() > 1 ? " or more" : "");
}

// Where nothing tells them apart the cheaper one is to be had.
std::string cheaper(const Comparison& comparison) {
  const std::size_t smallest = *comparison.smallest;
  const auto parameters = [&](std::size_t i) { return comparison.entries[i].model.total_parameters; };
  std::int64_t most = 0;
  for (std::size_t i = 0; i < comparison.entries.size(); ++i) {
    if (comparison.is_as_good(i)) most = std::max(most, parameters(i));
  }
  if (most == parameters(smallest)) return {};
  const std::string sizes =
      fmt::format("{} parameters instead of up to {}", format_count(parameters(smallest)), format_count(most));
  if (smallest == *comparison.best && 2 * most < 3 * parameters(smallest)) return {};
  if (smallest == *comparison.best) return fmt::format(" It is also the smallest of them: {}.", sizes);
  return fmt::format(" {} is the smallest of those that are as good: {}.", comparison.entries[smallest].name, sizes);
}

// Behind by more than the best's own spread and yet not found worse: the test was too weak to tell.
std::string more_seeds(const Comparison& comparison) {
  std::int64_t pairs = 0;
  for (std::size_t i = 0; i < comparison.entries.size(); ++i) {
    const ComparedPair* pair = comparison.pair(i, *comparison.best);
    if (pair == nullptr || std::isnan(pair->p) || pair->is_real() || comparison.is_as_good(i)) continue;
    pairs = std::max(pairs, pair->test.pairs);
  }
  if (pairs == 0) return {};
  const bool folds = comparison.repeats == Repeats::kFolds;
  return fmt::format(" {} may be too few to tell: {} {}.", folds ? "The folds" : "The seeds",
                     folds ? "--cv" : "--seeds", 2 * pairs);
}

// Seeds do not vary the rows.
std::string only_these_rows(const Comparison& comparison) {
  const bool real = std::ranges::any_of(comparison.pairs, &ComparedPair::is_real);
  if (!real || comparison.judged_rows == 0) return {};
  return fmt::format(" That is on these {}; --cv 10 tells whether it holds on others.",
                     format_counted(comparison.judged_rows, "validation row"));
}

// What became of trainings that no figure speaks of.
std::string without_score(const Comparison& comparison) {
  std::string text;
  for (const ComparedEntry& entry : comparison.entries) {
    std::vector<std::int64_t> failed;
    bool diverged = true;
    for (const ComparedTrial& trial : entry.trials) {
      if (experiment::is_scored(trial.result.outcome)) continue;
      failed.push_back(trial.number);
      diverged = diverged && trial.result.outcome == experiment::Outcome::kDiverged;
    }
    if (failed.empty()) continue;
    const std::string became = fmt::format(" {} {}", entry.name, diverged ? "diverged" : "did not come through");
    const bool folds = comparison.repeats == Repeats::kFolds;
    const std::string repeats = folds ? "folds" : "seeds";
    const std::string with = folds ? "on" : "with";
    if (entry.trials.size() == 1) {
      text += became + ".";
    } else if (failed.size() == entry.trials.size()) {
      text += fmt::format("{} {} all {} {}.", became, with, failed.size(), repeats);
    } else {
      text += fmt::format("{} {} {}: its figures are of the other {} of {}.", became, with,
                          repeat_names(comparison.repeats, failed), entry.trials.size() - failed.size(),
                          entry.trials.size());
    }
  }
  return text;
}

// No pair could be tested.
std::string untested(const Comparison& comparison) {
  const std::string& best = comparison.entries[*comparison.best].name;
  const std::string mean = mean_text(comparison, *comparison.best);
  std::vector<std::size_t> scored;
  std::int64_t most = comparison.wanted;
  bool all_same = true;
  for (std::size_t i = 0; i < comparison.entries.size(); ++i) {
    const ComparedEntry& entry = comparison.entries[i];
    most = std::max(most, std::ssize(entry.trials));
    const Summary summary = entry.summary(comparison.metric);
    if (!std::isfinite(summary.mean)) continue;
    scored.push_back(i);
    all_same = all_same && summary.mean == comparison.entries[*comparison.best].summary(comparison.metric).mean;
  }
  if (scored.size() == 1) return fmt::format("Only {} has a {}, {}.", best, comparison.metric, mean);
  std::string text = all_same
                         ? fmt::format("{} have the same {}, {}", names_of(comparison, scored), comparison.metric, mean)
                         : fmt::format("{} has the best {}, {}", best, comparison.metric, mean);
  if (!comparison.same_rows) return text + ", but not on the same rows.";
  if (all_same) return text + ".";
  if (comparison.repeats == Repeats::kStored) {
    return text + "; of one run each nobody can say whether that is more than noise: --seeds 5 trains them anew.";
  }
  if (most > 1) return text + "; too few trainings came through to tell whether that is more than noise.";
  return text + "; fewer than two trainings of each do not tell whether that is more than noise: take --seeds 5.";
}

}  // namespace

std::string verdict(const Comparison& comparison) {
  if (!comparison.best) return fmt::format("No training has a {}: there is nothing to compare.", comparison.metric);
  const std::int64_t tested = num_tested(comparison);
  if (tested == 0) return untested(comparison) + without_score(comparison);
  const auto first = std::ranges::find_if(comparison.pairs, [](const auto& pair) { return !std::isnan(pair.p); });
  return (tested == 1 ? two(comparison, *first) : several(comparison)) + cheaper(comparison) + more_seeds(comparison) +
         without_score(comparison) + only_these_rows(comparison);
}

}  // namespace nnctl::report
