// Vectors of the instruction set that this file is compiled for, and the functions of a gate on them.
//
// All code that does arithmetic is templated over the scalar and lies in a namespace named after the instruction
// set, so that one binary holds several and chooses at run time. The double instance is for the tests, which hold
// gradients to finite differences.
#pragma once

#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>

#if defined(__AVX512F__)
#include <immintrin.h>
#endif

#ifndef REPRISE_ISA
#define REPRISE_ISA baseline
#endif

#define REPRISE_INLINE inline __attribute__((always_inline))
// For what comes after a tile: one copy of it is enough, and compiling one for each shape of a tile takes minutes.
#define REPRISE_ONCE __attribute__((noinline))

namespace reprise {
namespace REPRISE_ISA {

#if defined(__AVX512F__)
constexpr int kVectorBytes = 64;
constexpr int kTileRows = 6;  // 6 rows × 4 vectors of sums, 4 of weights, 1 broadcast: 29 of 32 registers
#elif defined(__AVX2__)
constexpr int kVectorBytes = 32;
constexpr int kTileRows = 3;  // 3 × 4 + 3 + 1: all 16 registers
#elif defined(__aarch64__)
constexpr int kVectorBytes = 16;
constexpr int kTileRows = 6;
#else
constexpr int kVectorBytes = 16;
constexpr int kTileRows = 3;
#endif

/** The most vectors side by side in a tile: the four gates of an LSTM. */
constexpr int kTileVectors = 4;

template <class T>
struct VectorOf {
  typedef T type __attribute__((vector_size(kVectorBytes)));
  // In memory a vector may begin anywhere and stand for any scalars.
  typedef T loose __attribute__((vector_size(kVectorBytes), aligned(alignof(T)), may_alias));
};

template <class T>
using Vec = typename VectorOf<T>::type;

/** How many scalars a vector holds. */
template <class T>
constexpr int kLanes = kVectorBytes / static_cast<int>(sizeof(T));

template <class T>
REPRISE_INLINE Vec<T> splat(T x) {
  return x - Vec<T>{};
}

template <class T>
REPRISE_INLINE Vec<T> load(const T* from) {
  return *reinterpret_cast<const typename VectorOf<T>::loose*>(from);
}

template <class T>
REPRISE_INLINE void store(T* to, Vec<T> x) {
  *reinterpret_cast<typename VectorOf<T>::loose*>(to) = x;
}

#if defined(__AVX512F__)
/** A mask of the first `count` of 16 lanes, where that is less than all. */
REPRISE_INLINE __mmask16 firstLanes(int count) {
  return count <= 0 ? __mmask16{0} : static_cast<__mmask16>((1u << count) - 1);
}
#endif

/** The first `count` scalars; the rest is zero. */
template <class T>
REPRISE_INLINE Vec<T> load(const T* from, int count) {
  if (count >= kLanes<T>) return load(from);
#if defined(__AVX512F__)
  if constexpr (sizeof(T) == 4) return _mm512_maskz_loadu_ps(firstLanes(count), from);
#endif
  Vec<T> x{};
  for (int lane = 0; lane < count; lane++) x[lane] = from[lane];
  return x;
}

template <class T>
REPRISE_INLINE void store(T* to, Vec<T> x, int count) {
  if (count >= kLanes<T>) return store(to, x);
#if defined(__AVX512F__)
  if constexpr (sizeof(T) == 4) return _mm512_mask_storeu_ps(to, firstLanes(count), x);
#endif
  for (int lane = 0; lane < count; lane++) to[lane] = x[lane];
}

template <class T>
REPRISE_INLINE Vec<T> clamp(Vec<T> x, T low, T high) {
  // In this order a NaN stays a NaN.
  x = x < low ? splat(low) : x;
  return x > high ? splat(high) : x;
}

/** A quotient whose division is still to be done, so that several gates can share one. */
template <class T>
struct Quotient {
  Vec<T> numerator, denominator;
};

/**
 * tanh as a rational function of x² times x, on |x| <= 8, beyond which it is 1 but for the rounding of the rest: from
 * there on rounding would carry it past 1. The coefficients are a weighted least-squares fit of the relative error
 * (2e-8 before rounding; at most 4e-7 in float arithmetic). The denominator lies between 1 and 237: a product of four
 * of them neither overflows nor vanishes.
 */
REPRISE_INLINE Quotient<float> tanhQuotient(Vec<float> x) {
  const Vec<float> y = clamp(x, -8.0f, 8.0f), u = y * y;
  Vec<float> p = 1.335462851415059e-08f * u + 2.0609057173714973e-05f;
  p = p * u + 0.003495586570352316f;
  p = p * u + 0.13381023705005646f;
  p = p * u + 1.0f;
  Vec<float> q = 7.776544066473434e-07f * u + 0.00032856324105523527f;
  q = q * u + 0.025876976549625397f;
  q = q * u + 0.46714338660240173f;
  q = q * u + 1.0f;
  return {y * p, q};
}

REPRISE_INLINE Quotient<double> tanhQuotient(Vec<double> x) {
  Vec<double> y;
  for (int lane = 0; lane < kLanes<double>; lane++) y[lane] = std::tanh(x[lane]);
  return {y, splat(1.0)};
}

/** 1 / (1 + e^-x) as (1 + tanh(x / 2)) / 2. */
template <class T>
REPRISE_INLINE Quotient<T> sigmoidQuotient(Vec<T> x) {
  const Quotient<T> half = tanhQuotient(T(0.5) * x);
  return {T(0.5) * (half.denominator + half.numerator), half.denominator};
}

template <class T>
REPRISE_INLINE Vec<T> divide(Quotient<T> q) {
  return q.numerator / q.denominator;
}

/** Several quotients by one division, the slowest instruction of a gate. */
template <class T>
REPRISE_INLINE void divide(Quotient<T> a, Quotient<T> b, Vec<T>& x, Vec<T>& y) {
  const Vec<T> r = T(1) / (a.denominator * b.denominator);
  x = a.numerator * (r * b.denominator);
  y = b.numerator * (r * a.denominator);
}

template <class T>
REPRISE_INLINE void divide(Quotient<T> a, Quotient<T> b, Quotient<T> c, Quotient<T> d, Vec<T>& x, Vec<T>& y,
                           Vec<T>& z, Vec<T>& w) {
  const Vec<T> ab = a.denominator * b.denominator, cd = c.denominator * d.denominator;
  const Vec<T> r = T(1) / (ab * cd), rab = r * cd, rcd = r * ab;
  x = a.numerator * (rab * b.denominator);
  y = b.numerator * (rab * a.denominator);
  z = c.numerator * (rcd * d.denominator);
  w = d.numerator * (rcd * c.denominator);
}

template <class T>
REPRISE_INLINE Vec<T> tanhOf(Vec<T> x) {
  return divide(tanhQuotient(x));
}

template <class T>
REPRISE_INLINE Vec<T> sigmoidOf(Vec<T> x) {
  return divide(sigmoidQuotient<T>(x));
}

/** e^x by x = n ln 2 + r and a polynomial in r (relative error 2.5e-7); 0 below -87.3 and infinite above 88.3. */
REPRISE_INLINE Vec<float> expOf(Vec<float> x) {
  typedef uint32_t Bits __attribute__((vector_size(kVectorBytes)));
  const Vec<float> y = clamp(x, -87.3f, 88.3f);
  // Adding 1.5 · 2^23 rounds to a whole number and leaves it in the low bits.
  const Vec<float> shifted = y * 1.44269504088896341f + 12582912.0f;
  const Vec<float> n = shifted - 12582912.0f;
  Vec<float> r = y - n * 0.693359375f;
  r = r + n * 2.12194440e-4f;
  Vec<float> p = r * 1.38888889e-3f + 8.33333333e-3f;
  p = p * r + 4.16666667e-2f;
  p = p * r + 1.66666667e-1f;
  p = p * r + 0.5f;
  p = p * r + 1.0f;
  p = p * r + 1.0f;
  Bits bits, power;
  std::memcpy(&bits, &shifted, sizeof bits);
  std::memcpy(&power, &p, sizeof power);
  power += bits << 23;
  Vec<float> result;
  std::memcpy(&result, &power, sizeof result);
  result = x < -87.3f ? Vec<float>{} : result;
  // A NaN also comes here: its bits would not all survive the addition.
  return x <= 88.3f ? result : x * splat(3e38f);
}

REPRISE_INLINE Vec<double> expOf(Vec<double> x) {
  Vec<double> y;
  for (int lane = 0; lane < kLanes<double>; lane++) y[lane] = std::exp(x[lane]);
  return y;
}

/**
 * The natural logarithm, by x = 2^n m and a polynomial in m - 1, a least-squares fit of the relative error on
 * √½ <= m < √2 (at most 2e-7 of the result, and of 1 near where that is 0). A denormal counts as 2^-127.
 */
REPRISE_INLINE Vec<float> logOf(Vec<float> x) {
  typedef uint32_t Bits __attribute__((vector_size(kVectorBytes)));
  typedef int32_t Integers __attribute__((vector_size(kVectorBytes)));
  Bits bits;
  std::memcpy(&bits, &x, sizeof bits);
  const Integers n = (Integers)(bits - 0x3f3504f3u) >> 23;
  bits -= (Bits)n << 23;
  Vec<float> m;
  std::memcpy(&m, &bits, sizeof m);
  const Vec<float> r = m - 1.0f, k = __builtin_convertvector(n, Vec<float>);
  Vec<float> p = -0.07634492963552475f * r + 0.12761574983596802f;
  p = p * r - 0.13160182535648346f;
  p = p * r + 0.14201758801937103f;
  p = p * r - 0.16623356938362122f;
  p = p * r + 0.20001226663589478f;
  p = p * r - 0.2500081956386566f;
  p = p * r + 0.3333333134651184f;
  Vec<float> y = r * r * (r * p - 0.5f) - k * 2.12194440e-4f;
  y = k * 0.693359375f + (r + y);
  const float infinity = std::numeric_limits<float>::infinity();
  y = x < infinity ? y : x;
  // A NaN also goes the last way.
  return x > 0.0f ? y : x == 0.0f ? splat(-infinity) : splat(std::numeric_limits<float>::quiet_NaN());
}

REPRISE_INLINE Vec<double> logOf(Vec<double> x) {
  Vec<double> y;
  for (int lane = 0; lane < kLanes<double>; lane++) y[lane] = std::log(x[lane]);
  return y;
}

/** log(1 + x) for x from 0 on, below infinity: what rounding takes from the sum is put back. */
template <class T>
REPRISE_INLINE Vec<T> log1pOf(Vec<T> x) {
  const Vec<T> sum = T(1) + x;
  return logOf(sum) + (x - (sum - T(1))) / sum;
}

/** log(1 + e^x) @param slope becomes its derivative, the sigmoid, which is exact to its own size here */
template <class T>
REPRISE_INLINE Vec<T> softplusOf(Vec<T> x, Vec<T>& slope) {
  const Vec<T> e = expOf(x > T(0) ? -x : x);
  slope = (x > T(0) ? splat(T(1)) : e) / (T(1) + e);
  return (x > T(0) ? x : Vec<T>{}) + log1pOf<T>(e);
}

template <class T>
REPRISE_INLINE Vec<T> sqrtOf(Vec<T> x) {
  // Compiles to one instruction.
  for (int lane = 0; lane < kLanes<T>; lane++) x[lane] = std::sqrt(x[lane]);
  return x;
}

/** The sum over the lanes. */
template <class T>
REPRISE_INLINE T sumOf(Vec<T> x) {
  // By halves: fewer additions wait for one another.
  T parts[kLanes<T>];
  store(parts, x);
#pragma GCC unroll 4
  for (int half = kLanes<T> / 2; half > 0; half /= 2)
    for (int lane = 0; lane < half; lane++) parts[lane] += parts[lane + half];
  return parts[0];
}

/** The greatest of the lanes, or NaN where one is. */
template <class T>
REPRISE_INLINE T maxOf(Vec<T> x) {
  T parts[kLanes<T>];
  store(parts, x);
#pragma GCC unroll 4
  for (int half = kLanes<T> / 2; half > 0; half /= 2) {
    // So turned round, a NaN is not passed over.
    for (int lane = 0; lane < half; lane++)
      parts[lane] = parts[lane + half] <= parts[lane] || parts[lane] != parts[lane] ? parts[lane] : parts[lane + half];
  }
  return parts[0];
}

}  // namespace REPRISE_ISA
}  // namespace reprise
