// Numbers and texts one behind the other, as a table file's index holds them: integers as 8 bytes, little-endian; texts
// with their length in front.
#pragma once

#include <bit>
#include <concepts>
#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <string>
#include <string_view>

namespace nnctl::data {

static_assert(std::endian::native == std::endian::little, "the cells of table files are little-endian too");

class IndexWriter {
 public:
  IndexWriter& number(std::int64_t value) {
    bytes_.append(reinterpret_cast<const char*>(&value), sizeof(value));
    return *this;
  }
  template <class Enum>
  requires std::is_enum_v<Enum> IndexWriter& choice(Enum value) { return number(static_cast<std::int64_t>(value)); }
  IndexWriter& text(std::string_view text) {
    number(static_cast<std::int64_t>(text.size()));
    bytes_.append(text);
    return *this;
  }
  const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
};

/// What makes an index unreadable; what() says it in a few words.
class DamagedIndex : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Throws DamagedIndex for bytes that IndexWriter did not write.
class IndexReader {
 public:
  explicit IndexReader(std::string_view bytes) : bytes_(bytes) {}

  std::int64_t number() {
    std::int64_t value = 0;
    std::memcpy(&value, take(sizeof(value)).data(), sizeof(value));
    return value;
  }
  /// From 0 to `most`.
  std::int64_t count(std::int64_t most) {
    const std::int64_t value = number();
    if (value < 0 || value > most) throw DamagedIndex("its index is damaged");
    return value;
  }
  /// How many things of at least 8 bytes each follow.
  std::int64_t length() { return count(static_cast<std::int64_t>(bytes_.size() / 8)); }
  template <class Enum>
  Enum choice(Enum last) {
    return static_cast<Enum>(count(static_cast<std::int64_t>(last)));
  }
  std::string text() { return std::string(take(static_cast<std::size_t>(count(std::ssize(bytes_))))); }
  bool is_at_end() const { return bytes_.empty(); }

 private:
  std::string_view take(std::size_t size) {
    if (size > bytes_.size()) throw DamagedIndex("its index is cut off");
    const std::string_view taken = bytes_.substr(0, size);
    bytes_.remove_prefix(size);
    return taken;
  }

  std::string_view bytes_;
};

}  // namespace nnctl::data
