#include "tensor/arena.hpp"

#include <algorithm>
#include <cstddef>
#include <limits>
#include <new>
#include <utility>

#include <fmt/format.h>

#include "base/assert.hpp"
#include "base/diagnostic.hpp"

namespace nnctl {
namespace {

constexpr std::int64_t kElementsPerLine = Arena::kAlignment / static_cast<std::int64_t>(sizeof(Real));
// Beyond any machine's address space, and far enough below the largest number that sums of it do not overflow.
constexpr std::int64_t kMaxElements = std::int64_t{1} << 58;

}  // namespace

Arena::Arena(Arena&& other) noexcept
    : num_elements_(std::exchange(other.num_elements_, 0)), block_(std::move(other.block_)) {}

Arena& Arena::operator=(Arena&& other) noexcept {
  num_elements_ = std::exchange(other.num_elements_, 0);
  block_ = std::move(other.block_);
  return *this;
}

Arena::Slot Arena::reserve(std::int64_t elements) {
  NNCTL_ASSERT(!is_allocated(), "reserve after allocate");
  NNCTL_ASSERT(elements >= 0 && elements <= kMaxElements - num_elements_, "a slot's size is out of range");
  const Slot slot{num_elements_, elements};
  num_elements_ += (elements + kElementsPerLine - 1) / kElementsPerLine * kElementsPerLine;
  return slot;
}

void Arena::allocate() {
  NNCTL_ASSERT(!is_allocated(), "allocate twice");
  // An empty arena has an address too. The zeros are written, so that no step pays for a page's first touch.
  const auto elements = static_cast<std::size_t>(std::max(num_elements_, kElementsPerLine));
  void* block = nullptr;
  if (elements <= std::numeric_limits<std::ptrdiff_t>::max() / sizeof(Real)) {
    block = ::operator new (elements * sizeof(Real), std::align_val_t{kAlignment}, std::nothrow);
  }
  if (block == nullptr) {
    constexpr double kMebibyte = 1024.0 * 1024.0;
    throw UserError(Fault::kConfig,
                    fmt::format("cannot allocate {:.1f} MiB of memory", static_cast<double>(size_bytes()) / kMebibyte),
                    "a smaller model or batch_size needs less");
  }
  block_.reset(static_cast<Real*>(block));
  std::fill_n(block_.get(), elements, Real{0});
}

Real* Arena::checked(Slot slot) const {
  NNCTL_ASSERT(is_allocated(), "view before allocate");
  NNCTL_ASSERT(slot.offset >= 0 && slot.size >= 0 && slot.offset <= num_elements_ - slot.size,
               "a slot of another arena");
  return block_.get() + slot.offset;
}

std::span<Real> Arena::view(Slot slot) { return {checked(slot), static_cast<std::size_t>(slot.size)}; }

std::span<const Real> Arena::view(Slot slot) const { return {checked(slot), static_cast<std::size_t>(slot.size)}; }

Real* Arena::data() {
  NNCTL_ASSERT(is_allocated(), "data before allocate");
  return block_.get();
}

const Real* Arena::data() const {
  NNCTL_ASSERT(is_allocated(), "data before allocate");
  return block_.get();
}

void Arena::Free::operator()(Real* block) const { ::operator delete (block, std::align_val_t{kAlignment}); }

}  // namespace nnctl
