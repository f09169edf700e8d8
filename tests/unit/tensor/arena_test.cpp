#include "tensor/arena.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <type_traits>
#include <utility>

#include "base/assert.hpp"
#include "base/diagnostic.hpp"

namespace nnctl {
namespace {

static_assert(!std::is_copy_constructible_v<Arena> && !std::is_copy_assignable_v<Arena>);
static_assert(std::is_nothrow_move_constructible_v<Arena> && std::is_nothrow_move_assignable_v<Arena>);

bool is_aligned(const Real* address) { return reinterpret_cast<std::uintptr_t>(address) % 64 == 0; }

TEST_CASE("slots lie apart, on cache lines, full of zeros") {
  Arena arena;
  const Arena::Slot kernel = arena.reserve(100);
  const Arena::Slot nothing = arena.reserve(0);
  const Arena::Slot bias = arena.reserve(1);
  CHECK_FALSE(arena.is_allocated());
  arena.allocate();
  CHECK(arena.is_allocated());
  CHECK(arena.size_bytes() == 448 + 64);
  CHECK(arena.view(kernel).size() == 100);
  CHECK(arena.view(nothing).empty());
  CHECK(arena.view(bias).size() == 1);
  for (const Arena::Slot slot : {kernel, nothing, bias}) {
    CHECK(is_aligned(arena.view(slot).data()));
    CHECK(arena.view(slot).data() == arena.data() + slot.offset);
  }
  const Real* end = arena.data() + arena.size_bytes() / static_cast<std::int64_t>(sizeof(Real));
  CHECK(std::all_of(std::as_const(arena).data(), end, [](Real value) { return value == 0; }));

  std::ranges::fill(arena.view(kernel), Real{1});
  CHECK(arena.view(bias)[0] == 0);
  CHECK(std::as_const(arena).view(kernel)[99] == 1);
}

TEST_CASE("an arena without slots has an address") {
  Arena arena;
  arena.allocate();
  CHECK(arena.size_bytes() == 0);
  CHECK(is_aligned(arena.data()));
}

TEST_CASE("views stay valid when an arena is moved") {
  Arena first;
  const Arena::Slot slot = first.reserve(4);
  first.allocate();
  const std::span<Real> view = first.view(slot);
  view[3] = 7;
  Arena second(std::move(first));
  CHECK(second.view(slot).data() == view.data());
  Arena third;
  third.reserve(1000);
  third = std::move(second);
  CHECK(third.view(slot)[3] == 7);
  CHECK(third.size_bytes() == 64);
}

TEST_CASE("an arena refuses to be used out of order") {
  Arena arena;
  const Arena::Slot slot = arena.reserve(4);
  CHECK_THROWS_AS(arena.reserve(-1), InternalError);
  CHECK_THROWS_AS(arena.reserve(std::numeric_limits<std::int64_t>::max()), InternalError);
  CHECK_THROWS_AS(arena.view(slot), InternalError);
  CHECK_THROWS_AS(arena.data(), InternalError);
  arena.allocate();
  CHECK_THROWS_AS(arena.allocate(), InternalError);
  CHECK_THROWS_AS(arena.reserve(1), InternalError);
  CHECK_THROWS_AS(arena.view({0, 17}), InternalError);
  CHECK_THROWS_AS(arena.view({-16, 1}), InternalError);
  CHECK_THROWS_AS(arena.view({32, 0}), InternalError);
}

TEST_CASE("too large an arena is an error of the machine, not of ours") {
  Arena arena;
  arena.reserve(std::int64_t{1} << 50);
  try {
    arena.allocate();
    FAIL("no error");
  } catch (const UserError& error) {
    CHECK(error.fault() == Fault::kConfig);
    CHECK(error.diagnostics()[0].message == "cannot allocate 4294967296.0 MiB of memory");
  }
}

}  // namespace
}  // namespace nnctl
