#include "data/idx.hpp"

#include <bit>

#include "data/array_samples.hpp"
#include "unit/data/fixtures.hpp"
#include "unit/data/idx_files.hpp"

namespace nnctl::data {
namespace {

Array parse(const std::string& bytes) {
  ByteSource source = ByteSource::memory(bytes, "x.idx");
  return read_idx(source);
}

std::string mistake(const std::string& bytes) {
  return error_of([&] { parse(bytes); });
}

TEST_CASE("every element type is read in its own type") {
  CHECK(elements<std::uint8_t>(parse(idx_header(0x08, {2, 1}) + "\x7f\xff")) == std::vector<std::uint8_t>{127, 255});
  CHECK(elements<std::int8_t>(parse(idx_header(0x09, {2}) + "\x7f\xff")) == std::vector<std::int8_t>{127, -1});
  CHECK(elements<std::int16_t>(parse(idx_header(0x0B, {2}) + big_endian(300, 2) + big_endian(0xFFFE, 2))) ==
        std::vector<std::int16_t>{300, -2});
  CHECK(elements<std::int32_t>(parse(idx_header(0x0C, {1, 2}) + big_endian(70000, 4) + big_endian(0xFFFFFFFF, 4))) ==
        std::vector<std::int32_t>{70000, -1});
  CHECK(elements<float>(parse(idx_header(0x0D, {1}) + big_endian(std::bit_cast<std::uint32_t>(1.25F), 4))) ==
        std::vector<float>{1.25F});
  CHECK(elements<double>(parse(idx_header(0x0E, {1}) + big_endian(std::bit_cast<std::uint64_t>(-1e300), 8))) ==
        std::vector<double>{-1e300});
  const Array deep = parse(idx_header(0x08, {2, 1, 1, 1, 1, 1, 1, 3}) + counting_bytes(6));
  CHECK(to_string(deep.header) == "(2, 1, 1, 1, 1, 1, 1, 3) uint8");
  CHECK(deep.header.row_size() == 3);
}

TEST_CASE("gzip is known by its bytes and changes nothing") {
  const std::string plain = idx_header(0x08, {500, 300}) + counting_bytes(150000);
  const Array array = parse(plain);
  const Array packed = parse(gzipped(plain));
  CHECK(packed.bytes == array.bytes);
  CHECK(packed.content_hash == array.content_hash);
  const Array members = parse(gzipped(plain.substr(0, 1000)) + gzipped(plain.substr(1000)));
  CHECK(members.content_hash == array.content_hash);
}

TEST_CASE("what is no IDX file") {
  CHECK(mistake("") ==
        "x.idx: error: the file is empty or ends within its first four bytes\n"
        "  hint: an IDX file begins with its type, its axes and their sizes\n");
  CHECK(mistake("title,tempo\n") ==
        "x.idx: error: this is no IDX file: it begins with the bytes 74 69 74 6C, an IDX file with two zero bytes\n"
        "  hint: arrays are IDX or NumPy files; a CSV file is given as 'train: FILE', without x and y\n");
  CHECK(mistake(std::string("\x03\x08\x00\x00", 4)).find("its bytes may be in the wrong order") != std::string::npos);
}

TEST_CASE("headers that lie") {
  CHECK(mistake(idx_header(0x0A, {1})) ==
        "x.idx: error: the IDX header names the element type 0x0A, which there is not\n"
        "  hint: types: 0x08 uint8, 0x09 int8, 0x0B int16, 0x0C int32, 0x0D float32, 0x0E float64\n");
  CHECK(mistake(idx_header(0x08, {})) ==
        "x.idx: error: the IDX header tells of 0 axes, 1 to 8 were expected\n"
        "  hint: the first axis counts the rows\n");
  CHECK(mistake(idx_header(0x08, std::vector<std::uint32_t>(9, 1))).find("tells of 9 axes") != std::string::npos);
  CHECK(mistake(idx_header(0x08, {2, 3}).substr(0, 10)) ==
        "x.idx: error: the IDX header tells of 2 axes and ends within the size of axis 1\n"
        "  hint: an IDX file begins with its type, its axes and their sizes\n");
  CHECK(mistake(idx_header(0x08, {0, 3})) ==
        "x.idx: error: axis 0 of the IDX header has size 0\n  hint: the file holds no row\n");
  CHECK(mistake(idx_header(0x0E, {0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF})) ==
        "x.idx: error: the IDX header says (4294967295, 4294967295, 4294967295) float64: more than any memory holds\n"
        "  hint: the header is damaged\n");
  CHECK(mistake(idx_header(0x0B, {4, 3}) + counting_bytes(23)) ==
        "x.idx: error: the IDX header says (4, 3) int16, which are 24 bytes, and 23 follow it\n"
        "  hint: the file is cut off, or its header is not its own\n");
  CHECK(mistake(idx_header(0x08, {4, 3}) + counting_bytes(13)) ==
        "x.idx: error: the IDX header says (4, 3) uint8, which are 12 bytes, and 13 follow it\n"
        "  hint: the header is not its own, or something was appended\n");
  CHECK(mistake(gzipped(idx_header(0x08, {4, 3}) + counting_bytes(13))) ==
        "x.idx: error: the IDX header says (4, 3) uint8, which are 12 bytes, and more follow them\n"
        "  hint: the header is not its own, or something was appended\n");
  CHECK(mistake(gzipped(idx_header(0x08, {0xFFFFFFFF, 0xFFFF}) + counting_bytes(13)))
            .find("281466386710528 bytes, and 13 follow it") == std::string::npos);  // 4294967295 * 65535
  CHECK(mistake(gzipped(idx_header(0x08, {0xFFFFFFFF, 0xFFFF}) + counting_bytes(13)))
            .find("281470681677825 bytes, and 13 follow it") != std::string::npos);
}

TEST_CASE("gzip that is damaged, cut off, followed by something or a bomb") {
  const std::string packed = gzipped(idx_header(0x08, {500, 300}) + counting_bytes(150000));
  CHECK(mistake(packed.substr(0, packed.size() - 4)) ==
        "x.idx: error: the gzip data are cut off: their end is missing after 150012 unpacked bytes\n"
        "  hint: copy or download the file again; 'gzip -t' tells whether it is whole\n");
  CHECK(mistake(packed.substr(0, packed.size() / 2)).find("the gzip data are cut off") != std::string::npos);
  std::string damaged = packed;
  damaged[packed.size() - 6] = static_cast<char>(damaged[packed.size() - 6] ^ 1);
  CHECK(mistake(damaged) ==
        "x.idx: error: the gzip data are damaged after 150012 unpacked bytes (incorrect data check)\n"
        "  hint: copy or download the file again; 'gzip -t' tells whether it is whole\n");
  CHECK(mistake(packed + "more").find("the gzip data are damaged after 150012 unpacked bytes") != std::string::npos);
  const std::string bomb =
      gzipped(idx_header(0x08, {300, 1U << 20}) + std::string(static_cast<std::size_t>(kMostUnpacked), '\0'));
  CHECK(mistake(bomb).find("gzip bytes unpack to more than 268435456 bytes, which is refused") != std::string::npos);
}

TEST_CASE("x and y that do not belong together") {
  const TemporaryFolder folder;
  const auto source = [&](const std::string& y) {
    return SourceConfig{
        {folder.write("x.idx", idx_header(0x08, {3, 2, 2}) + counting_bytes(12)), folder.write("y.idx", y)}, true};
  };
  const auto complaint = [&](const std::string& y) {
    return folder.relative(error_of([&] { read_arrays(source(y)); }));
  };
  CHECK(complaint(idx_header(0x08, {2}) + counting_bytes(2)) ==
        "y.idx: error: 2 labels for the 3 rows of 'x.idx'\n"
        "  hint: x and y must come from one set: a label for each row\n");
  const auto samples =
      read_arrays(source(idx_header(0x0B, {3}) + big_endian(7, 2) + big_endian(0xFFFF, 2) + big_endian(0, 2)));
  CHECK(samples->targets().columns() == std::vector<std::string>{"y"});
  CHECK(samples->targets().cell(1, 0).text() == "-1");
}

}  // namespace
}  // namespace nnctl::data
