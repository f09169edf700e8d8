#include "data/columns.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/edit_distance.hpp"
#include "data/cell_text.hpp"
#include "data/roles.hpp"
#include "schema/render.hpp"
#include "tensor/shape.hpp"

namespace nnctl::data {
namespace {

bool contains(std::span<const std::string> names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool is_glob(std::string_view name) { return name.find_first_of("*?") != std::string_view::npos; }

// A column of that very name is meant even if the name would do as a glob.
std::vector<std::string> matching(std::span<const std::string> header, const std::string& entry) {
  if (contains(header, entry)) return {entry};
  std::vector<std::string> names;
  if (!is_glob(entry)) return names;
  std::copy_if(header.begin(), header.end(), std::back_inserter(names),
               [&](const std::string& name) { return matches_glob(name, entry); });
  return names;
}

bool has_other_role(const std::string& name, const DataConfig& config) {
  const std::vector<Role> roles = other_roles(config);
  return contains(config.target.columns, name) ||
         std::any_of(roles.begin(), roles.end(), [&](const Role& role) { return role.column == name; });
}

// "the id", but "the order_by column".
bool is_short(const Role& role) { return role.name == "id" || role.name == "weight"; }

std::string target_key(const TargetConfig& target, std::size_t index) {
  return target.columns.size() == 1 ? "data.target" : fmt::format("data.target[{}]", index);
}

// Collects what is wrong with the names in a config.
class ColumnCheck {
 public:
  explicit ColumnCheck(std::span<const std::string> header) : header_(header) {}

  void require(const std::string& name, std::string key_path, std::string_view where) {
    if (!contains(header_, name)) add_unknown(name, std::move(key_path), where);
  }
  void require_match(const std::string& entry, std::string key_path, std::string_view where) {
    if (!matching(header_, entry).empty()) return;
    if (is_glob(entry)) {
      mistakes.push_back({std::move(key_path), fmt::format("'{}' in {} matches no column", entry, where), columns()});
    } else {
      add_unknown(entry, std::move(key_path), where);
    }
  }

  std::vector<ConfigMistake> mistakes;

 private:
  std::string columns() const { return "columns: " + listed(header_); }
  void add_unknown(const std::string& name, std::string key_path, std::string_view where) {
    const std::string nearest = nearest_name(name, header_);
    mistakes.push_back({std::move(key_path), fmt::format("unknown column '{}' in {}", name, where),
                        nearest.empty() ? columns() : fmt::format("did you mean '{}'? {}", nearest, columns())});
  }

  std::span<const std::string> header_;
};

void check_target(const TargetConfig& target, std::vector<ConfigMistake>& mistakes) {
  const bool named_classes = !target.classes.empty();
  for (std::size_t i = 0; i < target.columns.size(); ++i) {
    if (contains(std::span(target.columns).first(i), target.columns[i])) {
      mistakes.push_back({target_key(target, i), fmt::format("target '{}' is listed twice", target.columns[i]), ""});
    }
  }
  const bool has_labels = target.type == TargetType::kMultiLabel;
  if (target.columns.size() > 1 && !has_labels && (target.type == TargetType::kCategory || named_classes)) {
    mistakes.push_back({"data.target", "'type: category' and 'classes' are for one target column",
                        "remove them: of several columns of 0 and 1 a loss for classes makes one-hot rows"});
  }
  if (target.type == TargetType::kNumber && (named_classes || !target.positive.empty())) {
    mistakes.push_back(
        {"data.target", "a number has no classes", "remove 'classes' and 'positive', or type: category"});
  }
  if (has_labels && !target.positive.empty()) {
    mistakes.push_back(
        {"data.target.positive", "'positive' is for two classes, and labels are told one by one", "remove it"});
  }
  if (has_labels && target.columns.size() > 1 && named_classes) {
    mistakes.push_back({"data.target.classes", "the labels of several columns are the columns' names", "remove it"});
  }
  if (target.scale != Scale::kNone && (has_labels || named_classes || target.type == TargetType::kCategory)) {
    mistakes.push_back({"data.target.scale", "'scale' is for a target of numbers", "remove it"});
  }
  if (target.classes.size() == 1) {
    mistakes.push_back({"data.target.classes", "a classifier needs at least two classes, got one", ""});
  }
  for (std::size_t i = 0; i < target.classes.size(); ++i) {
    if (contains(std::span(target.classes).first(i), target.classes[i])) {
      mistakes.push_back({fmt::format("data.target.classes[{}]", i),
                          fmt::format("class '{}' is listed twice", target.classes[i]), ""});
    }
  }
  if (named_classes && !target.positive.empty() && !contains(target.classes, target.positive)) {
    mistakes.push_back({"data.target.positive", fmt::format("'{}' is not one of the classes", target.positive),
                        "classes: " + listed(target.classes)});
  }
}

// Whether `defaults` says anything but the defaults, which a stored config writes out.
bool has_own_defaults(const DataConfig& config) {
  return std::ranges::any_of(config.defaults.by_type, [](const auto& entry) {
    const auto& type = entry.second.type();
    return schema::flow_text(type.info.fields->write(entry.second.config())) !=
           schema::flow_text(type.info.fields->write(type.defaults.get()));
  });
}

// Whether columns are named where there are none, or the other way round.
void check_kind(const DataConfig& config, std::vector<ConfigMistake>& mistakes) {
  const auto refuse = [&](bool is_set, std::string_view key, std::string_view why, std::string_view hint) {
    if (is_set) {
      mistakes.push_back({fmt::format("data.{}", key), fmt::format("'{}' {}", key, why), std::string(hint)});
    }
  };
  for (const auto& [key, source] : {std::pair{"validation", &config.validation}, std::pair{"test", &config.test}}) {
    refuse(!source->empty() && source->arrays != config.train.arrays, key,
           config.train.arrays ? "is CSV, and 'train' is arrays" : "is arrays, and 'train' is CSV",
           "all sources of a config are of one kind");
  }
  if (!config.train.arrays) {
    constexpr std::string_view kOfArrays = "is for arrays, and 'train' is CSV";
    refuse(!config.shape.empty(), "shape", kOfArrays, "a reshape layer gives columns a shape");
    refuse(config.scale.has_value(), "scale", kOfArrays, "columns are scaled by defaults.number.scale");
    if (config.target.columns.empty()) {
      mistakes.push_back({"data.target", "'data' needs 'target'", "add 'target: COLUMN': the column to be told"});
    }
    return;
  }
  constexpr std::string_view kOfColumns = "is for columns, and arrays have none";
  constexpr std::string_view kRemove = "remove it";
  refuse(!config.target.columns.empty(), "target", "names a column, and arrays have none",
         "the target is the array 'y'; type, classes and positive may stand here");
  refuse(!config.features.empty(), "features", kOfColumns, kRemove);
  refuse(!config.exclude.empty(), "exclude", kOfColumns, kRemove);
  for (const Role& role : other_roles(config)) {
    if (role.name != "weight")
      mistakes.push_back({role.key_path, fmt::format("'{}' {}", role.name, kOfColumns), std::string(kRemove)});
  }
  refuse(config.window.has_value(), "window", kOfColumns, kRemove);
  refuse(!config.columns.list.empty(), "columns", kOfColumns, kRemove);
  refuse(has_own_defaults(config), "defaults", kOfColumns, "arrays are scaled by data.scale");
  for (std::size_t i = 0; i < config.shape.size(); ++i) {
    if (config.shape[i] >= 1) continue;
    mistakes.push_back({fmt::format("data.shape[{}]", i),
                        fmt::format("sizes of 'shape' must be from 1 on, got {}", config.shape[i]), ""});
  }
  if (config.shape.size() > Shape::kMaxRank) {
    mistakes.push_back(
        {"data.shape",
         fmt::format("'shape' has {} axes, at most {} are possible", config.shape.size(), Shape::kMaxRank), ""});
  }
}

void check_features(const DataConfig& config, std::vector<ConfigMistake>& mistakes) {
  const std::vector<Role> roles = other_roles(config);
  for (std::size_t i = 0; i < config.features.size(); ++i) {
    const std::string& name = config.features[i];
    const std::string key = fmt::format("data.features[{}]", i);
    if (contains(config.target.columns, name)) {
      mistakes.push_back({key, fmt::format("'{}' is the target, so it cannot be a feature", name),
                          "the model would be given the answer; remove it here"});
    } else if (const auto role =
                   std::find_if(roles.begin(), roles.end(), [&](const Role& one) { return one.column == name; });
               role != roles.end()) {
      mistakes.push_back({key,
                          fmt::format("'{}' is the {}{}, so it cannot be a feature", name, role->name,
                                      is_short(*role) ? "" : " column"),
                          "remove one of the two"});
    } else if (contains(config.exclude, name)) {
      mistakes.push_back({key, fmt::format("'{}' is excluded too", name), "remove one of the two"});
    } else if (contains(std::span(config.features).first(i), name)) {
      mistakes.push_back({key, fmt::format("'{}' is listed twice", name), ""});
    }
  }
}

}  // namespace

bool matches_glob(std::string_view name, std::string_view glob) {
  std::size_t star = std::string_view::npos;  // the last '*' met; where a mismatch goes back to
  std::size_t star_end = 0;                   // how much of the name is used up before what follows that '*'
  std::size_t n = 0;
  std::size_t g = 0;
  while (n < name.size()) {
    if (g < glob.size() && glob[g] == '*') {
      star = g++;
      star_end = n;
    } else if (g < glob.size() && (glob[g] == '?' || glob[g] == name[n])) {
      ++g;
      ++n;
    } else if (star != std::string_view::npos) {
      g = star + 1;
      n = ++star_end;
    } else {
      return false;
    }
  }
  return glob.find_first_not_of('*', g) == std::string_view::npos;
}

std::string column_key(std::string_view name) {
  const bool plain = !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
  return plain ? std::string(name) : fmt::format("\"{}\"", name);
}

std::vector<ConfigMistake> check_config(const DataConfig& config) {
  std::vector<ConfigMistake> mistakes;
  check_kind(config, mistakes);
  check_roles(config, mistakes);
  check_target(config.target, mistakes);
  if (config.window && config.target.missing == TargetMissing::kDrop) {
    mistakes.push_back({"data.target.missing", "'missing: drop' would tear holes into the windows over ordered rows",
                        "fill the target in, or leave its rows out of the file"});
  }
  check_features(config, mistakes);
  for (const Role& role : other_roles(config)) {
    if (!contains(config.target.columns, role.column)) continue;
    mistakes.push_back({role.key_path,
                        fmt::format("'{}' is the target, so it cannot be the {}{}", role.column, role.name,
                                    is_short(role) ? "" : " column"),
                        role.name == "weight" ? "name the column that says how much each row counts" : ""});
  }
  return mistakes;
}

std::vector<ConfigMistake> check_columns(std::span<const std::string> header, const DataConfig& config) {
  ColumnCheck check(header);
  for (std::size_t i = 0; i < config.target.columns.size(); ++i) {
    check.require(config.target.columns[i], target_key(config.target, i), "target");
  }
  for (std::size_t i = 0; i < config.features.size(); ++i) {
    check.require_match(config.features[i], fmt::format("data.features[{}]", i), "features");
  }
  for (std::size_t i = 0; i < config.exclude.size(); ++i) {
    check.require_match(config.exclude[i], fmt::format("data.exclude[{}]", i), "exclude");
  }
  for (const Role& role : other_roles(config)) check.require(role.column, role.key_path, role.name);
  for (const auto& [name, type] : config.columns.list) {
    check.require_match(name, "data.columns." + column_key(name), "columns");
  }
  for (std::size_t i = 0; config.window && i < config.window->known.size(); ++i) {
    const std::string& name = config.window->known[i];
    const std::string key = fmt::format("data.window.known[{}]", i);
    if (!contains(header, name)) {
      check.require(name, key, "known");
    } else if (contains(config.target.columns, name) || !contains(resolve_features(header, config), name)) {
      check.mistakes.push_back({key, fmt::format("'{}' is known ahead, and it is no feature", name),
                                "columns known ahead are features whose values of the rows forecast are seen too"});
    }
  }
  if (check.mistakes.empty() && resolve_features(header, config).empty()) {
    check.mistakes.push_back({"data.features", "no column is left to be a feature", "columns: " + listed(header)});
  }
  return std::move(check.mistakes);
}

std::vector<std::string> resolve_features(std::span<const std::string> header, const DataConfig& config) {
  std::vector<std::string> excluded;
  for (const std::string& entry : config.exclude) {
    for (std::string& name : matching(header, entry)) excluded.push_back(std::move(name));
  }
  std::vector<std::string> wanted;
  for (const std::string& entry : config.features) {
    for (std::string& name : matching(header, entry)) wanted.push_back(std::move(name));
  }
  if (config.features.empty()) wanted.assign(header.begin(), header.end());
  std::vector<std::string> features;
  for (std::string& name : wanted) {
    if (has_other_role(name, config) || contains(excluded, name) || contains(features, name)) continue;
    features.push_back(std::move(name));
  }
  if (config.window && config.window->target_history) {
    features.insert(features.end(), config.target.columns.begin(), config.target.columns.end());
  }
  return features;
}

const ColumnTypeConfig* declared_type(const std::string& name, const DataConfig& config) {
  const auto& list = config.columns.list;
  auto found = std::ranges::find_if(list, [&](const auto& entry) { return entry.first == name; });
  if (found == list.end()) {
    found = std::ranges::find_if(list, [&](const auto& entry) { return matches_glob(name, entry.first); });
  }
  return found == list.end() ? nullptr : &found->second;
}

ColumnTypeConfig type_with_defaults(std::string_view name, const DataConfig& config) {
  const auto found = config.defaults.by_type.find(std::string(name));
  return found == config.defaults.by_type.end() ? ColumnTypeConfig::named(name) : found->second;
}

FeatureCount count_features(std::span<const std::string> columns, const DataConfig& config) {
  FeatureCount features;
  for (const std::string& name : columns) {
    const ColumnTypeConfig* type = declared_type(name, config);
    const std::optional<std::int64_t> width = type == nullptr ? std::nullopt : type->make()->width();
    features.count += width.value_or(1);
    features.is_certain = features.is_certain && width;
  }
  return features;
}

std::vector<std::string> other_columns(std::span<const std::string> header, std::span<const std::string> used,
                                       std::span<const std::string> also_used) {
  std::vector<std::string> others;
  std::copy_if(header.begin(), header.end(), std::back_inserter(others),
               [&](const std::string& name) { return !contains(used, name) && !contains(also_used, name); });
  return others;
}

}  // namespace nnctl::data
