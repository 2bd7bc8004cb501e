// Numbers with an exponent of their own, for products of thousands of probabilities: what plain numbers lose to
// underflow, and logarithms to rounding and an exponential for every term, these keep at the price of a few integers.
#pragma once

#include "simd.h"

namespace reprise {
namespace REPRISE_ISA {

template <class T>
struct FloatLayout;

template <>
struct FloatLayout<float> {
  using Integer = int32_t;
  static constexpr int mantissaBits = 23;
  static constexpr Integer bias = 127;
  static constexpr float roundsToWhole = 12582912.0f;  // 1.5 · 2^23
  static constexpr float ln2High = 0.693359375f, ln2Low = -2.12194440e-4f;
};

template <>
struct FloatLayout<double> {
  using Integer = int64_t;
  static constexpr int mantissaBits = 52;
  static constexpr Integer bias = 1023;
  static constexpr double roundsToWhole = 6755399441055744.0;  // 1.5 · 2^52
  static constexpr double ln2High = 6.93147180369123816490e-01, ln2Low = 1.90821492927058770002e-10;
};

template <class T>
using Exponent = typename FloatLayout<T>::Integer;

template <class T>
using Exponents = Vec<Exponent<T>>;

/**
 * Whatever has an exponent below `kVanished` stands for zero. Zero itself lies so far below that no sum or product
 * over a sequence lifts it there, and so high that three exponents can be added without leaving the integers.
 */
constexpr int32_t kZeroExponent = -(1 << 29), kVanished = -(1 << 28);

/** A vector of mantissa · 2^exponent, with 1 <= mantissa < 2 unless it says otherwise. */
template <class T>
struct Scaled {
  Vec<T> mantissa;
  Exponents<T> exponent;
};

template <class T>
REPRISE_INLINE Exponents<T> larger(Exponents<T> a, Exponents<T> b) {
  return a > b ? a : b;
}

template <class T>
REPRISE_INLINE Exponents<T> bitsOf(Vec<T> x) {
  Exponents<T> bits;
  std::memcpy(&bits, &x, sizeof bits);
  return bits;
}

template <class T>
REPRISE_INLINE Vec<T> fromBits(Exponents<T> bits) {
  Vec<T> x;
  std::memcpy(&x, &bits, sizeof x);
  return x;
}

/** 2^exponent, for exponents up to the largest of `T`; 0 below the smallest. */
template <class T>
REPRISE_INLINE Vec<T> powerOfTwo(Exponents<T> exponent) {
  using Layout = FloatLayout<T>;
  const Exponents<T> biased = larger<T>(exponent, splat(-Layout::bias)) + Layout::bias;
  return fromBits<T>(biased << Layout::mantissaBits);
}

/** Brings a positive mantissa back into its range. */
template <class T>
REPRISE_INLINE Scaled<T> normalise(Scaled<T> x) {
  using Layout = FloatLayout<T>;
  constexpr Exponent<T> one = Layout::bias << Layout::mantissaBits;
  constexpr Exponent<T> fraction = (Exponent<T>{1} << Layout::mantissaBits) - 1;
  const Exponents<T> bits = bitsOf<T>(x.mantissa);
  const Exponents<T> exponent = x.exponent + (bits >> Layout::mantissaBits) - Layout::bias;
  return {fromBits<T>((bits & fraction) | one), larger<T>(exponent, splat(Exponent<T>{kZeroExponent}))};
}

/** a + b, the mantissa below 4. */
template <class T>
REPRISE_INLINE Scaled<T> sumOf(Scaled<T> a, Scaled<T> b) {
  const Exponents<T> top = larger<T>(a.exponent, b.exponent);
  return {a.mantissa * powerOfTwo<T>(a.exponent - top) + b.mantissa * powerOfTwo<T>(b.exponent - top), top};
}

/** a + b + c, the mantissa below 6. */
template <class T>
REPRISE_INLINE Scaled<T> sumOf(Scaled<T> a, Scaled<T> b, Scaled<T> c) {
  const Exponents<T> top = larger<T>(larger<T>(a.exponent, b.exponent), c.exponent);
  return {a.mantissa * powerOfTwo<T>(a.exponent - top) + b.mantissa * powerOfTwo<T>(b.exponent - top) +
              c.mantissa * powerOfTwo<T>(c.exponent - top),
          top};
}

template <class T>
REPRISE_INLINE Scaled<T> product(Scaled<T> a, Scaled<T> b) {
  return normalise<T>({a.mantissa * b.mantissa, a.exponent + b.exponent});
}

/** e^x for x up to 0; x below -2^20 but above minus infinity counts as -2^20. */
template <class T>
REPRISE_INLINE Scaled<T> scaledExp(Vec<T> x) {
  using Layout = FloatLayout<T>;
  const Vec<T> least = splat(T(-(1 << 20))), y = x < least ? least : x;
  const Vec<T> shifted = y * T(1.44269504088896341) + Layout::roundsToWhole;
  const Vec<T> n = shifted - Layout::roundsToWhole;
  const Vec<T> rest = (y - n * Layout::ln2High) - n * Layout::ln2Low;
  // The rounding leaves the whole number in the low bits.
  const Exponents<T> whole = bitsOf<T>(shifted) - bitsOf<T>(splat(Layout::roundsToWhole));
  const Exponents<T> zero = splat(Exponent<T>{kZeroExponent});
  return normalise<T>({expOf(rest), x == splat(T(-INFINITY)) ? zero : whole});
}

}  // namespace REPRISE_ISA
}  // namespace reprise
