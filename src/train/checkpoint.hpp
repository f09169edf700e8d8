// Everything an exact resume needs, in one safetensors file: weights, optimizer slots, best weights, position, metric
// sums, early-stopping state. Random streams need no state: they are keyed by seed, step and row.
#pragma once

#include <filesystem>
#include <string>

#include "train/trainer.hpp"

namespace nnctl::train {

/// `identity` names what the checkpoint belongs to (config and data fingerprints); it must be equal on loading.
std::string serialize_checkpoint(const Trainer& trainer, const std::string& identity);

/// Puts `trainer` where the checkpoint was taken. Throws UserError(Fault::kData) when the file is damaged or belongs
/// to another config or other data.
void restore_checkpoint(const std::filesystem::path& path, const std::string& bytes, const std::string& identity,
                        Trainer& trainer);

}  // namespace nnctl::train
