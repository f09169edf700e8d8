#include "base/hash.hpp"

#include <array>
#include <new>

#include <fmt/format.h>
#include <xxhash.h>

namespace nnctl {

struct Hasher::State {
  State() : xxh(XXH3_createState()) {
    if (xxh == nullptr) throw std::bad_alloc();
    XXH3_128bits_reset(xxh);
  }
  ~State() { XXH3_freeState(xxh); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  XXH3_state_t* xxh;
};

Hasher::Hasher() : state_(std::make_unique<State>()) {}
Hasher::~Hasher() = default;

Hasher& Hasher::bytes(const void* data, std::size_t size) {
  if (size > 0) XXH3_128bits_update(state_->xxh, data, size);
  return *this;
}

Hasher& Hasher::text(std::string_view text) {
  return number(static_cast<std::int64_t>(text.size())).bytes(text.data(), text.size());
}

Hasher& Hasher::number(std::int64_t value) {
  std::array<unsigned char, 8> little_endian{};
  for (std::size_t i = 0; i < little_endian.size(); ++i) {
    little_endian[i] = static_cast<unsigned char>(static_cast<std::uint64_t>(value) >> (8 * i));
  }
  return bytes(little_endian.data(), little_endian.size());
}

std::string Hasher::hex() const {
  XXH128_canonical_t canonical;
  XXH128_canonicalFromHash(&canonical, XXH3_128bits_digest(state_->xxh));
  return fmt::format("{:02x}", fmt::join(canonical.digest, ""));
}

std::uint64_t hash64(std::string_view text) { return XXH3_64bits(text.data(), text.size()); }

}  // namespace nnctl
