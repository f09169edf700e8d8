// The safetensors container (github.com/huggingface/safetensors, README "Format"): 8 bytes of header length, a JSON
// header, raw little-endian tensors. nnctl adds a checksum over everything to the metadata.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace nnctl {

struct StoredTensor {
  std::string name;
  std::string dtype;                ///< "F32", "F64", "I64", "U8"
  std::vector<std::int64_t> shape;  ///< with every axis
  std::string bytes;                ///< row-major, little-endian
};

struct TensorFile {
  std::map<std::string, std::string> metadata;
  std::vector<StoredTensor> tensors;  ///< in the file's order
  const StoredTensor* find(const std::string& name) const;
};

/// The file's bytes, with metadata "checksum" added: XXH3-128 over the other metadata and all tensors by name. The
/// same content gives the same bytes.
std::string serialize(const TensorFile& file);

struct ParsedTensorFile {
  TensorFile file;
  /// Sound content in another layout than serialize() gives: another tool has saved it again.
  bool resaved = false;
};

/// Whether a file may lack nnctl's checksum, as those of other programs do.
enum class Checksum { kRequired, kOptional };

/// Throws UserError(Fault::kData) that names `path` and what is wrong: not a safetensors file, truncated, altered
/// (checksum), without a checksum that is required.
ParsedTensorFile parse_tensor_file(const std::filesystem::path& path, const std::string& bytes,
                                   Checksum wanted = Checksum::kRequired);

}  // namespace nnctl
