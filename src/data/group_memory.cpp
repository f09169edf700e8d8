#include "data/group_memory.hpp"

#include <cstdint>
#include <cstdlib>
#include <map>
#include <mutex>
#include <new>

#if defined(__linux__)
#include <sys/mman.h>
#endif

#include "base/assert.hpp"

namespace nnctl::data {
namespace {

constexpr std::size_t kLargePage = std::size_t{2} << 20;
constexpr std::size_t kPiece = kLargePage;

std::size_t rounded(std::size_t size) { return (size + kLeastGroup - 1) / kLeastGroup * kLeastGroup; }

// Free runs of bytes by where they begin, each within one piece. First fit: there are few.
class Pool {
 public:
  void* take(std::size_t size) {
    const std::scoped_lock lock(mutex_);
    auto found = free_.begin();
    while (found != free_.end() && found->second < size) ++found;
    if (found == free_.end()) found = free_.emplace(new_piece(), kPiece).first;
    const std::uintptr_t begin = found->first;
    const std::size_t left = found->second - size;
    free_.erase(found);
    if (left > 0) free_.emplace(begin + size, left);
    return reinterpret_cast<void*>(begin);  // NOLINT(performance-no-int-to-ptr)
  }

  void give(void* block, std::size_t size) {
    const std::scoped_lock lock(mutex_);
    auto run = free_.emplace(reinterpret_cast<std::uintptr_t>(block), size).first;
    const auto next = std::next(run);
    if (next != free_.end() && next->first == run->first + run->second && next->first % kPiece != 0) {
      run->second += next->second;
      free_.erase(next);
    }
    if (run != free_.begin() && run->first % kPiece != 0) {
      const auto before = std::prev(run);
      if (before->first + before->second == run->first) {
        before->second += run->second;
        free_.erase(run);
        run = before;
      }
    }
    if (run->second != kPiece) return;
    std::free(reinterpret_cast<void*>(run->first));  // NOLINT(performance-no-int-to-ptr)
    free_.erase(run);
  }

 private:
  static std::uintptr_t new_piece() {
    void* piece = std::aligned_alloc(kLargePage, kPiece);
    if (piece == nullptr) throw std::bad_alloc();
#if defined(__linux__)
    madvise(piece, kPiece, MADV_HUGEPAGE);  // a wish: without it, the pages are small
#endif
    return reinterpret_cast<std::uintptr_t>(piece);
  }

  std::mutex mutex_;
  std::map<std::uintptr_t, std::size_t> free_;
};

// Never destroyed: columns may be given back after it.
Pool& pool() {
  static Pool& pool = *new Pool;
  return pool;
}

}  // namespace

void* take_group_memory(std::size_t size) {
  if (rounded(size) > kPiece) return ::operator new(size);
  return pool().take(rounded(size));
}

void give_group_memory(void* block, std::size_t size) {
  if (rounded(size) > kPiece) return ::operator delete(block);
  pool().give(block, rounded(size));
}

}  // namespace nnctl::data
