// What all recurrent layers have in common: their arguments, and where each sequence's step finds its rows.
#pragma once

#include "gemm.h"
#include "threads.h"
#include "walk.h"

namespace reprise {

/** The noise of one run over a sequence, as drawn by a cell; null pointers where there is none. */
template <class T>
struct Noise {
  const T* dropout = nullptr;  // [batch, hidden], scaled: multiplies the old output where it enters the gates
  const T* zoneout = nullptr;  // [batch, time, hidden]: the part of the old output that stays, by step of the run
  const T* cellZoneout = nullptr;
  T zoneoutRate = 0;  // the same for every unit, where there is no mask: the expectation, in evaluation
  T cellZoneoutRate = 0;
};

namespace REPRISE_ISA {

/** The part of the old state that stays, for a vector of units. */
template <class T>
REPRISE_INLINE Vec<T> keepOf(const T* mask, T rate, int64_t row, int hidden, int unit, int lanes) {
  return mask ? load(mask + row * hidden + unit, lanes) : splat(rate);
}

/** Sets outputs to zero where a sequence has ended. */
template <class T>
void clearPadding(const Walk& walk, const Share& share, int width, T* padded) {
  for (size_t rank = 0; rank < share.rows.size(); rank++) {
    T* const begin = padded + static_cast<int64_t>(share.rows[rank]) * walk.time * width;
    std::fill(begin + static_cast<int64_t>(share.lengths[rank]) * width, begin + static_cast<int64_t>(walk.time) * width,
              T(0));
  }
}

/** Splits `count` into pieces of a few tile rows each, as many as keep all threads busy: body(begin, end). */
template <class Body>
void parallelRows(int count, Body&& body) {
  // A block of this many rows and a panel's depth fits the second cache.
  constexpr int most = 32 * kTileRows;
  const int threads = threadCount();
  const int rounds = std::max(1, (count + most * threads - 1) / (most * threads));
  const int pieces = std::max(1, std::min(rounds * threads, count));
  parallel(pieces, [&](int piece) {
    const auto edge = [&](int p) { return static_cast<int>(static_cast<int64_t>(count) * p / pieces); };
    body(edge(piece), edge(piece + 1));
  });
}

}  // namespace REPRISE_ISA
}  // namespace reprise
