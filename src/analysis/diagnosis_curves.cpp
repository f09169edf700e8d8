// Rules that read the curves: learning rates too large and too small, plateaus, overfitting.
#include <algorithm>
#include <cmath>
#include <span>

#include <fmt/format.h>

#include "analysis/diagnosis_rules.hpp"

namespace nnctl::analysis {

namespace {

using Epochs = std::span<const EpochFigures>;

// Where 1 is the loss of knowing nothing: always telling the same, else fresh weights. NaN when neither is known.
double reference_loss(const Evidence& evidence) {
  return std::isfinite(evidence.constant.training) ? evidence.constant.training : evidence.initial_loss;
}

double mean_of(Epochs epochs, double EpochFigures::*figure) {
  double sum = 0;
  std::int64_t count = 0;
  for (const EpochFigures& epoch : epochs) {
    if (std::isnan(epoch.*figure)) continue;
    sum += epoch.*figure;
    ++count;
  }
  return count > 0 ? sum / static_cast<double>(count) : kUnknown;
}

std::size_t lowest(Epochs epochs, double EpochFigures::*figure) {
  std::size_t best = epochs.size();
  for (std::size_t i = 0; i < epochs.size(); ++i) {
    if (std::isnan(epochs[i].*figure)) continue;
    if (best == epochs.size() || epochs[i].*figure < epochs[best].*figure) best = i;
  }
  return best;
}

// Falling curves end with at least this many epochs that speak of the end.
Epochs ending(Epochs epochs, std::size_t share, std::size_t least) {
  return epochs.last(std::min(epochs.size(), std::max(least, epochs.size() / share)));
}

std::optional<Finding> too_large(const Evidence& evidence, std::string text) {
  constexpr double kStep = 10;
  const RateFacts& rate = evidence.rate;
  const bool is_far_off = rate.value > kStep * rate.usual;
  const double smaller = is_far_off ? rate.usual : rate.value / kStep;
  const char* const advice = rate.set.empty() ? "measure a smaller one"
                             : is_far_off     ? "take the optimizer's usual one"
                                              : "take a tenth of it";
  return Finding{"learning_rate_too_large", std::move(text),
                 fmt::format("{}: {}", advice, set_rate(evidence.rate, smaller, evidence.config))};
}

// Whether each of the last epochs lowered the loss, and together by a good part of it.
bool is_falling(Epochs epochs) {
  constexpr double kFall = 0.05;
  const Epochs end = ending(epochs, 2, 3);
  return end.back().loss < (1 - kFall) * end.front().loss &&
         std::ranges::is_sorted(end, std::ranges::greater(), &EpochFigures::loss);
}

// The loss of the end above that of the start, or of knowing nothing, or above an earlier epoch's, by a part of what
// can be gained at all.
std::optional<std::string> rise(const Evidence& evidence) {
  constexpr double kAbove = 1.1;
  constexpr double kMovedFar = 1;  // times the weights' length
  constexpr double kAboveLowest = 1.5;
  constexpr double kAboveLowestShare = 0.2;  // of the reference
  const Epochs epochs = evidence.epochs;
  const double last = epochs.back().loss;
  const double reference = reference_loss(evidence);
  if (last > kAbove * evidence.initial_loss && last > kAbove * reference) {
    return fmt::format("the training loss is {:.4g} after {} epochs, {:.4g} before the first", last, epochs.size(),
                       evidence.initial_loss);
  }
  if (last > kAbove * evidence.constant.training && evidence.weight_change > kMovedFar && !is_falling(epochs)) {
    return fmt::format(
        "the weights moved by {:.3g} times their length and the training loss is {:.4g}, above the {:.4g} of the "
        "baseline '{}'",
        evidence.weight_change, last, evidence.constant.training, evidence.constant_name);
  }
  const std::size_t best = lowest(epochs, &EpochFigures::loss);
  const double end = mean_of(ending(epochs, 5, 2), &EpochFigures::loss);
  if (best + 2 < epochs.size() && end > kAboveLowest * epochs[best].loss &&
      end - epochs[best].loss > kAboveLowestShare * reference) {
    return fmt::format("the training loss rose from {:.4g} in epoch {} to {:.4g} at the end", epochs[best].loss,
                       best + 1, end);
  }
  return std::nullopt;
}

// Weights thrown far from where they began, with most units of a layer dead.
std::optional<std::string> killing(const Evidence& evidence) {
  constexpr double kThrown = 5;  // times the weights' length
  const bool is_thrown = evidence.weight_change > kThrown && evidence.scale_target.empty();
  if (!is_thrown || !dead_units(evidence)) return std::nullopt;
  return fmt::format("the weights moved by {:.3g} times their length, and most relu units of a layer died",
                     evidence.weight_change);
}

// Up and down from epoch to epoch by a good part of the loss, which is not small.
std::optional<std::string> oscillation(const Evidence& evidence) {
  constexpr std::size_t kLeastEpochs = 6;
  constexpr double kSwing = 0.1;       // of the loss, on average
  constexpr double kRises = 0.3;       // of the epochs
  constexpr double kLeastLevel = 0.2;  // of the reference: a loss near 0 may jump
  const Epochs all = evidence.epochs;
  if (all.size() < kLeastEpochs) return std::nullopt;
  const Epochs half = ending(all, 2, 2);
  const double level = mean_of(half, &EpochFigures::loss);
  double swings = 0;
  std::int64_t rises = 0;
  for (std::size_t i = 1; i < half.size(); ++i) {
    const double change = half[i].loss - half[i - 1].loss;
    swings += std::abs(change);
    if (change > 0) ++rises;
  }
  const auto steps = static_cast<double>(half.size() - 1);
  const bool is_far = level > kLeastLevel * reference_loss(evidence);
  if (!is_far || swings / steps < kSwing * level || static_cast<double>(rises) < kRises * steps) return std::nullopt;
  return fmt::format(
      "the training loss jumps by {:.0f} % from epoch to epoch around {:.4g}, and rose in {} of the last {}",
      100 * swings / steps / level, level, rises, half.size() - 1);
}

bool is_far_below(const RateFacts& rate) { return 10 * rate.value < rate.usual; }

// For a net that still gets better: the usual rate, or a few times as much where that is no larger.
std::string go_on(const Evidence& evidence) {
  constexpr double kLarger = 3;
  const RateFacts& rate = evidence.rate;
  if (!evidence.scale_target.empty()) {
    return "scale the target, so that the weights have less far to go: " + evidence.scale_target;
  }
  if (is_far_below(rate) && !rate.set.empty()) {
    return "take the optimizer's usual one: " + set_rate(rate, rate.usual, evidence.config);
  }
  return "train longer, or try a larger rate: " + set_rate(rate, kLarger * rate.value, evidence.config);
}

// Training and validation loss fall steadily until the end, by a good part of what can be gained.
std::optional<Finding> still_falling(const Evidence& evidence) {
  constexpr std::size_t kLeastEpochs = 4;
  constexpr double kFall = 0.05;             // of the reference, over the last quarter of the epochs
  constexpr double kFallAboveLinear = 0.02;  // the same where even a linear model is better
  constexpr double kAtItsBest = 1.01;
  constexpr double kSolved = 0.1;  // of the reference: little is left to gain
  const Epochs epochs = evidence.epochs;
  if (epochs.size() < kLeastEpochs || evidence.status != train::Status::kCompleted || evidence.rate.changes) {
    return std::nullopt;
  }
  const Epochs quarter = ending(epochs, 4, 2);
  const double before = epochs[epochs.size() - quarter.size() - 1].loss;
  const double last = epochs.back().loss;
  if (last < kSolved * reference_loss(evidence)) return std::nullopt;
  const double share = last > evidence.linear.training ? kFallAboveLinear : kFall;
  const bool falls_steadily = std::ranges::is_sorted(quarter, std::ranges::greater(), &EpochFigures::loss);
  if (!falls_steadily || !(before - last > share * reference_loss(evidence))) return std::nullopt;
  const std::size_t val_best = lowest(epochs, &EpochFigures::val_loss);
  const bool val_falls = val_best == epochs.size() || epochs.back().val_loss <= kAtItsBest * epochs[val_best].val_loss;
  if (!val_falls) return std::nullopt;
  return Finding{
      "learning_rate_too_small",
      fmt::format("the training loss still falls steadily: from {:.4g} to {:.4g} in the last {} of {} epochs", before,
                  last, quarter.size(), epochs.size()),
      go_on(evidence)};
}

}  // namespace

std::optional<Finding> diverging_rate(const Evidence& evidence) {
  const train::Divergence& divergence = *evidence.divergence;
  return too_large(
      evidence, fmt::format("at a learning rate of {:.3g} the loss became {} in epoch {}, step {}", evidence.rate.value,
                            std::isnan(divergence.loss) ? "NaN" : "infinite", divergence.epoch, divergence.step));
}

std::optional<Finding> worsening_rate(const Evidence& evidence) {
  if (evidence.epochs.size() < 2) return std::nullopt;
  std::optional<std::string> text = rise(evidence);
  if (!text) text = oscillation(evidence);
  if (!text) text = killing(evidence);
  if (!text) return std::nullopt;
  return too_large(evidence, fmt::format("at a learning rate of {:.3g} {}", evidence.rate.value, *text));
}

std::optional<Finding> rate_too_small(const Evidence& evidence) {
  constexpr double kHardlyMoved = 0.01;  // of the weights' length
  constexpr double kHardlyFell = 0.1;    // of the loss
  constexpr double kStep = 10;
  if (evidence.epochs.empty()) return std::nullopt;
  const RateFacts& rate = evidence.rate;
  const double last = evidence.epochs.back().loss;
  const bool hardly_fell = last > (1 - kHardlyFell) * evidence.initial_loss;
  if (!(evidence.weight_change < kHardlyMoved) || !hardly_fell) return still_falling(evidence);
  const bool is_far_off = is_far_below(rate);
  const char* const advice = rate.set.empty() ? "measure a larger one"
                             : is_far_off     ? "take the optimizer's usual one"
                                              : "take ten times as much";
  return Finding{
      "learning_rate_too_small",
      fmt::format("at a learning rate of {:.3g} the weights moved by {:.2g} % of their length in {} steps, and the "
                  "training loss went from {:.4g} to {:.4g}",
                  rate.value, 100 * evidence.weight_change, evidence.steps_per_epoch * std::ssize(evidence.epochs),
                  evidence.initial_loss, last),
      fmt::format("{}: {}", advice,
                  set_rate(evidence.rate, is_far_off ? rate.usual : kStep * rate.value, evidence.config))};
}

// What would be underfitting, but for a loss that still falls, in validation too, as fast as before; or for a tiny
// rate.
std::optional<Finding> stopped_short(const Evidence& evidence) {
  constexpr std::size_t kLeastEpochs = 3;  // of fewer a lower loss than at first is enough
  constexpr double kLeastFall = 0.02;      // of the loss
  constexpr double kStillFast = 0.3;       // of the whole fall, in the last half of the epochs
  constexpr double kFallThere = 0.5;       // in validation, of the fall in training: what is learned holds elsewhere
  constexpr double kCanLearn = 0.9;        // of the constant loss
  const std::optional<Finding> underfit = underfitting(evidence);
  if (!underfit || evidence.rate.changes || evidence.epochs.empty()) return std::nullopt;
  // The net is a linear model, and the best of these learns nothing
  const bool can_learn = evidence.has_hidden_layer || evidence.linear.training < kCanLearn * evidence.constant.training;
  const Epochs epochs = evidence.epochs;
  const double last = epochs.back().loss;
  const double first = std::isfinite(evidence.initial_loss) ? evidence.initial_loss : epochs.front().loss;
  const bool is_tiny = is_far_below(evidence.rate);
  if (!can_learn || !(first - last > (is_tiny ? 0 : kLeastFall * last))) return std::nullopt;
  const Epochs half = ending(epochs, 2, kLeastEpochs);
  const double fall = half.front().loss - last;
  const double fall_there = half.front().val_loss - half.back().val_loss;
  const bool falls = fall > kStillFast * (epochs.front().loss - last) && !(fall_there < kFallThere * fall) &&
                     std::ranges::is_sorted(half, std::ranges::greater(), &EpochFigures::loss);
  if (!falls && epochs.size() >= kLeastEpochs && !is_tiny) return std::nullopt;
  return Finding{"learning_rate_too_small",
                 fmt::format("at a learning rate of {:.3g} the training loss fell from {:.4g} to {:.4g} in {} steps, "
                             "and {}{}",
                             evidence.rate.value, first, last, evidence.steps_per_epoch * std::ssize(epochs),
                             falls ? "still does; " : "", underfit->evidence),
                 go_on(evidence)};
}

std::optional<Finding> plateau(const Evidence& evidence) {
  constexpr std::size_t kLeastEpochs = 10;
  constexpr double kFlat = 0.01;  // of the loss
  constexpr double kAboveLinear = 1.05;
  const Epochs all = evidence.epochs;
  const Epochs last = ending(all, 3, kLeastEpochs);
  if (last.size() < kLeastEpochs || all.size() < kLeastEpochs + 2) return std::nullopt;
  const auto half = last.size() / 2;
  const double before = mean_of(last.first(half), &EpochFigures::loss);
  const double after = mean_of(last.last(half), &EpochFigures::loss);
  const bool is_flat = std::abs(before - after) < kFlat * after;
  // Far from a good value: a linear model reaches a clearly lower loss on the same rows.
  const bool is_far = evidence.model.training > kAboveLinear * evidence.linear.training &&
                      after > kAboveLinear * evidence.linear.training;
  const bool constant_rate = last.front().learning_rate == last.back().learning_rate;
  // A lower rate is for nets that have learned something
  if (!is_flat || !is_far || !constant_rate || learned_nothing(evidence)) return std::nullopt;
  const std::string text =
      fmt::format("the training loss has stayed at {:.4g} for the last {} epochs, while a linear model reaches {:.4g}",
                  after, last.size(), evidence.linear.training);
  return Finding{"plateau", text,
                 "lower the rate when the loss stands still: --set training.reduce_lr_on_plateau={monitor: loss}"};
}

namespace {

// Whether the metric got better by more than chance while the loss got worse.
bool metric_improved(const Evidence& evidence, std::size_t turn) {
  if (evidence.metric.name.empty()) return false;
  const Epochs epochs = evidence.epochs;
  const std::size_t first = turn > 0 ? turn - 1 : 0;
  const double before =
      mean_of(epochs.subspan(first, std::min<std::size_t>(3, epochs.size() - first)), &EpochFigures::val_metric);
  const double after = mean_of(ending(epochs, 10, 3), &EpochFigures::val_metric);
  const double better = evidence.metric.higher_is_better ? after - before : before - after;
  constexpr double kNoise = 0.01;  // of a metric whose spread is not known
  const auto rows = static_cast<double>(std::max<std::int64_t>(1, evidence.validation_rows));
  const double spread =
      evidence.metric.is_share ? std::sqrt(std::max(0.0, before * (1 - before)) / rows) : kNoise * std::abs(before);
  return better > spread;
}

}  // namespace

std::optional<Finding> overfitting(const Evidence& evidence) {
  constexpr std::size_t kLeastAfter = 3;     // epochs behind the turn
  constexpr double kRise = 1.1;              // of the validation loss
  constexpr double kRiseWhenStopping = 1.5;  // early stopping waits, and the best epoch is kept
  constexpr double kRiseShare = 0.05;        // of the reference: near 0 a tenth more is nothing
  constexpr double kFall = 0.95;             // of the training loss
  const Epochs epochs = evidence.epochs;
  const std::size_t turn = lowest(epochs, &EpochFigures::val_loss);
  if (turn >= epochs.size() || turn + kLeastAfter >= epochs.size()) return std::nullopt;
  const double best = epochs[turn].val_loss;
  const double val_end = mean_of(ending(epochs, 10, kLeastAfter), &EpochFigures::val_loss);
  const double end = epochs.back().loss;
  if (!(val_end > (evidence.stops_early ? kRiseWhenStopping : kRise) * best)) return std::nullopt;
  const double reference =
      std::isfinite(evidence.constant.validation) ? evidence.constant.validation : evidence.initial_loss;
  if (val_end - best < kRiseShare * reference) return std::nullopt;
  if (!(end < kFall * epochs[turn].loss) || metric_improved(evidence, turn)) return std::nullopt;
  const std::string text = fmt::format(
      "from epoch {} on the validation loss rises, {:.4g} to {:.4g}, while the training loss falls, {:.4g} to {:.4g}",
      turn + 1, best, val_end, epochs[turn].loss, end);
  const auto patience = std::max<std::size_t>(5, epochs.size() / 10);
  return Finding{
      "overfitting", text,
      evidence.stops_early
          ? "give it less to learn by heart: a dropout layer {type: dropout, rate: 0.3} after each hidden one"
          : fmt::format(
                "stop when validation does: --set 'training.early_stopping={{monitor: val_loss, patience: {}}}'",
                patience)};
}

}  // namespace nnctl::analysis
