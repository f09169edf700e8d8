#include "sweep/plan.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>

#include "config/document.hpp"
#include "experiment/adopted_data.hpp"
#include "experiment/places.hpp"
#include "experiment/training_memory.hpp"
#include "schema/render.hpp"
#include "sweep/comparable.hpp"
#include "train/trainer.hpp"

namespace nnctl::sweep {

using experiment::LoadedConfig;
using experiment::ParameterSpec;
using experiment::SharedData;
using experiment::SweepBlock;
using experiment::SweepStrategy;
using schema::Node;
using schema::Reader;

namespace {

// The places of a node and all below it.
void collect_places(const Node& node, std::set<std::pair<int, int>>& places) {
  const Place place = node.place();
  places.emplace(place.line, place.column);
  for (const Node& item : node.items()) collect_places(item, places);
  for (const schema::Entry& entry : node.entries()) {
    collect_places(entry.key, places);
    collect_places(entry.value, places);
  }
}

class ParameterCheck {
 public:
  ParameterCheck(const LoadedConfig& base, const SweepBlock& block, Reader& reader)
      : base_(base), block_(block), reader_(reader) {}

  // Each value by itself, with what its condition asks for. Mistakes that stand elsewhere in the config come of values
  // together, and are the trial's.
  void run(const Axis& axis) {
    if (!axis.is_range()) {
      for (std::int64_t i = 0; i < *axis.num_values(); ++i) check(axis, axis.coordinate_of(i));
      return;
    }
    const std::size_t before = reader_.diagnostics().size();
    check(axis, 0);
    if (reader_.diagnostics().size() == before) check(axis, std::nextafter(1.0, 0.0));
  }

 private:
  // Values under which a parameter is set, and those under which these are.
  void add_conditions(const ParameterSpec& parameter, Assignment& values) const {
    for (const auto& [key, choices] : parameter.when) {
      const auto is_key = [&path = key.text()](const schema::Entry& entry) { return entry.key.text() == path; };
      if (std::ranges::any_of(values, is_key)) continue;
      values.push_back({key, choices.front()});
      for (const ParameterSpec& other : block_.parameters.list) {
        if (other.path() == key.text()) add_conditions(other, values);
      }
    }
  }

  // A key of a part whose type is swept beside it, without a condition on the type.
  std::string hint_of(const Axis& axis, const Diagnostic& diagnostic) const {
    for (const ParameterSpec* parameter : axis.parameters()) {
      for (const ParameterSpec& other : block_.parameters.list) {
        if (!other.path().ends_with(".type") || !parameter->when.empty() || &other == parameter) continue;
        const std::string part = other.path().substr(0, other.path().size() - 4);
        if (parameter->path().starts_with(part) && diagnostic.message.starts_with("unknown key")) {
          return fmt::format(
              "if only some types have it, set it under a condition: {{values: [...], when: {{{}: NAME}}}}",
              other.path());
        }
      }
    }
    return diagnostic.hint;
  }

  void check(const Axis& axis, double coordinate) {
    Assignment values;
    add_conditions(*axis.parameters().front(), values);
    const std::size_t own = values.size();
    axis.append_values(coordinate, values);
    std::set<std::pair<int, int>> places;
    for (std::size_t i = own; i < values.size(); ++i) {
      const ParameterSpec& parameter = *axis.parameters()[i - own];
      // A range's values are numbers of our own: they get the range's place
      if (parameter.range) {
        const Place at = parameter.node.place();
        values[i].value.set_place(parameter.node.source(), at.line, at.column);
      }
      collect_places(values[i].value, places);
      const Place key = parameter.key.place();
      const int width = static_cast<int>(parameter.path().size());
      for (int column = key.column; column <= key.column + width; ++column) places.emplace(key.line, column);
    }
    try {
      const LoadedConfig variant = experiment::load_variant(base_, values, 0);
      if (axis.parameters().front()->path().starts_with("data."))
        experiment::check_against_header(variant, experiment::plan_data(variant));
    } catch (const UserError& error) {
      for (const Diagnostic& diagnostic : error.diagnostics()) {
        const auto& at = diagnostic.place;
        if (at.file != axis.parameters().front()->key.place().file || !places.contains({at.line, at.column})) continue;
        Node place = Node::plain("");
        place.set_place(axis.parameters().front()->key.source(), at.line, at.column);
        if (told_.emplace(at.line, at.column, diagnostic.message).second) {
          reader_.complain(place, diagnostic.message, hint_of(axis, diagnostic));
        }
      }
    }
  }

