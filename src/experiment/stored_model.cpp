#include "experiment/stored_model.hpp"

#include <cmath>
#include <cstring>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/file.hpp"
#include "base/version.hpp"
#include "config/document.hpp"
#include "experiment/logs_json.hpp"
#include "model/safetensors.hpp"

namespace nnctl::experiment {

namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kFormat = "nnctl model 1";

static_assert(sizeof(Real) == 4, "model files hold float32");

std::string split_json(const data::PreparedData& data) {
  Json json;
  json["strategy"] = to_string(data.split.strategy);
  for (const data::Part part : data::kParts) json["rows"][std::string(to_string(part))] = data.part(part).num_rows();
  return json.dump();
}

const std::string& metadata(const TensorFile& file, const std::filesystem::path& path, const char* key) {
  const auto found = file.metadata.find(key);
  if (found == file.metadata.end()) {
    throw UserError(Fault::kData, fmt::format("'{}' is no nnctl model: its metadata holds no '{}'", path.string(), key),
                    "give a run directory or the model.safetensors in it");
  }
  return found->second;
}

void copy_weights(const TensorFile& file, const std::filesystem::path& path, const ModelPlan& plan,
                  std::vector<Real>& weights) {
  weights.assign(static_cast<std::size_t>(plan.packed_size()), Real{0});
  for (const Parameter& parameter : plan.parameters()) {
    const StoredTensor* tensor = file.find(parameter.name);
    const auto size = static_cast<std::size_t>(parameter.size) * sizeof(Real);
    if (tensor == nullptr || tensor->dtype != "F32" || Shape(tensor->shape) != parameter.shape) {
      throw UserError(Fault::kData,
                      fmt::format("'{}' does not hold '{}' as float32 {}", path.string(), parameter.name,
                                  to_string(parameter.shape)),
                      "its weights and its config do not belong together");
    }
    std::memcpy(weights.data() + parameter.offset, tensor->bytes.data(), size);
  }
}

}  // namespace

std::string config_text(const ExperimentConfig& config, const std::filesystem::path& directory) {
  return config::to_yaml(training_tree(with_paths_relative_to(config, directory)));
}

std::string serialize_model(const Assembly& assembly, const data::PreparedData& data, const std::string& config_text,
                            std::span<const Real> weights, const ModelRecord& record) {
  TensorFile file;
  file.metadata["format"] = kFormat;
  file.metadata["nnctl_version"] = kVersion;
  file.metadata["config"] = config_text;
  file.metadata["preprocessing"] = data.preprocessing->to_json().dump();
  file.metadata["target"] = data.target.to_json().dump();
  file.metadata["split"] = split_json(data);
  file.metadata["data_fingerprint"] = data.part(data::Part::kTrain).fingerprint;
  file.metadata["epoch"] = std::to_string(record.epoch);
  file.metadata["metrics"] = to_json(record.metrics).dump();
  file.metadata["weights_hash"] = weights_hash(*assembly.plan, weights);
  for (const Parameter& parameter : assembly.plan->parameters()) {
    const auto values =
        weights.subspan(static_cast<std::size_t>(parameter.offset), static_cast<std::size_t>(parameter.size));
    file.tensors.push_back({parameter.name, "F32",
                            std::vector<std::int64_t>(parameter.shape.dims().begin(), parameter.shape.dims().end()),
                            std::string(reinterpret_cast<const char*>(values.data()), values.size_bytes())});
  }
  return serialize(file);
}

StoredModel load_model(const std::filesystem::path& path) {
  const ParsedTensorFile parsed = parse_tensor_file(path, read_file(path));
  const TensorFile& file = parsed.file;
  const std::string& format = metadata(file, path, "format");
  if (format != kFormat) {
    throw UserError(Fault::kData, fmt::format("'{}' is a '{}', expected '{}'", path.string(), format, kFormat),
                    "give a run directory or the model.safetensors in it");
  }
  StoredModel model;
  model.path = path;
  model.resaved = parsed.resaved;
  model.loaded = load_stored_config(metadata(file, path, "config"), path.string() + " (config)", path.parent_path());
  model.preprocessing = data::preprocessing_from_json(nlohmann::json::parse(metadata(file, path, "preprocessing")));
  model.target = data::TargetEncoder::from_json(nlohmann::json::parse(metadata(file, path, "target")));
  model.data_fingerprint = metadata(file, path, "data_fingerprint");
  model.epoch = std::stoll(metadata(file, path, "epoch"));
  const Json logs = Json::parse(metadata(file, path, "metrics"));
  for (const auto& [name, value] : logs.items()) {
    model.metrics.emplace_back(name, value.is_number() ? value.get<double>() : std::nan(""));
  }
  model.assembly = assemble(model.loaded, *model.preprocessing, model.target, /*has_validation=*/true);
  copy_weights(file, path, *model.assembly.plan, model.weights);
  return model;
}

}  // namespace nnctl::experiment
