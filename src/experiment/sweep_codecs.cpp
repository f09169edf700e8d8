// YAML forms of the `sweep:` block.
#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "experiment/sweep_block.hpp"
#include "schema/either.hpp"
#include "schema/number_with_unit.hpp"
#include "schema/optional_check.hpp"

namespace nnctl::schema {

using experiment::Amount;
using experiment::Duration;
using experiment::KeptRuns;
using experiment::SweepMetric;
using experiment::SweepStrategy;
using experiment::Workers;

const std::vector<Choice<SweepStrategy>>& Choices<SweepStrategy>::all() {
  static const std::vector<Choice<SweepStrategy>> choices = {
      {"auto", SweepStrategy::kAuto},     {"grid", SweepStrategy::kGrid}, {"random", SweepStrategy::kRandom},
      {"halton", SweepStrategy::kHalton}, {"tpe", SweepStrategy::kTpe},   {"hyperband", SweepStrategy::kHyperband}};
  return choices;
}

const std::vector<Choice<KeptRuns>>& Choices<KeptRuns>::all() {
  static const std::vector<Choice<KeptRuns>> choices = {
      {"best", KeptRuns::kBest}, {"all", KeptRuns::kAll}, {"none", KeptRuns::kNone}};
  return choices;
}

namespace {

constexpr std::array<Unit, 3> kThousands = {{{"k", 1e3}, {"M", 1e6}, {"G", 1e9}}};
constexpr std::array<Unit, 4> kTimes = {{{"s", 1}, {"m", 60}, {"h", 3600}, {"d", 86400}}};

// A number with one of the units behind it, or none.
std::optional<double> scaled_number(const Node& node, std::span<const Unit> units) {
  if (!node.is_scalar()) return std::nullopt;
  if (const auto plain = as_number(node)) return plain;
  return number_in_units(node.text(), units);
}

bool is_positive(const std::optional<double>& value) { return value && std::isfinite(*value) && *value > 0; }

}  // namespace

bool Codec<Amount>::read(Reader& reader, const Node& node, std::string_view name, Amount& value) {
  const auto number = scaled_number(node, kThousands);
  if (!is_positive(number)) {
    reader.complain(node, fmt::format("'{}' must be a number > 0, got {}", name, printed(node)),
                    "thousands and millions may be written 50k and 2M");
    return false;
  }
  value.value = *number;
  return true;
}

Node Codec<Amount>::write(const Amount& value) { return Node::number(value.value); }

TypeInfo Codec<Amount>::info() {
  return either("number, or number with k, M or G", {Codec<double>::info(), Codec<std::string>::info()});
}

bool Codec<Duration>::read(Reader& reader, const Node& node, std::string_view name, Duration& value) {
  const auto number = scaled_number(node, kTimes);
  if (!is_positive(number)) {
    reader.complain(node, fmt::format("'{}' must be a time > 0, got {}", name, printed(node)),
                    "seconds, or 90s, 10m, 2h, 1d");
    return false;
  }
  value.seconds = *number;
  return true;
}

Node Codec<Duration>::write(const Duration& value) { return Node::number(value.seconds); }

TypeInfo Codec<Duration>::info() {
  return either("seconds, or time such as 90s, 10m, 2h or 1d", {Codec<double>::info(), Codec<std::string>::info()});
}

namespace {

const Schema<SweepMetric>& metric_schema() {
  static const auto schema =
      Schema<SweepMetric>("'metric'", "What trials are judged by.")
          .field("name", &SweepMetric::name, "A value of the log, such as val_accuracy.")
          .field("mode", &SweepMetric::mode, "Which end of it is better; auto: as the metric is.");
  return schema;
}

}  // namespace

bool Codec<SweepMetric>::read(Reader& reader, const Node& node, std::string_view name, SweepMetric& value) {
  if (node.is_map()) {
    const std::size_t before = reader.diagnostics().size();
    metric_schema().read(reader, node, &value);
    return reader.diagnostics().size() == before;
  }
  return Codec<std::string>::read(reader, node, name, value.name);
}

Node Codec<SweepMetric>::write(const SweepMetric& value) {
  if (value.mode == train::Mode::kAuto) return Node::string(value.name);
  return metric_schema().write(&value);
}

TypeInfo Codec<SweepMetric>::info() {
  return either("name of a value, or map of name and mode",
                {Codec<std::string>::info(), map_info(+[]() -> const AnySchema& { return metric_schema(); })});
}

bool Codec<Workers>::read(Reader& reader, const Node& node, std::string_view name, Workers& value) {
  if (node.is_scalar() && node.text() == "auto") {
    value.count.reset();
    return true;
  }
  if (!Codec<std::optional<std::int64_t>>::read(reader, node, name, value.count)) return false;
  if (!value.count || *value.count >= 1) return true;
  reader.complain(node, fmt::format("'{}' must be auto or >= 1, got {}", name, *value.count));
  return false;
}

Node Codec<Workers>::write(const Workers& value) {
  return value.count ? Node::integer(*value.count) : Node::string("auto");
}

TypeInfo Codec<Workers>::info() {
  return either("auto or integer", {Codec<std::string>::info(), Codec<std::int64_t>::info()});
}

}  // namespace nnctl::schema

