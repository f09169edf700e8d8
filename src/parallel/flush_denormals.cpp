#include "parallel/thread_pool.hpp"

#if defined(__SSE2__)
#include <xmmintrin.h>
#endif

namespace nnctl {

#if defined(__SSE2__)

namespace {
constexpr unsigned kFlushToZero = 0x8000;       // MXCSR bit 15: denormal results become 0
constexpr unsigned kDenormalsAreZero = 0x0040;  // MXCSR bit 6: denormal operands count as 0
constexpr unsigned kBoth = kFlushToZero | kDenormalsAreZero;
}  // namespace

// MXCSR is written only where it changes: writing it costs more than reading it.
FlushDenormals::FlushDenormals() : saved_(_mm_getcsr()) {
  if ((saved_ & kBoth) != kBoth) _mm_setcsr(saved_ | kBoth);
}

FlushDenormals::~FlushDenormals() {
  if ((saved_ & kBoth) != kBoth) _mm_setcsr(saved_);
}

KeepDenormals::KeepDenormals() : saved_(_mm_getcsr()) {
  if ((saved_ & kBoth) != 0) _mm_setcsr(saved_ & ~kBoth);
}

KeepDenormals::~KeepDenormals() {
  if ((saved_ & kBoth) != 0) _mm_setcsr(saved_);
}

#else

KeepDenormals::KeepDenormals() = default;
KeepDenormals::~KeepDenormals() { static_cast<void>(saved_); }
FlushDenormals::FlushDenormals() = default;
FlushDenormals::~FlushDenormals() { static_cast<void>(saved_); }

#endif

}  // namespace nnctl
