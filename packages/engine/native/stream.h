// Stores that go past the caches: an array that is written in whole and not read soon is otherwise read first.
#pragma once

#include "simd.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace reprise {
namespace REPRISE_ISA {

/** Whether a vector that begins here may be stored past the caches. */
inline bool canStorePast(const void* to) {
#if defined(__x86_64__)
  return reinterpret_cast<uintptr_t>(to) % kVectorBytes == 0;
#else
  (void)to;
  return false;
#endif
}

/** @param to where {@link canStorePast} holds */
template <class T>
REPRISE_INLINE void storePast(T* to, Vec<T> x) {
#if defined(__AVX512F__)
  _mm512_stream_si512(reinterpret_cast<__m512i*>(to), reinterpret_cast<__m512i>(x));
#elif defined(__AVX2__)
  _mm256_stream_si256(reinterpret_cast<__m256i*>(to), reinterpret_cast<__m256i>(x));
#elif defined(__x86_64__)
  _mm_stream_si128(reinterpret_cast<__m128i*>(to), reinterpret_cast<__m128i>(x));
#else
  store(to, x);
#endif
}

/** Once after such stores, before another thread is told that they are done. */
inline void flushStoresPast() {
#if defined(__x86_64__)
  _mm_sfence();
#endif
}

}  // namespace REPRISE_ISA
}  // namespace reprise
