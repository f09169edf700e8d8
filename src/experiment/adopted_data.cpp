#include "experiment/adopted_data.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "base/assert.hpp"
#include "base/edit_distance.hpp"
#include "data/array_preprocessor.hpp"
#include "data/cell_text.hpp"
#include "data/columns.hpp"
#include "data/source.hpp"
#include "experiment/layer_shapes.hpp"
#include "experiment/places.hpp"
#include "experiment/run_directory.hpp"
#include "experiment/stored_model.hpp"
#include "schema/reader.hpp"
#include "schema/render.hpp"

namespace nnctl::experiment {

using data::ColumnTypeConfig;
using data::TargetType;
using schema::Node;

namespace {

constexpr const char* kKey = "data.preprocessing";

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::ranges::find(names, name) != names.end();
}

TargetType type_of(data::TargetKind kind) {
  switch (kind) {
    case data::TargetKind::kClasses:
      return TargetType::kCategory;
    case data::TargetKind::kNumbers:
      return TargetType::kNumber;
    case data::TargetKind::kLabels:
      return TargetType::kMultiLabel;
  }
  return TargetType::kAuto;
}

std::string text_of(const auto& value) {
  using Value = std::remove_cvref_t<decltype(value)>;
  return schema::flow_text(schema::Codec<Value>::write(value));
}

class Adoption {
 public:
  explicit Adoption(const LoadedConfig& loaded)
      : loaded_(loaded), run_(*loaded.config.data.preprocessing), plan_{loaded.config.data.to_config(), {}} {}

  DataPlan run() {
    open();
    if (plan_.config.train.arrays) {
      adopt_arrays();
    } else {
      adopt_columns();
    }
    if (run_.target) adopt_target();
    reader_.throw_if_failed();
    plan_.options.wants_category = wants_category(loaded_.config);
    plan_.options.wants_labels = wants_labels(loaded_.config);
    plan_.options.fitted = std::make_shared<const data::FittedData>(data::FittedData{
        model_.path.string(), model_.preprocessing, run_.target ? std::optional(model_.target) : std::nullopt});
    return std::move(plan_);
  }

 private:
  void complain(const std::string& path, std::string message, std::string hint) {
    reader_.complain(locate(loaded_.root, path), std::move(message), std::move(hint));
  }

  void open() {
    try {
      model_ = load_model(find_run(run_.from.string()).model);
    } catch (const UserError& error) {
      for (const Diagnostic& diagnostic : error.diagnostics()) complain(kKey, diagnostic.message, diagnostic.hint);
      reader_.throw_if_failed();
    }
    origin_ = model_.path.string();
    const bool has_arrays = dynamic_cast<const data::ArrayPreprocessor*>(model_.preprocessing.get()) != nullptr;
    if (has_arrays == plan_.config.train.arrays) return;
    complain(kKey,
             fmt::format("'{}' was trained on {}, and 'train' is {}", origin_, has_arrays ? "arrays" : "columns",
                         has_arrays ? "CSV" : "arrays"),
             "name a run on data of the same kind");
    reader_.throw_if_failed();
  }

  void adopt_arrays() {
    const auto& fitted = dynamic_cast<const data::ArrayPreprocessor&>(*model_.preprocessing);
    const data::ArrayHeader header = data::read_array_headers(plan_.config.train).x;
    const double divisor = data::ArrayPreprocessor(header, plan_.config).divisor();
    if (plan_.config.scale && header.type == fitted.element_type() && divisor != fitted.divisor()) {
      complain("data.scale",
               fmt::format("elements are divided by {} with this 'scale', and by {} in '{}'", divisor, fitted.divisor(),
                           origin_),
               "remove it: the scale is the run's");
    }
    plan_.config.scale = fitted.divisor() == 1.0 ? data::ArrayScale::kNone : data::ArrayScale::kUnit;
    const auto shape = fitted.feature_shape();
    if (plan_.config.shape.empty()) plan_.config.shape.assign(shape.dims().begin(), shape.dims().end());
  }

