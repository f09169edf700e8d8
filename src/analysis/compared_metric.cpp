#include "analysis/compared_metric.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "config/document.hpp"
#include "schema/reader.hpp"

namespace nnctl::analysis {

using experiment::Assembly;

namespace {

std::string loss_text(const Assembly& assembly) {
  // The loss sees targets as they are scaled while training.
  schema::Node node = schema::Codec<LossConfig>::write(assembly.config.training.loss.part);
  std::string text = config::to_yaml(node);
  for (const data::Scaling& scaling : assembly.objective->units()) {
    text += fmt::format("{} {} {}\n", scaling.offset(), scaling.divisor(), scaling.apply(1));
  }
  return text;
}

// A metric of rows that must not decide.
void check_decides(const std::string& asked, const std::string& prefix, const std::vector<std::string>& names) {
  const std::string other = prefix == "val_" ? "test_" : "val_";
  if (!asked.starts_with(other)) return;
  const std::string name = asked.substr(other.size());
  if (std::ranges::find(names, name) == names.end()) return;
  if (prefix == "val_") {
    throw UserError(
        Fault::kConfig,
        fmt::format("'{}' does not decide: on test rows that a net was chosen by, its result is too good", asked),
        fmt::format("--metric val_{} decides; --test shows {} beside it", name, asked));
  }
  throw UserError(Fault::kConfig,
                  fmt::format("'{}' does not decide over folds: its rows have chosen each model's epoch", asked),
                  fmt::format("--metric test_{} decides: of the fold that each training held out", name));
}

}  // namespace

bool same_loss(std::span<const Assembly* const> assemblies) {
  return std::ranges::all_of(
      assemblies, [&](const Assembly* assembly) { return loss_text(*assembly) == loss_text(*assemblies.front()); });
}

ComparedMetric choose_metric(std::span<const Assembly* const> assemblies, const std::string& prefix,
                             const std::string& asked) {
  std::vector<std::string> names;
  for (const train::NamedMetric& metric : assemblies.front()->objective->metrics()) {
    const bool everywhere = std::ranges::all_of(assemblies, [&](const Assembly* assembly) {
      return std::ranges::find(assembly->objective->metrics(), metric.name, &train::NamedMetric::name) !=
             assembly->objective->metrics().end();
    });
    if (everywhere) names.push_back(metric.name);
  }
  if (same_loss(assemblies)) names.emplace_back("loss");
  if (names.empty()) {
    throw UserError(Fault::kConfig, "the configs have neither a metric nor their loss in common",
                    "give all of them the same training.metrics");
  }
  check_decides(asked, prefix, names);
  std::string name = asked.starts_with(prefix) ? asked.substr(prefix.size()) : asked;
  if (name.empty()) name = names.front();
  if (std::ranges::find(names, name) == names.end()) {
    for (std::string& known : names) known = prefix + known;
    throw UserError(Fault::kConfig, fmt::format("'{}' is not computed by all that are compared", asked),
                    schema::name_hint(prefix + name, names));
  }
  const bool larger = train::higher_is_better(*assemblies.front()->objective, name, false).value_or(false);
  return {prefix + name, larger};
}

}  // namespace nnctl::analysis
