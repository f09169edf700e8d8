#include "data/idx.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "base/diagnostic.hpp"
#include "base/hash.hpp"
#include "data/cell_text.hpp"

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

constexpr const char* kTooLong = "the header is not its own, or something was appended";

[[noreturn]] void fail(const ByteSource& source, std::string message, std::string hint) {
  throw UserError(
      Fault::kData,
      {{.place = {.file = source.name()}, .message = std::move(message), .hint = std::move(hint), .excerpt = {}}});
}

const TypeCode* find_type(unsigned char code) {
  const auto found =
      std::find_if(kTypeCodes.begin(), kTypeCodes.end(), [&](const TypeCode& known) { return known.code == code; });
  return found == kTypeCodes.end() ? nullptr : &*found;
}

std::string hint_for_other_format(const Word& word) {
  if (word == Word{0x93, 'N', 'U', 'M'})
    return "this is a NumPy file (.npy), which is not available yet; save it as IDX";
  if (word[0] == 'P' && word[1] == 'K') return "this is a ZIP file (.npz?), which is not available yet; save it as IDX";
  if (word[2] == 0 && word[3] == 0 && find_type(word[1]) != nullptr) return "its bytes may be in the wrong order";
  return "a CSV file is given as 'train: FILE', without x and y";
}

// The header's fields, and its bytes for the hash.
class HeaderReader {
 public:
  explicit HeaderReader(ByteSource& source) : source_(source) {}

  ArrayHeader read() {
    const Word magic = word("the file is empty or ends within its first four bytes");
    if (magic[0] != 0 || magic[1] != 0) {
      fail(source_,
           fmt::format("this is no IDX file: it begins with the bytes {:02X} {:02X} {:02X} {:02X}, an IDX file with "
                       "two zero bytes",
                       magic[0], magic[1], magic[2], magic[3]),
           hint_for_other_format(magic));
    }
    const TypeCode* type = find_type(magic[2]);
    if (type == nullptr) {
      fail(source_, fmt::format("the IDX header names the element type 0x{:02X}, which there is not", magic[2]),
           "types: 0x08 uint8, 0x09 int8, 0x0B int16, 0x0C int32, 0x0D float32, 0x0E float64");
    }
    if (magic[3] == 0 || magic[3] > kMostIdxAxes) {
      fail(source_, fmt::format("the IDX header tells of {} axes, 1 to {} were expected", magic[3], kMostIdxAxes),
           "the first axis counts the rows");
    }
    ArrayHeader header{type->type, {}};
    for (int axis = 0; axis < magic[3]; ++axis) add_axis(header, axis, magic[3]);
    check_size(header);
    return header;
  }

  const std::string& bytes() const { return bytes_; }

  [[noreturn]] void fail_size(const ArrayHeader& header, std::int64_t wanted, std::int64_t present) const {
    fail(
        source_,
        fmt::format("the IDX header says {}, which are {} bytes, and {} follow it", to_string(header), wanted, present),
        present < wanted ? "the file is cut off, or its header is not its own" : kTooLong);
  }

 private:
  Word word(std::string_view complaint) {
    Word word{};
    if (source_.read(word.data(), word.size()) < word.size()) {
      fail(source_, std::string(complaint), "an IDX file begins with its type, its axes and their sizes");
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
      fail(source_, fmt::format("axis {} of the IDX header has size 0", axis),
           axis == 0 ? "the file holds no row" : "its rows hold no number");
    }
    header.shape.push_back(size);
  }

  void check_size(const ArrayHeader& header) {
    std::int64_t left = std::numeric_limits<std::int64_t>::max() / 16;
    for (const std::int64_t size : header.shape) left /= size;
    if (left < size_of(header.type)) {
      fail(source_, fmt::format("the IDX header says {}: more than any memory holds", to_string(header)),
           "the header is damaged");
    }
    if (!source_.size()) return;
    const std::int64_t present = *source_.size() - std::ssize(bytes_);
    const std::int64_t wanted = header.num_rows() * header.row_size() * size_of(header.type);
    if (present != wanted) fail_size(header, wanted, present);
  }

  ByteSource& source_;
  std::string bytes_;
};

void to_machine_order(std::vector<std::byte>& bytes, std::int64_t element_size) {
  if (std::endian::native == std::endian::big || element_size == 1) return;
  for (auto element = bytes.begin(); element != bytes.end(); element += element_size) {
    std::reverse(element, element + element_size);
  }
}

}  // namespace

bool looks_like_idx(std::string_view bytes) {
  return bytes.size() >= 4 && bytes[0] == 0 && bytes[1] == 0 &&
         find_type(static_cast<unsigned char>(bytes[2])) != nullptr && bytes[3] > 0 && bytes[3] <= kMostIdxAxes;
}

ArrayHeader read_idx_header(ByteSource& source) { return HeaderReader(source).read(); }

Array read_idx(ByteSource& source) {
  HeaderReader reader(source);
  Array array;
  array.file = source.name();
  array.header = reader.read();
  const std::int64_t wanted = array.header.num_rows() * array.header.row_size() * size_of(array.header.type);
  // Room for what the bytes on the disk are likely to unpack to, or all that is wanted: it need not move while it
  // grows.
  constexpr std::int64_t kLikelyRatio = 8;
  array.bytes.reserve(static_cast<std::size_t>(std::min(wanted, kLikelyRatio * source.stored_size())));
  Hasher hasher;
  hasher.bytes(reader.bytes().data(), reader.bytes().size());
  std::vector<char> block(std::size_t{1} << 16);
  const auto next_block = [&](std::int64_t most) {
    const std::size_t size = source.read(block.data(), std::min(block.size(), static_cast<std::size_t>(most)));
    hasher.bytes(block.data(), size);
    return static_cast<std::int64_t>(size);
  };
  while (std::ssize(array.bytes) < wanted) {
    const std::int64_t size = next_block(wanted - std::ssize(array.bytes));
    if (size == 0) reader.fail_size(array.header, wanted, std::ssize(array.bytes));
    if (array.bytes.capacity() < array.bytes.size() + static_cast<std::size_t>(size)) {
      array.bytes.reserve(std::min(static_cast<std::size_t>(wanted), 2 * array.bytes.size() + block.size()));
    }
    const auto* begin = reinterpret_cast<const std::byte*>(block.data());
    array.bytes.insert(array.bytes.end(), begin, begin + size);
  }
  // Read to the end even when all is there: behind it is gzip's checksum.
  if (const std::int64_t excess = next_block(std::ssize(block)); excess > 0) {
    fail(source,
         fmt::format("the IDX header says {}, which are {} bytes, and more follow them", to_string(array.header),
                     wanted),
         kTooLong);
  }
  to_machine_order(array.bytes, size_of(array.header.type));
  array.content_hash = hasher.hex();
  return array;
}

}  // namespace nnctl::data
