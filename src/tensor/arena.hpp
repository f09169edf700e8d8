// One block of memory for many tensors: planned first, allocated once. The arena owns; views do not.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "tensor/real.hpp"

namespace nnctl {

class Arena {
 public:
  static constexpr std::int64_t kAlignment = 64;  ///< bytes: a cache line, and the widest vector

  /// A part of the block, in elements of Real. Slots follow one another in the order they were reserved.
  struct Slot {
    std::int64_t offset = 0;
    std::int64_t size = 0;
  };

  Arena() = default;
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;
  Arena(Arena&& other) noexcept;
  Arena& operator=(Arena&& other) noexcept;
  ~Arena() = default;

  /// Room for `elements` >= 0 reals, on a 64-byte boundary. Before allocate() only.
  Slot reserve(std::int64_t elements);
  /// Makes the block, all zeros. Once. Throws UserError(Fault::kConfig) when the machine has not so much memory.
  void allocate();

  /// `slot`'s elements. After allocate() only; they stay where they are when the arena is moved.
  std::span<Real> view(Slot slot);
  std::span<const Real> view(Slot slot) const;
  /// The first element; slots are at their offsets from here, the gaps between them hold zeros nobody writes.
  Real* data();
  const Real* data() const;
  /// What is reserved, gaps included.
  std::int64_t size_bytes() const { return num_elements_ * static_cast<std::int64_t>(sizeof(Real)); }
  bool is_allocated() const { return block_ != nullptr; }

 private:
  struct Free {
    void operator()(Real* block) const;
  };

  Real* checked(Slot slot) const;

  std::int64_t num_elements_ = 0;  // a multiple of kAlignment bytes
  std::unique_ptr<Real[], Free> block_;
};

}  // namespace nnctl
