// The models of single epochs in a run's directory: checkpoints/epoch_0005.safetensors, as `model_checkpoint` asks.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string_view>

namespace nnctl::experiment {

class SavedModels {
 public:
  /// `keep`: how many of the newest stay; none: all.
  SavedModels(std::filesystem::path directory, std::optional<std::int64_t> keep);

  const std::filesystem::path& directory() const { return directory_; }
  /// The model of `epoch` (from 1), written whole or not at all; then the oldest go.
  void add(std::int64_t epoch, std::string_view bytes) const;
  /// Removes those of later epochs, which a run that is taken up at `epoch` makes again, and surplus ones.
  void drop_after(std::int64_t epoch) const;

 private:
  void prune() const;

  std::filesystem::path directory_;
  std::optional<std::int64_t> keep_;
};

}  // namespace nnctl::experiment
