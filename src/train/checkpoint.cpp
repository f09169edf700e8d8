#include "train/checkpoint.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include <fmt/format.h>

#include "base/assert.hpp"
#include "base/diagnostic.hpp"
#include "model/safetensors.hpp"

namespace nnctl::train {

namespace {

constexpr const char* kFormat = "nnctl checkpoint 1";
constexpr const char* kRealType = sizeof(Real) == 4 ? "F32" : "F64";

template <class T>
StoredTensor stored(std::string name, const char* dtype, std::span<const T> values) {
  return {std::move(name),
          dtype,
          {std::ssize(values)},
          std::string(reinterpret_cast<const char*>(values.data()), values.size_bytes())};
}

// Doubles are stored as tensors: JSON has no NaN, and text would have to be trusted to round trip.
void put_logs(TensorFile& file, const std::string& name, const Logs& logs) {
  std::string names;
  std::vector<double> values;
  for (const auto& [key, value] : logs) {
    names += key + "\n";
    values.push_back(value);
  }
  file.metadata[name] = names;
  file.tensors.push_back(stored<double>(name, "F64", values));
}

/// The single values of a TrainState. One list serves both ways: what is written is what is read.
struct Position {
  std::array<std::int64_t, 12> integers{};
  std::array<double, 7> numbers{};

  /// function(stored, value) for each of them.
  template <class Function>
  void visit(TrainState& state, Function function) {
    std::size_t i = 0;
    bool stopped_early = state.status == Status::kStoppedEarly;
    for (std::int64_t* value : {&state.epoch, &state.step, &state.iteration, &state.rows, &state.best.best_epoch,
                                &state.best.wait, &state.kept_epoch, &state.plateau.wait, &state.plateau.cooldown}) {
      function(integers[i++], *value);
    }
    for (bool* value : {&stopped_early, &state.plateau.has_best, &state.model_checkpoint.has_best}) {
      function(integers[i++], *value);
    }
    state.status = stopped_early ? Status::kStoppedEarly : Status::kRunning;
    NNCTL_ASSERT(i == integers.size(), "a value of the state is not stored");
    i = 0;
    for (double* value : {&state.loss_sum, &state.best.best, &state.training_seconds, &state.seconds,
                          &state.plateau.best, &state.plateau.scale, &state.model_checkpoint.best}) {
      function(numbers[i++], *value);
    }
    NNCTL_ASSERT(i == numbers.size(), "a value of the state is not stored");
  }
};

class Loader {
 public:
  Loader(const std::filesystem::path& path, const TensorFile& file) : path_(path), file_(file) {}

  template <class T>
  void copy(const std::string& name, std::span<T> values) const {
    const StoredTensor* tensor = file_.find(name);
    if (tensor == nullptr || tensor->bytes.size() != values.size_bytes()) {
      throw UserError(Fault::kData,
                      fmt::format("'{}' is not a checkpoint of this model: '{}' does not fit", path_.string(), name),
                      "the config must be the one the run was started with");
    }
    if (!values.empty()) std::memcpy(values.data(), tensor->bytes.data(), values.size_bytes());
  }

  Logs logs(const std::string& name) const {
    Logs logs;
    const auto found = file_.metadata.find(name);
    std::string_view names = found == file_.metadata.end() ? std::string_view() : std::string_view(found->second);
    while (!names.empty()) {
      const std::size_t end = names.find('\n');
      logs.emplace_back(std::string(names.substr(0, end)), 0.0);
      names.remove_prefix(end == std::string_view::npos ? names.size() : end + 1);
    }
    std::vector<double> values(logs.size());
    copy<double>(name, values);
    for (std::size_t i = 0; i < logs.size(); ++i) logs[i].second = values[i];
    return logs;
  }

 private:
  const std::filesystem::path& path_;
  const TensorFile& file_;
};

}  // namespace

std::string serialize_checkpoint(const Trainer& trainer, const std::string& identity) {
  const TrainState& state = trainer.state();
  TensorFile file;
  file.metadata["format"] = kFormat;
  file.metadata["identity"] = identity;
  Position position;
  TrainState copy = state;
  position.visit(copy, [](auto& stored, auto& value) { stored = static_cast<std::decay_t<decltype(stored)>>(value); });
  file.tensors.push_back(stored<std::int64_t>("position", "I64", position.integers));
  file.tensors.push_back(stored<double>("numbers", "F64", position.numbers));
  file.tensors.push_back(stored<double>("metric_state", "F64", state.metric_state));
  put_logs(file, "kept_logs", state.kept_logs);
  put_logs(file, "last_logs", state.last_logs);
  file.tensors.push_back(stored<Real>("weights", kRealType, trainer.weights()));
  file.tensors.push_back(stored<Real>("best_weights", kRealType, trainer.best_weights()));
  file.tensors.push_back(stored<Real>("finite_weights", kRealType, trainer.finite_weights()));
  for (const auto& [name, values] : trainer.arrays().state()) {
    file.tensors.push_back(stored<Real>(name, kRealType, values));
  }
  return serialize(file);
}

void restore_checkpoint(const std::filesystem::path& path, const std::string& bytes, const std::string& identity,
                        Trainer& trainer) {
  const ParsedTensorFile parsed = parse_tensor_file(path, bytes);
  const auto metadata = [&](const char* key) {
    const auto found = parsed.file.metadata.find(key);
    return found == parsed.file.metadata.end() ? std::string() : found->second;
  };
  if (metadata("format") != kFormat) {
    throw UserError(Fault::kData, fmt::format("'{}' is not a checkpoint", path.string()), "give a run directory");
  }
  if (metadata("identity") != identity) {
    throw UserError(
        Fault::kData,
        fmt::format("'{}' belongs to another config or other data: resuming would not continue the same run",
                    path.string()),
        "restore the data file, or start a new run");
  }
  const Loader load(path, parsed.file);
  Position position;
  load.copy<std::int64_t>("position", position.integers);
  load.copy<double>("numbers", position.numbers);
  TrainState state = trainer.state();
  position.visit(state, [](auto& stored, auto& value) { value = static_cast<std::decay_t<decltype(value)>>(stored); });
  load.copy<double>("metric_state", state.metric_state);
  state.kept_logs = load.logs("kept_logs");
  state.last_logs = load.logs("last_logs");
  load.copy<Real>("weights", trainer.weights());
  load.copy<Real>("best_weights", trainer.best_weights());
  load.copy<Real>("finite_weights", trainer.finite_weights());
  for (const auto& [name, values] : trainer.arrays().mutable_state()) load.copy<Real>(name, values);
  trainer.restore(std::move(state));
}

}  // namespace nnctl::train
