#include "data/npy.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "base/hash.hpp"
#include "data/array_elements.hpp"
#include "data/cell_text.hpp"

namespace nnctl::data {
namespace {

constexpr std::string_view kFormat = "NPY";
constexpr std::string_view kMagic = "\x93NUMPY";
constexpr std::size_t kMostHeader = 1 << 16;

struct TypeText {
  std::string_view text;
  ElementType type;
};

constexpr std::array<TypeText, 12> kTypes = {{{"b1", ElementType::kBool},
                                              {"u1", ElementType::kUint8},
                                              {"i1", ElementType::kInt8},
                                              {"u2", ElementType::kUint16},
                                              {"i2", ElementType::kInt16},
                                              {"u4", ElementType::kUint32},
                                              {"i4", ElementType::kInt32},
                                              {"u8", ElementType::kUint64},
                                              {"i8", ElementType::kInt64},
                                              {"f2", ElementType::kFloat32},
                                              {"f4", ElementType::kFloat32},
                                              {"f8", ElementType::kFloat64}}};

// The header's dict, of which only NumPy's own form is understood: three keys, each once.
class DictReader {
 public:
  DictReader(const ByteSource& source, std::string_view text) : source_(source), text_(text) {}

  ArrayLayout read() {
    ArrayLayout layout;
    bool has_descr = false;
    bool has_order = false;
    bool has_shape = false;
    expect('{');
    while (!accept('}')) {
      const std::string_view key = string();
      expect(':');
      if (key == "descr" && !std::exchange(has_descr, true)) {
        read_type(layout);
      } else if (key == "fortran_order" && !std::exchange(has_order, true)) {
        layout.column_major = boolean();
      } else if (key == "shape" && !std::exchange(has_shape, true)) {
        read_shape(layout.header);
      } else {
        fail(fmt::format("the key {}", in_quotes(key)));
      }
      if (!accept(',') && !peek('}')) fail("no comma between keys");
    }
    skip_blanks();
    if (!text_.empty() || !has_descr || !has_order || !has_shape)
      fail("other keys than descr, fortran_order and shape");
    layout.column_major = layout.column_major && layout.header.shape.size() > 1;
    return layout;
  }

 private:
  [[noreturn]] void fail(const std::string& what) const {
    fail_array(source_, fmt::format("the NPY header cannot be read: {}", what),
               "save the array again with numpy.save(file, array)");
  }
  void skip_blanks() { text_.remove_prefix(std::min(text_.find_first_not_of(" \n"), text_.size())); }
  bool peek(char c) {
    skip_blanks();
    return text_.starts_with(c);
  }
  bool accept(char c) {
    const bool found = peek(c);
    if (found) text_.remove_prefix(1);
    return found;
  }
  void expect(char c) {
    if (!accept(c)) fail(fmt::format("'{}' was expected at {}", c, in_quotes(text_)));
  }
  std::string_view string() {
    const char quote = peek('"') ? '"' : '\'';
    expect(quote);
    const std::size_t end = text_.find(quote);
    if (end == std::string_view::npos) fail("a string without end");
    const std::string_view value = text_.substr(0, end);
    text_.remove_prefix(end + 1);
    return value;
  }
  bool boolean() {
    skip_blanks();
    for (const auto& [word, value] : {std::pair<std::string_view, bool>{"True", true}, {"False", false}}) {
      if (!text_.starts_with(word)) continue;
      text_.remove_prefix(word.size());
      return value;
    }
    fail("fortran_order is neither True nor False");
  }

  void read_type(ArrayLayout& layout) {
    if (peek('[')) fail("a structured array, one number an element was expected");
    const std::string_view descr = string();
    const std::string_view name = descr.substr(std::min<std::size_t>(1, descr.size()));
    const auto found = std::find_if(kTypes.begin(), kTypes.end(), [&](const TypeText& t) { return t.text == name; });
    const bool known_order = !descr.empty() && std::string_view("<>|=").find(descr[0]) != std::string_view::npos;
    if (found == kTypes.end() || !known_order) {
      fail_array(source_, fmt::format("elements of type {}, numbers were expected", in_quotes(descr)),
                 name.starts_with("O") ? "it holds Python objects: save it with a dtype of numbers"
                                       : "convert it first, such as with array.astype('float32')");
    }
    layout.header.type = found->type;
    layout.is_half = name == "f2";
    layout.is_swapped = descr[0] == (std::endian::native == std::endian::little ? '>' : '<');
  }

