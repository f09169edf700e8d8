#include "model/safetensors.hpp"

#include <cstring>
#include <functional>

#include <catch2/catch.hpp>

#include "base/diagnostic.hpp"

namespace nnctl {
namespace {

TensorFile small_file() {
  TensorFile file;
  file.metadata = {{"format", "test 1"}, {"note", "a \"quoted\"\nline, Caf\xC3\xA9"}};
  file.tensors.push_back({"a/kernel", "F32", {2, 3}, std::string("abcdefghijklmnopqrstuvwx")});
  file.tensors.push_back({"none", "F64", {0}, ""});
  file.tensors.push_back({"scalar", "I64", {}, std::string("\0\1\2\3\4\5\6\7", 8)});
  return file;
}

std::string with_header(const std::string& header, const std::string& body) {
  const std::uint64_t length = header.size();
  std::string bytes(sizeof(length), '\0');
  std::memcpy(bytes.data(), &length, sizeof(length));
  return bytes + header + body;
}

std::string error_of(const std::string& bytes) {
  try {
    parse_tensor_file("m.safetensors", bytes);
  } catch (const UserError& error) {
    CHECK(error.fault() == Fault::kData);
    return error.what();
  }
  return "";
}

const std::string kDamaged = "  hint: the file is damaged; copy it again or train again\n";

TEST_CASE("what is written is read back, and the same content gives the same bytes") {
  const TensorFile file = small_file();
  const std::string bytes = serialize(file);
  CHECK(serialize(file) == bytes);
  const ParsedTensorFile parsed = parse_tensor_file("m", bytes);
  CHECK_FALSE(parsed.resaved);
  CHECK(parsed.file.metadata.at("note") == file.metadata.at("note"));
  REQUIRE(parsed.file.tensors.size() == 3);
  for (const StoredTensor& tensor : file.tensors) {
    const StoredTensor* found = parsed.file.find(tensor.name);
    REQUIRE(found != nullptr);
    CHECK(found->dtype == tensor.dtype);
    CHECK(found->shape == tensor.shape);
    CHECK(found->bytes == tensor.bytes);
  }
  CHECK(parsed.file.find("b") == nullptr);
}

TEST_CASE("every single bit that is flipped is noticed") {
  std::string bytes = serialize(small_file());
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    for (int bit = 0; bit < 8; ++bit) {
      const char old = bytes[i];
      bytes[i] = static_cast<char>(static_cast<unsigned char>(old) ^ (1U << bit));
      INFO("byte " << i << " bit " << bit);
      CHECK_FALSE(error_of(bytes).empty());
      bytes[i] = old;
    }
  }
}

TEST_CASE("a file cut short or with more at its end is refused") {
  const std::string bytes = serialize(small_file());
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    INFO(size);
    CHECK_FALSE(error_of(bytes.substr(0, size)).empty());
  }
  CHECK(error_of(bytes + "x") ==
        "error: 'm.safetensors' holds 33 bytes of tensors where its header says 32\n" + kDamaged);
  CHECK(error_of("abc") == "error: 'm.safetensors' is too short to be a model file\n" + kDamaged);
  CHECK(error_of(bytes.substr(0, 40)) ==
        "error: 'm.safetensors' is truncated: its header goes beyond its end\n" + kDamaged);
  CHECK(error_of(bytes.substr(0, bytes.size() - 8)) ==
        "error: 'm.safetensors' is truncated, or its header is damaged: tensor 'scalar' goes beyond its end\n" +
            kDamaged);
}

TEST_CASE("files of other kinds are told from damaged ones") {
  const std::string other =
      "error: 'm.safetensors' is not a model file (safetensors)\n"
      "  hint: 'nnctl train' writes model.safetensors into its run directory\n";
  CHECK(error_of("title,tempo,energy\n1,2,3\n") == other);
  CHECK(error_of(std::string(100, '\xFF')) == other);
  CHECK(error_of(std::string(8, '\0')) == other);
  CHECK(error_of(with_header(R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}})", "x")) ==
        "error: 'm.safetensors' was not written by nnctl: its metadata holds no checksum\n"
        "  hint: give a run directory or the model.safetensors in it\n");
}