  void adopt_columns() {
    const std::vector<std::string> header = data::read_header(plan_.config.train);
    for (const data::ConfigMistake& mistake : data::check_columns(header, plan_.config)) {
      complain(mistake.key_path, mistake.message, mistake.hint);
    }
    const std::vector<std::string> features = wanted_features(header);
    const std::vector<std::string>& fitted = model_.preprocessing->columns();
    const std::vector<std::string> types = model_.preprocessing->column_types();
    data::ColumnMap columns;
    for (std::size_t i = 0; i < fitted.size(); ++i) {
      if (!contains(features, fitted[i])) continue;
      const data::DataConfig theirs = model_.loaded.config.data.to_config();
      const ColumnTypeConfig* declared = data::declared_type(fitted[i], theirs);
      const ColumnTypeConfig type = declared != nullptr ? *declared : data::type_with_defaults(types[i], theirs);
      check_type(fitted[i], type);
      columns.list.emplace_back(fitted[i], type);
    }
    plan_.config.columns = std::move(columns);
    plan_.config.features = features;
    if (plan_.config.window && plan_.config.window->target_history) {
      std::erase_if(plan_.config.features,
                    [&](const std::string& name) { return contains(plan_.config.target.columns, name); });
    }
  }

  // Those of the run that this config wants, in the run's order.
  std::vector<std::string> wanted_features(const std::vector<std::string>& header) {
    const std::vector<std::string>& fitted = model_.preprocessing->columns();
    const bool takes_all = plan_.config.features.empty();
    const std::vector<std::string> wanted = data::resolve_features(takes_all ? fitted : header, plan_.config);
    for (const std::string& name : wanted) {
      if (contains(fitted, name)) {
        if (!contains(header, name)) complain_of_missing(name, header);
      } else if (contains(plan_.config.target.columns, name)) {
        complain("data.window.target_history",
                 fmt::format("the target's own history is a feature of windows, and '{}' has no feature '{}'", origin_,
                             name),
                 "set data.window.target_history: false, or name a run on windows");
      } else {
        complain(place_of_feature(name), fmt::format("'{}' is no feature of '{}'", name, origin_),
                 schema::name_hint(name, fitted));
      }
    }
    std::vector<std::string> ordered;
    std::ranges::copy_if(fitted, std::back_inserter(ordered), [&](const auto& name) { return contains(wanted, name); });
    if (ordered.empty() && reader_.diagnostics().empty()) {
      complain(kKey, fmt::format("no feature of '{}' is left", origin_), "features: " + data::listed(fitted));
    }
    return ordered;
  }

  void complain_of_missing(const std::string& name, const std::vector<std::string>& header) {
    const std::string nearest = nearest_name(name, header);
    complain(kKey,
             fmt::format("column '{}', a feature of '{}', is missing in '{}'", name, origin_,
                         plan_.config.train.files.front().string()),
             fmt::format("{}to do without it, list the others as data.features",
                         nearest.empty() ? "" : fmt::format("is it '{}'? ", nearest)));
  }

  std::string place_of_feature(const std::string& name) const {
    const auto found = std::ranges::find(plan_.config.features, name);
    if (found == plan_.config.features.end()) return "data.features";
    return fmt::format("data.features[{}]", found - plan_.config.features.begin());
  }

  // Complains of what the config says of a column otherwise than the run.
  void check_type(const std::string& name, const ColumnTypeConfig& theirs) {
    const ColumnTypeConfig* declared = data::declared_type(name, plan_.config);
    if (declared == nullptr) {
      const std::string path = "data.defaults." + theirs.name();
      if (const Node* given = given_at(path)) {
        check_options(name, path, *given, data::type_with_defaults(theirs.name(), plan_.config), theirs);
      }
      return;
    }
    const Node* columns = given_at("data.columns");
    NNCTL_ASSERT(columns != nullptr, "a column is declared in no place");
    const Node* given = columns->find(name);
    std::string key = name;
    for (auto entry = columns->entries().begin(); given == nullptr; ++entry) {
      if (!data::matches_glob(name, entry->key.text())) continue;
      key = entry->key.text();
      given = &entry->value;
    }
    const std::string path = fmt::format("data.columns.\"{}\"", key);
    if (declared->name() != theirs.name()) {
      complain(path,
               fmt::format("column '{}' is of type {} here, and of type {} in '{}'", name, declared->name(),
                           theirs.name(), origin_),
               "remove it here: types and options of columns are the run's");
    } else if (given->is_map()) {
      check_options(name, path, *given, *declared, theirs);
    }
  }

