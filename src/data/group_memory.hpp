// Memory of a column's groups: a few hundred kilobytes each, thousands of them. They are cut from pieces that the
// system backs with large pages, where it can; first touches of small ones would take a good part of a reader's time.
#pragma once

#include <cstddef>
#include <vector>

namespace nnctl::data {

/// A block of at least kLeastGroup bytes. Blocks that are given back are reused, and a piece none of whose blocks is in
/// use goes back to the system.
void* take_group_memory(std::size_t size);
void give_group_memory(void* block, std::size_t size);
inline constexpr std::size_t kLeastGroup = std::size_t{1} << 16;

template <class T>
struct GroupAllocator {
  using value_type = T;
  GroupAllocator() = default;
  template <class U>
  GroupAllocator(const GroupAllocator<U>&) {}  // NOLINT(google-explicit-constructor): as allocators convert

  T* allocate(std::size_t count) {
    const std::size_t size = count * sizeof(T);
    return static_cast<T*>(size < kLeastGroup ? ::operator new(size) : take_group_memory(size));
  }
  void deallocate(T* block, std::size_t count) {
    const std::size_t size = count * sizeof(T);
    size < kLeastGroup ? ::operator delete(block) : give_group_memory(block, size);
  }
  friend bool operator==(const GroupAllocator&, const GroupAllocator&) { return true; }
};

using GroupBytes = std::vector<std::byte, GroupAllocator<std::byte>>;

}  // namespace nnctl::data
