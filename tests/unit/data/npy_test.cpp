#include "data/npy.hpp"

#include <zip.h>

#include <bit>
#include <cmath>
#include <cstring>

#include <fmt/format.h>

#include "data/array_file.hpp"
#include "data/array_samples.hpp"
#include "data/npz.hpp"
#include "unit/data/fixtures.hpp"
#include "unit/data/idx_files.hpp"
#include "unit/data/npy_files.hpp"

namespace nnctl::data {
namespace {

Array parse(const std::string& bytes) {
  ByteSource source = ByteSource::memory(bytes, "x.npy");
  return read_npy(source);
}

std::string mistake(const std::string& bytes) {
  return error_of([&] { parse(bytes); });
}

// Stored and deflated entries, as numpy.savez and numpy.savez_compressed write them.
std::filesystem::path archive(const TemporaryFolder& folder,
                              const std::vector<std::pair<std::string, std::string>>& entries) {
  const std::filesystem::path path = folder.path() / "all.npz";
  std::filesystem::remove(path);
  zip_t* zip = zip_open(path.c_str(), ZIP_CREATE | ZIP_TRUNCATE, nullptr);
  REQUIRE(zip != nullptr);
  for (const auto& [name, bytes] : entries) {
    zip_source_t* source = zip_source_buffer(zip, bytes.data(), bytes.size(), 0);
    const zip_int64_t index = zip_file_add(zip, name.c_str(), source, 0);
    REQUIRE(index >= 0);
    zip_set_file_compression(zip, static_cast<zip_uint64_t>(index), index % 2 == 0 ? ZIP_CM_STORE : ZIP_CM_DEFLATE, 0);
  }
  REQUIRE(zip_close(zip) == 0);
  return path;
}

TEST_CASE("NPY of every type, version, order") {
  const Array array = parse(npy(dict("<f4", "(2, 3)"), bytes_of<float>({1, 2, 3, 4, 5, 6})));
  CHECK(to_string(array.header) == "(2, 3) float32");
  CHECK(elements<float>(array) == std::vector<float>{1, 2, 3, 4, 5, 6});
  const std::vector<float> turned = {1, 4, 2, 5, 3, 6};
  CHECK(elements<float>(parse(npy(dict("<f4", "(2, 3)", true), bytes_of(turned)))) == elements<float>(array));
  CHECK(elements<float>(parse(npy(dict("<f4", "(6,)", true), bytes_of(turned)))) == turned);
  CHECK(elements<std::int64_t>(parse(npy(dict(">i8", "(2,)"), big_endian(5, 8) + big_endian(~0ULL, 8), 2))) ==
        std::vector<std::int64_t>{5, -1});
  CHECK(elements<std::uint64_t>(parse(npy(dict("<u8", "(1,)"), bytes_of<std::uint64_t>({~0ULL}), 3))) ==
        std::vector<std::uint64_t>{~0ULL});
  CHECK(elements<std::uint16_t>(parse(npy(dict("<u2", "(1,)"), bytes_of<std::uint16_t>({65535})))) ==
        std::vector<std::uint16_t>{65535});
  CHECK(parse(npy(dict("|b1", "(3,)"), {1, 0, 1})).header.type == ElementType::kBool);
  CHECK(elements<double>(parse(npy("{\"shape\": (1, 1), 'fortran_order':False,'descr':'=f8'}",
                                   bytes_of<double>({.1})))) == std::vector<double>{.1});
  const std::vector<float> halves = elements<float>(parse(
      npy(dict("<f2", "(7,)"), bytes_of<std::uint16_t>({0x3C00, 0xC000, 0x3555, 0x0001, 0x7BFF, 0x7C00, 0x8000}))));
  CHECK(halves[0] == 1.0F);
  CHECK(halves[1] == -2.0F);
  CHECK(halves[2] == 0.333251953125F);
  CHECK(halves[3] == 0x1p-24F);
  CHECK(halves[4] == 65504.0F);
  CHECK(std::isinf(halves[5]));
  CHECK(std::signbit(halves[6]));
}

TEST_CASE("NPY headers that lie, or are of other things than numbers") {
  const std::string numbers = bytes_of<float>({1, 2, 3, 4});
  CHECK(mistake(npy(dict("<f4", "(5,)"), numbers)) ==
        "x.npy: error: the NPY header says (5,) float32, which are 20 bytes, and 16 follow it\n"
        "  hint: the file is cut off, or its header is not its own\n");
  CHECK(mistake(npy(dict("<f4", "(3,)"), numbers)).find("12 bytes, and 16 follow it") != std::string::npos);
  CHECK(mistake(gzipped(npy(dict("<f4", "(3,)"), numbers))).find("and more follow them") != std::string::npos);
  CHECK(mistake(npy(dict("|O", "(2,)"), numbers)) ==
        "x.npy: error: elements of type '|O', numbers were expected\n"
        "  hint: it holds Python objects: save it with a dtype of numbers\n");
  CHECK(mistake(npy(dict("<U5", "(2,)"), numbers)).find("elements of type '<U5'") != std::string::npos);
  CHECK(mistake(npy(dict("<c8", "(2,)"), numbers)).find("array.astype('float32')") != std::string::npos);
  CHECK(mistake(npy("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,)}", numbers))
            .find("a structured array") != std::string::npos);
  CHECK(mistake(npy(dict("<f4", "()"), numbers)).find("the array is a single number") != std::string::npos);
  CHECK(mistake(npy(dict("<f4", "(0, 4)"), numbers)) ==
        "x.npy: error: axis 0 of the array has size 0\n  hint: the file holds no row\n");
  CHECK(mistake(npy(dict("<f4", "(-4,)"), numbers)).find("a size in the shape at '-4") != std::string::npos);
  CHECK(mistake(npy(dict("<f4", "(99999999999999999999,)"), numbers)).find("a size in the shape") != std::string::npos);
  CHECK(mistake(npy(dict("<f4", "(4294967296, 4294967296)"), numbers)).find("more than any memory holds") !=
        std::string::npos);
  CHECK(mistake(npy(dict("<f4", "(1,1,1,1,1,1,1,1,4)"), numbers)).find("more than 8 axes") != std::string::npos);
  CHECK(mistake(npy("{'descr': '<f4', 'shape': (4,)}", numbers)).find("other keys than") != std::string::npos);
  CHECK(mistake(npy("{'descr': '<f4', 'descr': '<f4'}", numbers)).find("the key 'descr'") != std::string::npos);
  CHECK(mistake(npy("__import__('os')", numbers)).find("'{' was expected") != std::string::npos);
  CHECK(mistake(npy(dict("<f4", "(4,)"), numbers, 9)).find("NPY version 9") != std::string::npos);
  CHECK(mistake(std::string("\x93NUMPY\x02\x00\xff\xff\xff\xff", 12)).find("4294967295 bytes") != std::string::npos);
  const std::string whole = npy(dict("<f4", "(2, 2)"), numbers);
  for (std::size_t size = 0; size < whole.size(); ++size) CHECK(mistake(whole.substr(0, size)) != "no error");
}

TEST_CASE("arrays of an NPZ archive") {
  const TemporaryFolder folder;
  const std::string images = npy(dict("|u1", "(3, 2, 2)"), counting_bytes(12));
  const std::string labels = npy(dict("<i8", "(3,)"), bytes_of<std::int64_t>({7, 0, 7}));
  const std::string path = archive(folder, {{"x_train.npy", images}, {"y_train.npy", labels}, {"notes.txt", "no"}});
  const auto samples = read_arrays({{path + ":x_train", path + ":y_train"}, true});
  CHECK(to_string(samples->header()) == "(3, 2, 2) uint8");
  CHECK(samples->targets().cell(2, 0).text() == "7");
  CHECK((*samples->in_memory()).content_hash == parse(images).content_hash);

  const auto complaint = [&](const std::string& name) {
    return folder.relative(error_of([&] { read_array(std::filesystem::path(name)); }));
  };
  CHECK(complaint(path + ":x_trian") ==
        "all.npz: error: the archive holds no array 'x_trian'\n"
        "  hint: did you mean 'x_train'? arrays: x_train, y_train; one is named FILE.npz:KEY\n");
  CHECK(complaint(path).find("which one is meant") != std::string::npos);
  CHECK(complaint((folder.path() / "none.npz:x").string()).find("none.npz") != std::string::npos);
  CHECK(complaint(folder.write("text.npz", "no archive").string() + ":x").find("this is no NPZ archive") !=
        std::string::npos);
  std::string bytes;
  {
    std::ifstream file(path, std::ios::binary);
    bytes.assign(std::istreambuf_iterator<char>(file), {});
  }
  const std::size_t at = bytes.find("\x93NUMPY") + images.size() - 3;  // in the stored entry's elements
  bytes[at] = static_cast<char>(bytes[at] ^ 1);
  CHECK(complaint(folder.write("damaged.npz", bytes).string() + ":x_train").find("the array 'x_train' is damaged") !=
        std::string::npos);
}

}  // namespace
}  // namespace nnctl::data
