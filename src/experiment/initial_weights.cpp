#include "experiment/initial_weights.hpp"

#include <algorithm>
#include <cstring>

#include <fmt/format.h>

#include "base/file.hpp"
#include "data/columns.hpp"
#include "experiment/places.hpp"
#include "experiment/run_directory.hpp"
#include "experiment/written_path.hpp"
#include "model/safetensors.hpp"
#include "schema/either.hpp"
#include "schema/reader.hpp"
#include "schema/render.hpp"

namespace nnctl::schema {

using experiment::InitialWeightsConfig;
using experiment::Mismatch;

namespace {

struct InitialWeightsMap {
  std::string from;
  std::vector<std::string> layers;
  Mismatch mismatch = Mismatch::kError;

  static const Schema<InitialWeightsMap>& schema() {
    static const auto schema =
        Schema<InitialWeightsMap>("'initial_weights'", "Weights to start from: a model file or run, or this map.")
            .required(
                "from", &InitialWeightsMap::from,
                "A run directory, its model, or another program's safetensors file with weights named LAYER/kernel.")
            .field("layers", &InitialWeightsMap::layers,
                   "Names or globs of the layers that take weights; empty: all layers.")
            .field("mismatch", &InitialWeightsMap::mismatch,
                   "error, or skip: leave weights alone that the other model lacks or has with another shape.");
    return schema;
  }
};

}  // namespace

const std::vector<Choice<Mismatch>>& Choices<Mismatch>::all() {
  static const std::vector<Choice<Mismatch>> choices = {{"error", Mismatch::kError}, {"skip", Mismatch::kSkip}};
  return choices;
}

bool Codec<InitialWeightsConfig>::read(Reader& reader, const Node& node, std::string_view name,
                                       InitialWeightsConfig& value) {
  InitialWeightsMap map;
  if (!experiment::read_path_or_map(reader, node, name, map, value.from)) return false;
  value.layers = map.layers;
  value.mismatch = map.mismatch;
  return true;
}

Node Codec<InitialWeightsConfig>::write(const InitialWeightsConfig& value) {
  const InitialWeightsMap map{value.from.string(), value.layers, value.mismatch};
  return InitialWeightsMap::schema().write(&map);
}

TypeInfo Codec<InitialWeightsConfig>::info() {
  return either("path, or a map with 'from'", {scalar_info("path", "string"), Codec<InitialWeightsMap>::info()});
}

}  // namespace nnctl::schema

namespace nnctl::experiment {

namespace {

constexpr const char* kKey = "model.initial_weights";

std::string layer_of(const std::string& parameter) { return parameter.substr(0, parameter.find('/')); }

bool matches_any(const std::string& name, const std::vector<std::string>& globs) {
  return globs.empty() || std::ranges::any_of(globs, [&](const auto& glob) { return data::matches_glob(name, glob); });
}

void check_globs(const InitialWeightsConfig& config, const schema::Node& root, const ModelPlan& plan,
                 schema::Reader& reader) {
  std::vector<std::string> names;
  for (const PlannedLayer& layer : plan.layers()) {
    if (!layer.plan.parameters.empty()) names.push_back(layer.name);
  }
  for (std::size_t i = 0; i < config.layers.size(); ++i) {
    const std::string& glob = config.layers[i];
    if (std::ranges::any_of(names, [&](const auto& name) { return data::matches_glob(name, glob); })) continue;
    reader.complain(locate(root, fmt::format("{}.layers[{}]", kKey, i)),
                    fmt::format("no layer with weights is named '{}'", glob), schema::name_hint(glob, names));
  }
}

/// What keeps `tensor` from being the parameter; empty when nothing does.
std::string obstacle(const StoredTensor* tensor, const Parameter& parameter) {
  if (tensor == nullptr) return "is not in it";
  if (tensor->dtype != "F32") return fmt::format("holds {} there, float32 is wanted", tensor->dtype);
  const Shape stored(tensor->shape);
  if (stored == parameter.shape) return {};
  return fmt::format("is {} there and {} here", to_string(stored), to_string(parameter.shape));
}

}  // namespace

LoadedWeights load_initial_weights(const InitialWeightsConfig& config, const schema::Node& root, const ModelPlan& plan,
                                   std::span<Real> weights) {
  schema::Reader reader;
  check_globs(config, root, plan, reader);
  LoadedWeights result;
  TensorFile file;
  try {
    result.file = find_run(config.from.string()).model;
    file = parse_tensor_file(result.file, read_file(result.file), Checksum::kOptional).file;
  } catch (const UserError& error) {
    const Diagnostic& diagnostic = error.diagnostics().front();
    reader.complain(locate(root, kKey), diagnostic.message, diagnostic.hint);
    reader.throw_if_failed();
  }
  for (const Parameter& parameter : plan.parameters()) {
    if (!matches_any(layer_of(parameter.name), config.layers)) continue;
    const StoredTensor* tensor = file.find(parameter.name);
    const std::string problem = obstacle(tensor, parameter);
    if (problem.empty()) {
      std::memcpy(weights.data() + parameter.offset, tensor->bytes.data(), tensor->bytes.size());
      result.loaded.push_back(parameter.name);
    } else if (config.mismatch == Mismatch::kSkip) {
      result.skipped.push_back(parameter.name);
    } else {
      reader.complain(locate(root, kKey), fmt::format("'{}' of '{}' {}", parameter.name, result.file.string(), problem),
                      "name the layers to take with 'layers: [...]', or set 'mismatch: skip'");
    }
  }
  reader.throw_if_failed();
  if (result.loaded.empty()) {
    reader.complain(locate(root, kKey), fmt::format("'{}' has no weights for this model", result.file.string()),
                    "layers are matched by name: give them the names they have there");
    reader.throw_if_failed();
  }
  return result;
}

}  // namespace nnctl::experiment
