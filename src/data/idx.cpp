#include "data/idx.hpp"

#include <algorithm>
#include <array>
#include <bit>

#include <fmt/format.h>

#include "base/hash.hpp"
#include "data/array_elements.hpp"

namespace nnctl::data {
namespace {

using Word = std::array<unsigned char, 4>;

struct TypeCode {
  unsigned char code;
  ElementType type;
};

constexpr std::array<TypeCode, 6> kTypeCodes = {{{0x08, ElementType::kUint8},
                                                 {0x09, ElementType::kInt8},
                                                 {0x0B, ElementType::kInt16},
                                                 {0x0C, ElementType::kInt32},
                                                 {0x0D, ElementType::kFloat32},
                                                 {0x0E, ElementType::kFloat64}}};

constexpr std::string_view kFormat = "IDX";

const TypeCode* find_type(unsigned char code) {
  const auto found =
      std::find_if(kTypeCodes.begin(), kTypeCodes.end(), [&](const TypeCode& known) { return known.code == code; });
  return found == kTypeCodes.end() ? nullptr : &*found;
}

std::string hint_for_other_format(const Word& word) {
  if (word[2] == 0 && word[3] == 0 && find_type(word[1]) != nullptr) return "its bytes may be in the wrong order";
  return "arrays are IDX or NumPy files; a CSV file is given as 'train: FILE', without x and y";
}

// The header's fields, and its bytes for the hash.
class HeaderReader {
 public:
  explicit HeaderReader(ByteSource& source) : source_(source) {}

  ArrayLayout read() {
    const Word magic = word("the file is empty or ends within its first four bytes");
    if (magic[0] != 0 || magic[1] != 0) {
      fail_array(
          source_,
          fmt::format("this is no IDX file: it begins with the bytes {:02X} {:02X} {:02X} {:02X}, an IDX file with "
                      "two zero bytes",
                      magic[0], magic[1], magic[2], magic[3]),
          hint_for_other_format(magic));
    }
    const TypeCode* type = find_type(magic[2]);
    if (type == nullptr) {
      fail_array(source_, fmt::format("the IDX header names the element type 0x{:02X}, which there is not", magic[2]),
                 "types: 0x08 uint8, 0x09 int8, 0x0B int16, 0x0C int32, 0x0D float32, 0x0E float64");
    }
    if (magic[3] == 0 || magic[3] > kMostArrayAxes) {
      fail_array(source_,
                 fmt::format("the IDX header tells of {} axes, 1 to {} were expected", magic[3], kMostArrayAxes),
                 "the first axis counts the rows");
    }
    ArrayLayout layout;
    layout.header.type = type->type;
    for (int axis = 0; axis < magic[3]; ++axis) add_axis(layout.header, axis, magic[3]);
    layout.begin = std::ssize(bytes_);
    layout.is_swapped = std::endian::native == std::endian::little;
    check_array_size(source_, layout, kFormat);
    return layout;
  }

  const std::string& bytes() const { return bytes_; }

 private:
  Word word(std::string_view complaint) {
    Word word{};
    if (source_.read(word.data(), word.size()) < word.size()) {
      fail_array(source_, std::string(complaint), "an IDX file begins with its type, its axes and their sizes");
    }
    bytes_.append(reinterpret_cast<const char*>(word.data()), word.size());
    return word;
  }

  void add_axis(ArrayHeader& header, int axis, int rank) {
    const Word sizes =
        word(fmt::format("the IDX header tells of {} axes and ends within the size of axis {}", rank, axis));
    std::int64_t size = 0;
    for (const unsigned char byte : sizes) size = size * 256 + byte;
    if (size == 0) {
      fail_array(source_, fmt::format("axis {} of the IDX header has size 0", axis),
                 axis == 0 ? "the file holds no row" : "its rows hold no number");
    }
    header.shape.push_back(size);
  }

  ByteSource& source_;
  std::string bytes_;
};

}  // namespace

bool looks_like_idx(std::string_view bytes) {
  return bytes.size() >= 4 && bytes[0] == 0 && bytes[1] == 0 &&
         find_type(static_cast<unsigned char>(bytes[2])) != nullptr && bytes[3] > 0 && bytes[3] <= kMostArrayAxes;
}

ArrayLayout read_idx_layout(ByteSource& source) { return HeaderReader(source).read(); }

Array read_idx(ByteSource& source) {
  HeaderReader reader(source);
  const ArrayLayout layout = reader.read();
  Hasher hasher;
  hasher.bytes(reader.bytes().data(), reader.bytes().size());
  Array array{source.name(), layout.header, read_elements(source, layout, kFormat, hasher), {}};
  make_native(array.bytes, layout);
  array.content_hash = hasher.hex();
  return array;
}

}  // namespace nnctl::data
