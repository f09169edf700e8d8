// Softmax by row. A row that fits one vector (most classifiers) is one masked vector from load to store.
#pragma once

#include "kernels/simd/elementwise.hpp"
#include "kernels/table.hpp"

namespace nnctl::kernels::NNCTL_ISA {
namespace {

constexpr float kMinusInfinity = -__builtin_inff();

/// y = e^(x - largest), or only their sum when y is null; lanes past the end add e^-inf = 0.
__attribute__((always_inline)) inline float shifted_exp(std::int64_t columns, const float* x, float* y, float largest) {
  const Lanes::V shift = Lanes::set(largest);
  Lanes::V sum = Lanes::set(0);
  for (std::int64_t j = 0; j < columns; j += Lanes::kLanes) {
    const Lanes::Tail tail = Lanes::tail(columns - j < Lanes::kLanes ? columns - j : Lanes::kLanes);
    const Lanes::V e = Exp<Lanes>::of(Lanes::load(x + j, tail, kMinusInfinity) - shift);
    if (y != nullptr) Lanes::store(y + j, e, tail);
    sum = sum + e;
  }
  return Lanes::sum(sum);
}

__attribute__((always_inline)) inline float row_largest(std::int64_t columns, const float* x) {
  Lanes::V largest = Lanes::set(kMinusInfinity);
  for (std::int64_t j = 0; j < columns; j += Lanes::kLanes) {
    const Lanes::Tail tail = Lanes::tail(columns - j < Lanes::kLanes ? columns - j : Lanes::kLanes);
    largest = Lanes::max(Lanes::load(x + j, tail, kMinusInfinity), largest);
  }
  return Lanes::largest(largest);
}

template <class L>
void softmax_one_vector(std::int64_t rows, std::int64_t columns, const float* x, float* y) {
  const typename L::Tail tail = L::tail(columns);
  for (std::int64_t i = 0; i < rows; ++i, x += columns, y += columns) {
    const typename L::V row = L::load(x, tail, kMinusInfinity);
    const typename L::V e = Exp<L>::of(row - L::set(L::largest(row)));
    L::store(y, e / L::set(L::sum(e)), tail);
  }
}

void softmax(std::int64_t rows, std::int64_t columns, const float* x, float* y) {
  if (columns <= NarrowLanes::kLanes) return softmax_one_vector<NarrowLanes>(rows, columns, x, y);
  if (columns <= Lanes::kLanes) return softmax_one_vector<Lanes>(rows, columns, x, y);
  for (std::int64_t i = 0; i < rows; ++i, x += columns, y += columns) {
    const Lanes::V sum = Lanes::set(shifted_exp(columns, x, y, row_largest(columns, x)));
    for (std::int64_t j = 0; j < columns; j += Lanes::kLanes) {
      const Lanes::Tail tail = Lanes::tail(columns - j < Lanes::kLanes ? columns - j : Lanes::kLanes);
      Lanes::store(y + j, Lanes::load(y + j, tail) / sum, tail);
    }
  }
}

void log_softmax(std::int64_t rows, std::int64_t columns, const float* x, float* y) {
  for (std::int64_t i = 0; i < rows; ++i, x += columns, y += columns) {
    const float largest = row_largest(columns, x);
    const Lanes::V log_sum = Lanes::set(__builtin_logf(shifted_exp(columns, x, nullptr, largest)));
    const Lanes::V shift = Lanes::set(largest);
    for (std::int64_t j = 0; j < columns; j += Lanes::kLanes) {
      const Lanes::Tail tail = Lanes::tail(columns - j < Lanes::kLanes ? columns - j : Lanes::kLanes);
      Lanes::store(y + j, (Lanes::load(x + j, tail) - shift) - log_sum, tail);
    }
  }
}

void softmax_backward(std::int64_t rows, std::int64_t columns, const float* y, const float* dy, float* dx) {
  for (std::int64_t i = 0; i < rows; ++i, y += columns, dy += columns, dx += columns) {
    Lanes::V sum = Lanes::set(0);
    for (std::int64_t j = 0; j < columns; j += Lanes::kLanes) {
      const Lanes::Tail tail = Lanes::tail(columns - j < Lanes::kLanes ? columns - j : Lanes::kLanes);
      sum = Lanes::multiply_add(Lanes::load(dy + j, tail), Lanes::load(y + j, tail), sum);
    }
    const Lanes::V dot = Lanes::set(Lanes::sum(sum));
    for (std::int64_t j = 0; j < columns; j += Lanes::kLanes) {
      const Lanes::Tail tail = Lanes::tail(columns - j < Lanes::kLanes ? columns - j : Lanes::kLanes);
      Lanes::store(dx + j, Lanes::load(y + j, tail) * (Lanes::load(dy + j, tail) - dot), tail);
    }
  }
}

}  // namespace
}  // namespace nnctl::kernels::NNCTL_ISA
