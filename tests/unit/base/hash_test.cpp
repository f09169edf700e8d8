#include "base/hash.hpp"

#include <catch2/catch.hpp>

#include <string>

namespace nnctl {
namespace {

std::string hash_of(std::string_view bytes) { return Hasher().bytes(bytes.data(), bytes.size()).hex(); }

// The empty input's is published with xxHash; the others are XXH3_128bits() of libxxhash 0.8.1, in one call.
TEST_CASE("hashes are XXH3-128 in canonical order") {
  CHECK(Hasher().hex() == "99aa06d3014798d86001c324468d497f");
  CHECK(hash_of("nnctl") == "78f3baeaad3ce31078844725cb52692d");
  CHECK(hash_of(std::string(1000, 'x')) == "50a1af5a5f2dcf01c0a4877b962cba82");
}

TEST_CASE("pieces hash as their whole, and hex() may be asked on the way") {
  Hasher hasher;
  for (int i = 0; i < 10; ++i) {
    hasher.bytes(std::string(100, 'x').data(), 100);
    static_cast<void>(hasher.hex());
  }
  CHECK(hasher.hex() == hash_of(std::string(1000, 'x')));
}

TEST_CASE("texts are told apart from their concatenation") {
  CHECK(Hasher().text("ab").text("c").hex() != Hasher().text("a").text("bc").hex());
  CHECK(Hasher().text("ab").hex() == hash_of(std::string("\2\0\0\0\0\0\0\0ab", 10)));
}

TEST_CASE("numbers are eight bytes, the least significant first") {
  CHECK(Hasher().number(0x0102030405060708).hex() == hash_of("\x08\x07\x06\x05\x04\x03\x02\x01"));
  CHECK(Hasher().number(-1).hex() == hash_of("\xff\xff\xff\xff\xff\xff\xff\xff"));
}

TEST_CASE("hash64 is XXH3-64") {
  CHECK(hash64("") == 0x2d06800538d394c2ULL);
  CHECK(hash64("shuffle") != hash64("dropout"));
}

}  // namespace
}  // namespace nnctl
