// The negative log-likelihood of values under Student's t-distributions whose parameters a network gives, with its
// gradient.
#pragma once

#include <algorithm>
#include <cstdint>

#include "simd.h"
#include "threads.h"

namespace reprise {

template <class T>
struct StudentT {
  int64_t count;
  const T *location, *rawWidth, *rawFreedom;  // width and freedom are log(1 + e^raw) + least
  const T* values;
  T leastWidth, leastFreedom;  // the freedom's at least 2
  T* nats;
  T *dLocation, *dRawWidth, *dRawFreedom;  // null where no gradient is wanted
};

namespace REPRISE_ISA {

/**
 * With a half of the degrees of freedom and z = (value - location) / width:
 *
 *   nats = log Γ(a) - log Γ(a + ½) + ½ log(2 a π) + log(width) + (a + ½) log(1 + z² / 2a)
 *
 * The quotient of the gammas is its asymptotic series at a + 3, where that errs by 6e-9 at most, times the factors by
 * which Γ(x + 1) = x · Γ(x) leads there: no large terms cancel, however many degrees there are, and one logarithm does
 * for all factors.
 */
template <class T>
REPRISE_INLINE void studentTVector(const StudentT<T>& it, int64_t at, int lanes) {
  Vec<T> widthSlope, freedomSlope;
  const Vec<T> width = softplusOf<T>(load(it.rawWidth + at, lanes), widthSlope) + it.leastWidth, overWidth = T(1) / width;
  const Vec<T> a = T(0.5) * (softplusOf<T>(load(it.rawFreedom + at, lanes), freedomSlope) + it.leastFreedom);
  const Vec<T> power = a + T(0.5);
  const Vec<T> z = (load(it.values + at, lanes) - load(it.location + at, lanes)) * overWidth;

  Vec<T> factors = splat(T(1)), slopes{};
  for (int step = 0; step < 3; step++) {
    const Vec<T> over = T(1) / (a + T(step));
    factors *= T(1) + T(0.5) * over;
    slopes -= T(0.5) * over / (a + T(step + 0.5));
  }
  const Vec<T> f = T(1) / (a + T(3)), ff = f * f;
  const Vec<T> series = f * (T(-1.0 / 8) + ff * (T(1.0 / 192) + ff * (T(-1.0 / 640) + ff * T(17.0 / 14336))));

  const Vec<T> square = z * z / (a + a), over = T(1) / (T(1) + square), tail = log1pOf<T>(square);
  const T rootOfTwoPi = T(2.5066282746310002);
  const Vec<T> scale = width * (rootOfTwoPi * (factors * sqrtOf<T>(a * f)));
  store(it.nats + at, logOf(scale) - series + power * tail, lanes);
  if (!it.dLocation) return;

  const Vec<T> pull = power * over * z / a;
  store(it.dLocation + at, -pull * overWidth, lanes);
  store(it.dRawWidth + at, (T(1) - pull * z) * overWidth * widthSlope, lanes);
  const Vec<T> seriesSlope = ff * (T(1.0 / 8) + ff * (T(-3.0 / 192) + ff * (T(5.0 / 640) - ff * T(7 * 17.0 / 14336))));
  const Vec<T> dA = slopes + T(1.5) * f / a - seriesSlope + tail - power * square * over / a;
  store(it.dRawFreedom + at, T(0.5) * dA * freedomSlope, lanes);
}

template <class T>
void studentT(const StudentT<T>& it) {
  constexpr int64_t piece = 1024;
  parallel(static_cast<int>((it.count + piece - 1) / piece), [&](int number) {
    const int64_t end = std::min(it.count, (number + 1) * piece);
    for (int64_t at = number * piece; at < end; at += kLanes<T>)
      studentTVector(it, at, static_cast<int>(std::min<int64_t>(kLanes<T>, end - at)));
  });
}

}  // namespace REPRISE_ISA
}  // namespace reprise