  const LoadedConfig& base_;
  const SweepBlock& block_;
  Reader& reader_;
  std::set<std::tuple<int, int, std::string>> told_;
};

SweepStrategy settled(const SweepBlock& block, const Space& space) {
  if (block.strategy != SweepStrategy::kAuto) return block.strategy;
  return space.is_finite() && !block.trials ? SweepStrategy::kGrid : SweepStrategy::kRandom;
}

std::string large_number(double value) {
  return value < 1e15 ? fmt::format("{:.0f}", value) : fmt::format("{:.2g}", value);
}

void check_strategy(const SweepPlan& plan, const Node& sweep, Reader& reader) {
  const SweepBlock& block = *plan.block;
  const auto at = [&](const char* key) -> const Node& {
    const Node* node = sweep.find(key);
    return node != nullptr ? *node : sweep;
  };
  if (plan.strategy == SweepStrategy::kGrid) {
    if (block.trials) {
      reader.complain(at("trials"), "a grid has its own number of trials", "remove 'trials', or set strategy: random");
    }
    for (const Axis& axis : plan.space->axes()) {
      if (axis.num_values()) continue;
      reader.complain(axis.parameters().front()->node,
                      fmt::format("a grid needs values, and '{}' is a range without steps", axis.name()),
                      "add steps: 5 (or step), or set strategy: random");
    }
    if (!reader.failed() && plan.space->count(kMostGridTrials) > kMostGridTrials) {
      reader.complain(at("parameters"),
                      fmt::format("the grid has up to {} trials, and {} is the most that are run",
                                  large_number(plan.space->size_bound()), kMostGridTrials),
                      "list fewer values, tie keys with 'zip', or sample with strategy: random and trials: 100");
    }
  }
  if (block.prune && block.repeats > 1) {
    reader.complain(at("prune"), "'prune' is for trials of one training, and 'repeats' is more",
                    "search with repeats: 1, then compare the best with nnctl compare");
  }
  if (block.prune && plan.strategy == SweepStrategy::kHyperband) {
    reader.complain(at("prune"), "hyperband ends trials early by itself", "remove 'prune'");
  }
  if (plan.strategy == SweepStrategy::kHyperband && block.min_epochs > plan.base.config.training.epochs) {
    reader.complain(at("min_epochs"), fmt::format("'min_epochs' is {}, and a whole training has {}", block.min_epochs,
                                                  plan.base.config.training.epochs));
  }
}

void check_metric(SweepPlan& plan, const Node& sweep, SharedData& data, Reader& reader) {
  const Node* node = sweep.find("metric");
  const Node& at = node != nullptr ? *node : sweep;
  LoadedConfig base = plan.base;
  const experiment::OpenedExperiment opened = data.open(std::move(base));
  const experiment::SweepMetric& metric = plan.block->metric;
  const auto higher = train::higher_is_better(*opened.assembly.objective, metric.name, opened.has_validation);
  if (!higher) {
    const auto names =
        experiment::log_names(experiment::logged_metrics(opened.assembly.config.training), opened.has_validation);
    std::string hint = schema::name_hint(metric.name, names);
    if (metric.name.starts_with("test_")) {
      hint = "the test rows stay unseen until a trial is chosen: judge by val_" + metric.name.substr(5);
    } else if (!opened.has_validation && metric.name.starts_with("val_")) {
      hint = "there is no validation data: give data.split.validation a share";
    }
    reader.complain(at, fmt::format("'metric: {}' is not computed", metric.name), hint);
    return;
  }
  plan.higher_is_better = metric.mode == train::Mode::kAuto ? *higher : metric.mode == train::Mode::kMax;
}

// The same beside other mistakes; what is wrong with the data is told when they are mended.
void check_metric_quietly(SweepPlan& plan, const Node& sweep, SharedData& data, Reader& reader) {
  try {
    check_metric(plan, sweep, data, reader);
  } catch (const UserError&) {
    return;
  }
}

// What the limit says of a network.
bool is_within(const experiment::SweepLimit& limit, const experiment::OpenedExperiment& opened) {
  const ModelPlan& plan = *opened.assembly.plan;
  const auto fits = [](const std::optional<experiment::Amount>& most, std::int64_t value) {
    return !most || static_cast<double>(value) <= most->value;
  };
  if (!fits(limit.total_parameters, plan.num_parameters()) || !fits(limit.flops_per_sample, plan.flops())) return false;
  if (!limit.memory) return true;
  std::int64_t bytes = 0;
  for (const auto& [purpose, size] : experiment::training_memory(opened.assembly)) bytes += size;
  return fits(limit.memory, bytes);
}

}  // namespace

SweepPlan plan_sweep(LoadedConfig loaded, SharedData& data) {
  SweepPlan plan;
  plan.base = std::move(loaded);
  Reader reader(&experiment::root_schema());
  if (!plan.base.config.sweep || plan.base.config.sweep->parameters.list.empty()) {
    reader.complain(plan.base.config.sweep ? experiment::locate(plan.base.root, "sweep") : plan.base.root,
                    plan.base.config.sweep ? "'sweep' has no parameters" : "the config has no 'sweep'",
                    "say which keys to search: sweep: {parameters: {model.layers.hidden1.units: [64, 128]}}, or on the "
                    "command line model.layers.hidden1.units=64,128");
    reader.throw_if_failed();
  }
  plan.block = std::make_unique<SweepBlock>(*plan.base.config.sweep);
  const Node& sweep = experiment::locate(plan.base.root, "sweep");
  plan.space = std::make_unique<Space>(*plan.block, sweep, reader);
  check_comparable(*plan.block, plan.base.config, plan.base.root, reader);
  ParameterCheck parameters(plan.base, *plan.block, reader);
  if (reader.failed()) {
    // What does not go together is told; the values, each key alone, as well
    for (const ParameterSpec& parameter : plan.block->parameters.list) parameters.run(Axis({&parameter}));
    check_metric_quietly(plan, sweep, data, reader);
    reader.throw_if_failed();
  }
  plan.strategy = settled(*plan.block, *plan.space);
  check_strategy(plan, sweep, reader);
  for (const Axis& axis : plan.space->axes()) parameters.run(axis);
  if (reader.failed()) {
    check_metric_quietly(plan, sweep, data, reader);
    reader.throw_if_failed();
  }
  check_metric(plan, sweep, data, reader);
  reader.throw_if_failed();
  if (plan.strategy == SweepStrategy::kGrid) plan.grid_size = plan.space->count(kMostGridTrials);
  return plan;
}

std::unique_ptr<Strategy> begin_strategy(const SweepPlan& plan, SharedData& data) {
  const SweepBlock& block = *plan.block;
  StrategyOptions options;
  options.kind = plan.strategy;
  options.seed = static_cast<std::uint64_t>(plan.base.config.seed);
  options.trials = block.trials.value_or(0);
  options.lag = block.lag;
  options.eta = block.eta;
  options.min_epochs = block.min_epochs;
  options.epochs = plan.base.config.training.epochs;
  if (block.limit) {
    options.allowed = [&plan, &data, limit = *block.limit](const Point& point) {
      try {
        return is_within(limit, data.open(experiment::load_variant(plan.base, plan.space->assignment(point), 0)));
      } catch (const UserError&) {
        return true;  // the trial itself tells what is wrong
      }
    };
  }
  return make_strategy(*plan.space, options);
}

std::string definition(const SweepPlan& plan, const std::filesystem::path& directory) {
  Node tree = experiment::training_tree(experiment::with_paths_relative_to(plan.base.config, directory));
  Node sweep = SweepBlock::schema().write(plan.block.get());
  for (const char* key : {"workers", "budget", "keep"}) sweep.erase(key);
  tree.set("sweep", std::move(sweep));
  return config::to_yaml(tree);
}

}  // namespace nnctl::sweep
