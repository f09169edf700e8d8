// One pass over values, the last vector masked. exp after Cephes (expf.c, tanhf.c: S. Moshier), by way of vectors.
#pragma once

#include "kernels/table.hpp"

namespace nnctl::kernels::NNCTL_ISA {
namespace {

/// y = Function::of(x)
template <class Function>
__attribute__((always_inline)) inline void map(std::int64_t n, const float* x, float* y) {
  std::int64_t i = 0;
  for (; i + Lanes::kLanes <= n; i += Lanes::kLanes) Lanes::store(y + i, Function::of(Lanes::load(x + i)));
  if (i == n) return;
  const Lanes::Tail tail = Lanes::tail(n - i);
  Lanes::store(y + i, Function::of(Lanes::load(x + i, tail)), tail);
}

/// e^x = 2^n e^r, n = round(x / ln 2), |r| <= ln 2 / 2. Bounds: beyond the clamps float has only 0 and infinity.
template <class L>
struct Exp {
  using V = typename L::V;
  NNCTL_INLINE V of(V x) {
    x = L::min(L::set(89.0F), L::max(L::set(-104.0F), x));  // NaN, the second operand, passes both
    const V magic = L::set(12582912.0F);                    // 1.5 * 2^23: adding it rounds to a whole number
    const V n = L::multiply_add(x, L::set(1.44269504088896341F), magic) - magic;
    V r = L::multiply_add(n, L::set(-0.693359375F), x);  // ln 2 in two parts, n times the first being exact
    r = L::multiply_add(n, L::set(2.12194440e-4F), r);
    V p = L::multiply_add(L::set(1.9875691500e-4F), r, L::set(1.3981999507e-3F));
    p = L::multiply_add(p, r, L::set(8.3334519073e-3F));
    p = L::multiply_add(p, r, L::set(4.1665795894e-2F));
    p = L::multiply_add(p, r, L::set(1.6666665459e-1F));
    p = L::multiply_add(p, r, L::set(5.0000001201e-1F));
    p = L::multiply_add(p, r * r, r) + L::set(1.0F);
    return L::times_power_of_two(p, n);
  }
};

/// x P(x^2) near 0, 1 - 2 / (e^2|x| + 1) with x's sign elsewhere.
struct Tanh {
  NNCTL_INLINE Lanes::V of(Lanes::V x) {
    using L = Lanes;
    const L::V magnitude = L::abs(x);
    const L::V z = x * x;
    L::V p = L::multiply_add(L::set(-5.70498872745e-3F), z, L::set(2.06390887954e-2F));
    p = L::multiply_add(p, z, L::set(-5.37397155531e-2F));
    p = L::multiply_add(p, z, L::set(1.33314422036e-1F));
    p = L::multiply_add(p, z, L::set(-3.33332819422e-1F));
    const L::V near = L::multiply_add(p * z, x, x);
    const L::V e = Exp<L>::of(magnitude + magnitude);
    const L::V far = L::set(1.0F) - L::set(2.0F) / (e + L::set(1.0F));
    return L::copy_sign(L::select_less(magnitude, L::set(0.625F), near, far), x);
  }
};

/// With e = e^-|x| <= 1: 1 / (1 + e) for x >= 0, e / (1 + e) below.
struct Sigmoid {
  NNCTL_INLINE Lanes::V of(Lanes::V x) {
    using L = Lanes;
    const L::V one = L::set(1.0F);
    const L::V e = Exp<L>::of(L::set(0) - L::abs(x));
    return L::select_less(x, L::set(0), e, one) / (one + e);
  }
};

struct Relu {
  NNCTL_INLINE Lanes::V of(Lanes::V x) { return Lanes::max(Lanes::set(0), x); }  // max gives its second for NaN
};

void exp(std::int64_t n, const float* x, float* y) { map<Exp<Lanes>>(n, x, y); }
void tanh(std::int64_t n, const float* x, float* y) { map<Tanh>(n, x, y); }
void sigmoid(std::int64_t n, const float* x, float* y) { map<Sigmoid>(n, x, y); }
void relu(std::int64_t n, const float* x, float* y) { map<Relu>(n, x, y); }

void relu_backward(std::int64_t n, const float* y, const float* dy, float* dx) {
  const Lanes::V zero = Lanes::set(0);
  std::int64_t i = 0;
  for (; i + Lanes::kLanes <= n; i += Lanes::kLanes) {
    Lanes::store(dx + i, Lanes::select_less(zero, Lanes::load(y + i), Lanes::load(dy + i), zero));
  }
  if (i == n) return;
  const Lanes::Tail tail = Lanes::tail(n - i);
  Lanes::store(dx + i, Lanes::select_less(zero, Lanes::load(y + i, tail), Lanes::load(dy + i, tail), zero), tail);
}

void add(std::int64_t n, const float* x, float* y) {
  std::int64_t i = 0;
  for (; i + Lanes::kLanes <= n; i += Lanes::kLanes) Lanes::store(y + i, Lanes::load(y + i) + Lanes::load(x + i));
  if (i == n) return;
  const Lanes::Tail tail = Lanes::tail(n - i);
  Lanes::store(y + i, Lanes::load(y + i, tail) + Lanes::load(x + i, tail), tail);
}

void scale(std::int64_t n, float a, const float* x, float* y) {
  const Lanes::V factor = Lanes::set(a);
  std::int64_t i = 0;
  for (; i + Lanes::kLanes <= n; i += Lanes::kLanes) Lanes::store(y + i, factor * Lanes::load(x + i));
  if (i == n) return;
  const Lanes::Tail tail = Lanes::tail(n - i);
  Lanes::store(y + i, factor * Lanes::load(x + i, tail), tail);
}

// A division takes ten times as long as a multiplication; one step of Newton's method after multiplying by 1/255 gives
// the quotient rounded once, for every byte (tested). The compiler makes vectors of it.
void unit_bytes(std::int64_t n, const std::uint8_t* x, float* y) {
#ifdef __FMA__
  constexpr float kInverse = 1.0F / 255.0F;
  for (std::int64_t i = 0; i < n; ++i) {
    const float value = x[i];
    const float quotient = value * kInverse;
    y[i] = __builtin_fmaf(__builtin_fmaf(-quotient, 255.0F, value), kInverse, quotient);
  }
#else
  for (std::int64_t i = 0; i < n; ++i) y[i] = static_cast<float>(x[i]) / 255.0F;
#endif
}

}  // namespace
}  // namespace nnctl::kernels::NNCTL_ISA
