// Two ways to read and write lanes in memory, chosen by template: whole vectors, and the last, masked one of a row.
#pragma once

namespace nnctl::kernels::NNCTL_ISA {
namespace {

struct WholeVector {
  NNCTL_INLINE Lanes::V load(const float* p, Lanes::Tail) { return Lanes::load(p); }
  NNCTL_INLINE void store(float* p, Lanes::V v, Lanes::Tail) { Lanes::store(p, v); }
};

struct PartOfVector {
  NNCTL_INLINE Lanes::V load(const float* p, Lanes::Tail tail) { return Lanes::load(p, tail); }
  NNCTL_INLINE void store(float* p, Lanes::V v, Lanes::Tail tail) { Lanes::store(p, v, tail); }
};

}  // namespace
}  // namespace nnctl::kernels::NNCTL_ISA