  void read_shape(ArrayHeader& header) {
    expect('(');
    while (!accept(')')) {
      skip_blanks();
      std::int64_t size = 0;
      const auto [end, error] = std::from_chars(text_.data(), text_.data() + text_.size(), size);
      if (error != std::errc{} || size < 0) fail(fmt::format("a size in the shape at {}", in_quotes(text_)));
      text_.remove_prefix(static_cast<std::size_t>(end - text_.data()));
      if (size == 0) {
        fail_array(source_, fmt::format("axis {} of the array has size 0", header.shape.size()),
                   header.shape.empty() ? "the file holds no row" : "its rows hold no number");
      }
      header.shape.push_back(size);
      if (std::ssize(header.shape) > kMostArrayAxes) {
        fail_array(source_, fmt::format("an array of more than {} axes", kMostArrayAxes),
                   "the first axis counts the rows");
      }
      if (!accept(',') && !peek(')')) fail("no comma between sizes");
    }
    if (header.shape.empty())
      fail_array(source_, "the array is a single number", "rows along the first axis were expected");
  }

  const ByteSource& source_;
  std::string_view text_;
};

ArrayLayout read_layout(ByteSource& source, Hasher& hasher) {
  std::string bytes;
  const auto take = [&](std::size_t size) {
    const std::size_t begin = bytes.size();
    bytes.resize(begin + size);
    if (source.read(bytes.data() + begin, size) < size) {
      fail_array(source, "the file ends within its NPY header", "the file is cut off");
    }
    hasher.bytes(bytes.data() + begin, size);
    return std::string_view(bytes).substr(begin);
  };
  if (take(kMagic.size()) != kMagic) fail_array(source, "this is no NPY file", "save the array with numpy.save");
  const int version = static_cast<unsigned char>(take(2)[0]);
  if (version < 1 || version > 3) {
    fail_array(source, fmt::format("NPY version {}, 1 to 3 are known", version), "save the array with numpy.save");
  }
  std::size_t length = 0;
  const std::string_view sizes = take(version == 1 ? 2 : 4);
  for (std::size_t i = sizes.size(); i-- > 0;) length = length * 256 + static_cast<unsigned char>(sizes[i]);
  if (length > kMostHeader) {
    fail_array(source, fmt::format("the NPY header is said to take {} bytes", length), "the file is damaged");
  }
  ArrayLayout layout = DictReader(source, take(length)).read();
  layout.begin = std::ssize(bytes);
  check_array_size(source, layout, kFormat);
  return layout;
}

// From the first axis varying fastest to the last.
std::vector<std::byte> row_major(const std::vector<std::byte>& bytes, const ArrayHeader& header) {
  const auto width = static_cast<std::size_t>(size_of(header.type));
  std::vector<std::byte> turned(bytes.size());
  std::vector<std::int64_t> index(header.shape.size(), 0);
  for (std::size_t to = 0; to < bytes.size(); to += width) {
    std::int64_t from = 0;
    for (std::size_t axis = index.size(); axis-- > 0;) from = from * header.shape[axis] + index[axis];
    std::memcpy(turned.data() + to, bytes.data() + static_cast<std::size_t>(from) * width, width);
    for (std::size_t axis = index.size(); axis-- > 0;) {
      if (++index[axis] < header.shape[axis]) break;
      index[axis] = 0;
    }
  }
  return turned;
}

}  // namespace

bool looks_like_npy(std::string_view bytes) { return bytes.starts_with(kMagic); }

ArrayLayout read_npy_layout(ByteSource& source) {
  Hasher hasher;
  return read_layout(source, hasher);
}

Array read_npy(ByteSource& source) {
  Hasher hasher;
  const ArrayLayout layout = read_layout(source, hasher);
  Array array{source.name(), layout.header, read_elements(source, layout, kFormat, hasher), {}};
  make_native(array.bytes, layout);
  if (layout.column_major) array.bytes = row_major(array.bytes, array.header);
  array.content_hash = hasher.hex();
  return array;
}

}  // namespace nnctl::data
