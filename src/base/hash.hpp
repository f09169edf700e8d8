// XXH3-128 (libxxhash), for weights_hash, fingerprints and checksums. Not cryptographic.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace nnctl {

class Hasher {
 public:
  Hasher();
  ~Hasher();
  Hasher(const Hasher&) = delete;
  Hasher& operator=(const Hasher&) = delete;

  Hasher& bytes(const void* data, std::size_t size);
  /// The length first, so that ("ab", "c") and ("a", "bc") differ.
  Hasher& text(std::string_view text);
  Hasher& number(std::int64_t value);  ///< little-endian, 8 bytes
  /// 32 lower-case hexadecimal digits, in XXH3's canonical byte order.
  std::string hex() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// 64 bits of `text`, stable across machines; for stream keys.
std::uint64_t hash64(std::string_view text);

}  // namespace nnctl
