#include "model/safetensors.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/diagnostic.hpp"
#include "base/hash.hpp"

namespace nnctl {

static_assert(std::endian::native == std::endian::little, "tensors are stored as they lie in memory");

namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kChecksum = "checksum";
constexpr std::uint64_t kLongestHeader = 100'000'000;  // the format's own limit

int element_size(const std::string& dtype) {
  if (dtype == "F64" || dtype == "I64" || dtype == "U64") return 8;
  if (dtype == "F32" || dtype == "I32" || dtype == "U32") return 4;
  if (dtype == "F16" || dtype == "BF16" || dtype == "I16" || dtype == "U16") return 2;
  if (dtype == "U8" || dtype == "I8" || dtype == "BOOL") return 1;
  return 0;
}

// By name, so that a tool that reorders tensors leaves it as it was.
std::string checksum_of(const TensorFile& file) {
  Hasher hasher;
  for (const auto& [key, value] : file.metadata) {
    if (key != kChecksum) hasher.text(key).text(value);
  }
  std::vector<const StoredTensor*> tensors;
  for (const StoredTensor& tensor : file.tensors) tensors.push_back(&tensor);
  std::ranges::sort(tensors, {}, [](const StoredTensor* tensor) { return tensor->name; });
  for (const StoredTensor* tensor : tensors) {
    hasher.text(tensor->name).text(tensor->dtype).number(static_cast<std::int64_t>(tensor->shape.size()));
    for (const std::int64_t size : tensor->shape) hasher.number(size);
    hasher.text(tensor->bytes);
  }
  return hasher.hex();
}

[[noreturn]] void refuse(const std::filesystem::path& path, const std::string& problem, std::string hint) {
  throw UserError(Fault::kData, fmt::format("'{}' {}", path.string(), problem), std::move(hint));
}

constexpr const char* kNoJson = "has a header that is not safetensors' JSON";
constexpr const char* kDamagedHint = "the file is damaged; copy it again or train again";

TensorFile read_tensors(const std::filesystem::path& path, const Json& header, std::string_view body) {
  TensorFile file;
  std::vector<std::pair<std::uint64_t, StoredTensor>> tensors;
  std::uint64_t total = 0;
  for (const auto& [name, entry] : header.items()) {
    if (name == "__metadata__") {
      for (const auto& [key, value] : entry.items()) file.metadata[key] = value.get<std::string>();
      continue;
    }
    StoredTensor tensor;
    tensor.name = name;
    tensor.dtype = entry.at("dtype").get<std::string>();
    tensor.shape = entry.at("shape").get<std::vector<std::int64_t>>();
    const auto begin = entry.at("data_offsets").at(0).get<std::uint64_t>();
    const auto end = entry.at("data_offsets").at(1).get<std::uint64_t>();
    if (begin <= end && end > body.size()) {
      refuse(path, fmt::format("is truncated, or its header is damaged: tensor '{}' goes beyond its end", name),
             kDamagedHint);
    }
    auto size = static_cast<std::uint64_t>(element_size(tensor.dtype));
    bool possible = size > 0 && begin <= end && end <= body.size();
    for (const std::int64_t axis : tensor.shape) {
      possible = possible && axis >= 0 && !__builtin_mul_overflow(size, static_cast<std::uint64_t>(axis), &size);
    }
    if (!possible || size != end - begin) {
      refuse(path, fmt::format("says something impossible of tensor '{}'", name), kDamagedHint);
    }
    tensor.bytes = std::string(body.substr(begin, end - begin));
    total += end - begin;
    tensors.emplace_back(begin, std::move(tensor));
  }
  if (total != body.size()) {
    refuse(path, fmt::format("holds {} bytes of tensors where its header says {}", body.size(), total), kDamagedHint);
  }
  std::ranges::stable_sort(tensors, {}, [](const auto& entry) { return entry.first; });
  for (auto& [begin, tensor] : tensors) file.tensors.push_back(std::move(tensor));
  return file;
}

}  // namespace

const StoredTensor* TensorFile::find(const std::string& name) const {
  const auto found = std::ranges::find(tensors, name, &StoredTensor::name);
  return found == tensors.end() ? nullptr : &*found;
}

std::string serialize(const TensorFile& file) {
  Json header;
  Json metadata = Json::object();
  for (const auto& [key, value] : file.metadata) {
    if (key != kChecksum) metadata[key] = value;
  }
  metadata[kChecksum] = checksum_of(file);
  header["__metadata__"] = std::move(metadata);
  std::uint64_t offset = 0;
  for (const StoredTensor& tensor : file.tensors) {
    header[tensor.name] = {
        {"dtype", tensor.dtype}, {"shape", tensor.shape}, {"data_offsets", {offset, offset + tensor.bytes.size()}}};
    offset += tensor.bytes.size();
  }
  std::string text = header.dump();
  text.append((8 - text.size() % 8) % 8, ' ');  // the format aligns the tensors to 8 bytes with blanks
  const std::uint64_t length = text.size();
  std::string bytes(sizeof(length), '\0');
  std::memcpy(bytes.data(), &length, sizeof(length));
  bytes.reserve(sizeof(length) + text.size() + offset);
  bytes += text;
  for (const StoredTensor& tensor : file.tensors) bytes += tensor.bytes;
  return bytes;
}

ParsedTensorFile parse_tensor_file(const std::filesystem::path& path, const std::string& bytes, Checksum wanted) {
  std::uint64_t length = 0;
  if (bytes.size() < sizeof(length)) refuse(path, "is too short to be a model file", kDamagedHint);
  std::memcpy(&length, bytes.data(), sizeof(length));
  if (length > kLongestHeader || bytes.size() < sizeof(length) + 1 || bytes[sizeof(length)] != '{') {
    refuse(path, "is not a model file (safetensors)", "'nnctl train' writes model.safetensors into its run directory");
  }
  if (length > bytes.size() - sizeof(length))
    refuse(path, "is truncated: its header goes beyond its end", kDamagedHint);
  ParsedTensorFile parsed;
  const std::string_view text = std::string_view(bytes).substr(sizeof(length), length);
  // nlohmann's parser takes a zero byte for the text's end
  if (text.find('\0') != std::string_view::npos) refuse(path, kNoJson, kDamagedHint);
  try {
    const Json header = Json::parse(text);
    parsed.file = read_tensors(path, header, std::string_view(bytes).substr(sizeof(length) + length));
  } catch (const nlohmann::json::exception&) {
    refuse(path, kNoJson, kDamagedHint);
  }
  const auto checksum = parsed.file.metadata.find(kChecksum);
  if (checksum == parsed.file.metadata.end()) {
    if (wanted == Checksum::kOptional) return parsed;
    refuse(path, "was not written by nnctl: its metadata holds no checksum",
           "give a run directory or the model.safetensors in it");
  }
  if (checksum->second != checksum_of(parsed.file))
    refuse(path, "was altered: its checksum does not match", kDamagedHint);
  parsed.resaved = serialize(parsed.file) != bytes;
  return parsed;
}

}  // namespace nnctl