TEST_CASE("another program's file is taken where a checksum is optional, a wrong checksum is not") {
  const std::string foreign = with_header(R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}})", "x");
  CHECK(parse_tensor_file("m", foreign, Checksum::kOptional).file.find("a")->bytes == "x");
  std::string altered = serialize(small_file());
  altered.back() = static_cast<char>(altered.back() + 1);
  CHECK_THROWS_AS(parse_tensor_file("m", altered, Checksum::kOptional), UserError);
}

TEST_CASE("headers that lie are refused without harm") {
  const auto tensor = [](const std::string& dtype, const std::string& shape, const std::string& offsets) {
    return with_header("{\"a\":{\"dtype\":\"" + dtype + "\",\"shape\":" + shape + ",\"data_offsets\":" + offsets + "}}",
                       "12345678");
  };
  const std::string impossible = "error: 'm.safetensors' says something impossible of tensor 'a'\n" + kDamaged;
  const std::string beyond =
      "error: 'm.safetensors' is truncated, or its header is damaged: tensor 'a' goes beyond its end\n" + kDamaged;
  CHECK(error_of(tensor("F32", "[3]", "[0,8]")) == impossible);
  CHECK(error_of(tensor("F32", "[2]", "[8,0]")) == impossible);
  CHECK(error_of(tensor("F32", "[2]", "[4,12]")) == beyond);
  CHECK(error_of(tensor("F32", "[-2]", "[0,8]")) == impossible);
  CHECK(error_of(tensor("F31", "[2]", "[0,8]")) == impossible);
  CHECK(error_of(tensor("F32", "[4611686018427387904,4]", "[0,0]")) == impossible);
  CHECK(error_of(tensor("F32", "[2]", "[0,18446744073709551615]")) == beyond);
  const std::string json = "error: 'm.safetensors' has a header that is not safetensors' JSON\n" + kDamaged;
  CHECK(error_of(tensor("F32", "2", "[0,8]")) == json);
  CHECK(error_of(tensor("F32", "[2]", "[0]")) == json);
  CHECK(error_of(with_header("{\"a\":7}", "")) == json);
  CHECK(error_of(with_header("{\"a\"", "")) == json);
  CHECK(error_of(with_header(R"({"__metadata__":{"x":1}})", "")) == json);
  CHECK(error_of(with_header("{\"a\":" + std::string(100000, '['), "")) == json);
}

TEST_CASE("a model that another tool has saved again is taken, and known as such") {
  const TensorFile file = small_file();
  const std::string bytes = serialize(file);
  TensorFile reordered = file;
  std::swap(reordered.tensors[0], reordered.tensors[2]);
  const ParsedTensorFile other = parse_tensor_file("m", serialize(reordered));
  CHECK_FALSE(other.resaved);
  CHECK(other.file.metadata.at("checksum") == parse_tensor_file("m", bytes).file.metadata.at("checksum"));

  std::uint64_t length = 0;
  std::memcpy(&length, bytes.data(), sizeof(length));
  std::string header = bytes.substr(8, length);
  const std::string body = bytes.substr(8 + length);
  CHECK(parse_tensor_file("m", with_header(header + "        ", body)).resaved);
  const std::string first = R"("dtype":"F32","shape":[2,3])";
  const std::size_t at = header.find(first);
  REQUIRE(at != std::string::npos);
  header.replace(at, first.size(), R"("shape":[2,3],"dtype":"F32")");
  const ParsedTensorFile swapped = parse_tensor_file("m", with_header(header, body));
  CHECK(swapped.resaved);
  CHECK(swapped.file.find("a/kernel")->bytes == file.tensors[0].bytes);
}

}  // namespace
}  // namespace nnctl