  void check_options(const std::string& column, const std::string& path, const Node& given,
                     const ColumnTypeConfig& ours, const ColumnTypeConfig& theirs) {
    const Node own = schema::Codec<ColumnTypeConfig>::write(ours);
    const Node other = schema::Codec<ColumnTypeConfig>::write(theirs);
    for (const schema::Entry& entry : given.entries()) {
      const Node* own_value = own.find(entry.key.text());
      const Node* other_value = other.find(entry.key.text());
      if (own_value == nullptr || other_value == nullptr) continue;
      const std::string here = schema::flow_text(*own_value);
      const std::string there = schema::flow_text(*other_value);
      if (here == there || !told_.insert(path + "." + entry.key.text()).second) continue;
      complain(
          fmt::format("{}.{}", path, entry.key.text()),
          fmt::format("'{}' of column '{}' is {} here, and {} in '{}'", entry.key.text(), column, here, there, origin_),
          "remove it here: types and options of columns are the run's");
    }
  }

  void adopt_target() {
    const data::TargetEncoder& theirs = model_.target;
    const data::TargetConfig& trained = model_.loaded.config.data.target;
    data::TargetConfig& ours = plan_.config.target;
    const std::string alone = fmt::format(
        "for a target of its own write data.preprocessing: {{from: {}, target: false}}", run_.from.string());
    if (!plan_.config.train.arrays && ours.columns != theirs.columns()) {
      complain("data.target",
               fmt::format("the target is {} here, and {} in '{}'", data::listed(ours.columns),
                           data::listed(theirs.columns()), origin_),
               alone);
      return;
    }
    const TargetType type = type_of(theirs.kind());
    if (ours.type != TargetType::kAuto && ours.type != type) {
      complain("data.target.type",
               fmt::format("the target's type is {} here, and {} in '{}'", text_of(ours.type), text_of(type), origin_),
               alone);
      return;
    }
    if (!ours.classes.empty() && ours.classes != theirs.classes()) {
      complain("data.target.classes",
               fmt::format("'classes' are others here than in '{}': {}", origin_, data::listed(theirs.classes())),
               "remove them here; " + alone);
    }
    const bool has_classes = theirs.kind() == data::TargetKind::kClasses;
    const std::string positive =
        has_classes ? theirs.classes()[static_cast<std::size_t>(theirs.positive())] : std::string();
    if (!ours.positive.empty() && ours.positive != positive) {
      complain("data.target.positive",
               fmt::format("'positive' is {} here, and {} in '{}'", ours.positive, has_classes ? positive : "not told",
                           origin_),
               "remove it here; " + alone);
    }
    if (given_at("data.target.scale") != nullptr && ours.scale != trained.scale) {
      complain("data.target.scale",
               fmt::format("'scale' of the target is {} here, and {} in '{}'", text_of(ours.scale),
                           text_of(trained.scale), origin_),
               "remove it here; " + alone);
    }
    ours.scale = trained.scale;
    ours.positive = positive;
    if (theirs.is_one_hot()) return;  // columns of 0 and 1 have neither type nor classes in a config
    ours.type = type;
    if (theirs.kind() != data::TargetKind::kNumbers && !theirs.has_column_a_label()) ours.classes = theirs.classes();
  }

  // The node at a path of keys; null where the config says nothing.
  const Node* given_at(const std::string& path) const {
    const Node* node = &loaded_.root;
    for (std::size_t begin = 0; node != nullptr && begin <= path.size();) {
      const std::size_t end = std::min(path.find('.', begin), path.size());
      node = node->is_map() ? node->find(path.substr(begin, end - begin)) : nullptr;
      begin = end + 1;
    }
    return node != nullptr && !node->is_null() ? node : nullptr;
  }

  const LoadedConfig& loaded_;
  const PreprocessingRun& run_;
  StoredModel model_;
  std::string origin_;  // the model file
  DataPlan plan_;
  std::set<std::string> told_;  // options of `defaults` are those of many columns
  schema::Reader reader_;
};

}  // namespace

DataPlan plan_data(const LoadedConfig& loaded) {
  if (loaded.config.data.preprocessing) return Adoption(loaded).run();
  DataPlan plan{loaded.config.data.to_config(), {wants_category(loaded.config), wants_labels(loaded.config)}};
  plan.config.shape = settled_shape(expand_layers(loaded.config.model.layers), plan.config);
  return plan;
}

void settle_preprocessing(const data::PreparedData& data, DataBlock& block) {
  block.shape = data.config.shape;
  if (data.fitted == nullptr) return;
  block.features = data.config.features;
  block.columns = data.config.columns;
  block.target = data.config.target;
  block.scale = data.config.scale;
  block.preprocessing->from = data.fitted->origin;
}

}  // namespace nnctl::experiment
