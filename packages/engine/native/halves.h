// Weights in memory as float16, where that is all they are: those of a model that was loaded from a file are. A step
// of a few rows takes as long as its weights take to read, so half the bytes is half the time, and the same numbers.
#pragma once

#include <algorithm>
#include <type_traits>

#include "simd.h"

#if defined(__AVX512F__) || defined(__F16C__)
#define REPRISE_HALVES 1
#include <immintrin.h>
#else
#define REPRISE_HALVES 0
#endif

namespace reprise {
namespace REPRISE_ISA {

/** A float16 number. */
struct Half {
  uint16_t bits;
};

/** A vector of weights, aligned as packed ones are. */
REPRISE_INLINE Vec<float> loadWeights(const float* from) { return *reinterpret_cast<const Vec<float>*>(from); }
REPRISE_INLINE Vec<double> loadWeights(const double* from) { return *reinterpret_cast<const Vec<double>*>(from); }

#if REPRISE_HALVES

REPRISE_INLINE Vec<float> loadWeights(const Half* from) {
#if defined(__AVX512F__)
  return reinterpret_cast<Vec<float>>(_mm512_cvtph_ps(_mm256_load_si256(reinterpret_cast<const __m256i*>(from))));
#else
  return reinterpret_cast<Vec<float>>(_mm256_cvtph_ps(_mm_load_si128(reinterpret_cast<const __m128i*>(from))));
#endif
}

REPRISE_INLINE void storeWeights(Half* to, Vec<float> x) {
#if defined(__AVX512F__)
  _mm256_store_si256(reinterpret_cast<__m256i*>(to), _mm512_cvtps_ph(reinterpret_cast<__m512>(x), 0));
#else
  _mm_store_si128(reinterpret_cast<__m128i*>(to), _mm256_cvtps_ph(reinterpret_cast<__m256>(x), 0));
#endif
}

#endif

/** Whether all numbers are float16 numbers, and this code can read those. */
template <class T>
bool areHalves(const T* numbers, int64_t count) {
#if REPRISE_HALVES
  if constexpr (std::is_same_v<T, float>) {
    for (int64_t at = 0; at < count; at += kLanes<T>) {
      const Vec<T> x = load(numbers + at, static_cast<int>(std::min<int64_t>(kLanes<T>, count - at)));
      alignas(kVectorBytes) Half narrow[kLanes<T>];
      storeWeights(narrow, x);
      const Vec<T> back = loadWeights(narrow);
      if (std::memcmp(&x, &back, sizeof x) != 0) return false;
    }
    return true;
  }
#endif
  return false;
}

/** Whole vectors of them as halves. */
template <class T>
void narrowWeights(const T* from, int64_t count, Half* to) {
#if REPRISE_HALVES
  if constexpr (std::is_same_v<T, float>)
    for (int64_t at = 0; at < count; at += kLanes<T>) storeWeights(to + at, load(from + at));
#endif
}

}  // namespace REPRISE_ISA
}  // namespace reprise