namespace nnctl::experiment {

const schema::Schema<SweepLimit>& SweepLimit::schema() {
  static const auto schema =
      schema::Schema<SweepLimit>("'limit'", "What a trial's network may have at most; others are not tried.")
          .field("total_parameters", &SweepLimit::total_parameters, "Weights, trainable or not.")
          .field("flops_per_sample", &SweepLimit::flops_per_sample, "Of a forward pass, as `summary` counts them.")
          .field("memory", &SweepLimit::memory, "Bytes of weights, gradients, optimizer and activations in training.");
  return schema;
}

const schema::Schema<SweepPruning>& SweepPruning::schema() {
  static const auto schema =
      schema::Schema<SweepPruning>(
          "'prune'",
          "Ends a trial early by the median rule: after an epoch its best value so far is worse than the median of "
          "what earlier trials had reached by that epoch.")
          .field("min_epochs", &SweepPruning::min_epochs, "Epochs that every trial gets.",
                 schema::at_least(std::int64_t{1}))
          .field("min_trials", &SweepPruning::min_trials, "Trials that must have reached the epoch before.",
                 schema::at_least(std::int64_t{2}));
  return schema;
}

const schema::Schema<SweepBlock>& SweepBlock::schema() {
  static const auto schema =
      schema::Schema<SweepBlock>("'sweep'", "A search over keys of the config: `nnctl sweep CONFIG`.")
          .field("strategy", &SweepBlock::strategy,
                 "How values are chosen. auto: grid where every parameter has a list, else random.")
          .field("metric", &SweepBlock::metric, "What trials are judged by: loss, a metric, or one of them with val_.")
          .field("parameters", &SweepBlock::parameters, "The keys that are searched, as --set has them, with values.")
          .field("zip", &SweepBlock::zip, "Groups of parameters whose lists are walked side by side.")
          .field("limit", &SweepBlock::limit, "Networks that are not tried because they are too large.")
          .field("trials", &SweepBlock::trials, "How many to try; not with a grid, which has its own number.",
                 schema::if_given(schema::at_least(std::int64_t{1})))
          .field("budget", &SweepBlock::budget,
                 "Time after which no trial begins. How many there are then depends on the machine.")
          .field("repeats", &SweepBlock::repeats, "Trainings a trial, with seeds seed, seed + 1, ...",
                 schema::at_least(std::int64_t{1}))
          .field("workers", &SweepBlock::workers,
                 "Trainings at a time; auto: as many as there are threads. The results do not depend on it.")
          .field("lag", &SweepBlock::lag,
                 "tpe and prune: trial n sees the results of trials up to n - lag - 1, so that lag + 1 may run at a "
                 "time with the same results as one.",
                 schema::at_least(std::int64_t{0}))
          .field("prune", &SweepBlock::prune, "Ends trials early that fall behind the median. Not with repeats.")
          .field("eta", &SweepBlock::eta, "hyperband: one trial in so many goes on with so many times the epochs.",
                 schema::at_least(std::int64_t{2}))
          .field("min_epochs", &SweepBlock::min_epochs, "hyperband: the fewest epochs a trial is judged after.",
                 schema::at_least(std::int64_t{1}))
          .field("keep", &SweepBlock::keep, "Whose run directories are kept.");
  return schema;
}

}  // namespace nnctl::experiment
