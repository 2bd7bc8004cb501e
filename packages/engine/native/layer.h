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

  bool hasZoneout() const { return zoneout || zoneoutRate != 0; }
  bool hasCellZoneout() const { return cellZoneout || cellZoneoutRate != 0; }
};

/** What every layer is given and gives; `gates` is how many its weights have. */
template <class T>
struct RecurrentLayer {
  const Walk* walk;
  int batch, input, hidden;
  const T* xs;                   // [batch, time, input]
  const T* h0;                   // [batch, hidden]
  const T *weightIh, *weightHh;  // [gates · hidden, input], [gates · hidden, hidden]
  const T *biasIh, *biasHh;      // [gates · hidden]
  Noise<T> noise;
  // Results of the forward pass, from which the backward pass starts.
  T* outputs;          // [batch, time, hidden]
  T* lastH;            // [batch, hidden]
  T* gates = nullptr;  // [real steps, …], after their activations; null when nothing is to be learned
};

template <class T>
struct RecurrentGradients {
  const T* dOutputs;  // [batch, time, hidden]
  const T* dLastH;    // null where nothing depends on it
  T* dXs;             // null where it is not wanted
  T *dH0, *dWeightIh, *dWeightHh;
  T* dBias;  // of biasIh, and of biasHh where that has the same
};

namespace REPRISE_ISA {

/** Where the steps of one share find their inputs and their old output, and put their new one. */
template <class T>
struct LayerRows {
  const RecurrentLayer<T>& layer;
  const Share& share;

  int count() const { return static_cast<int>(share.rows.size()); }
  int steps() const { return static_cast<int>(share.active.size()); }
  /** Where a sequence's row stands in [batch, hidden]. */
  int64_t row(int rank) const { return static_cast<int64_t>(share.rows[rank]) * layer.hidden; }
  /** A step's place among all real steps of the batch. */
  int64_t real(int rank, int step) const { return share.at[step] + rank; }
  int64_t padded(int rank, int step) const { return layer.walk->padded(share, rank, step); }

  const T* x(int rank, int step) const { return layer.xs + padded(rank, step) * layer.input; }
  T* output(int rank, int step) const { return layer.outputs + padded(rank, step) * layer.hidden; }
  const T* oldH(int rank, int step) const { return step == 0 ? layer.h0 + row(rank) : output(rank, step - 1); }
  const T* dropout(int rank) const { return layer.noise.dropout ? layer.noise.dropout + row(rank) : nullptr; }

  /** The part of the old output that stays, for a vector of units. */
  REPRISE_INLINE Vec<T> keep(int rank, int step, int unit, int lanes) const {
    return keepOf(layer.noise.zoneout, layer.noise.zoneoutRate, rank, step, unit, lanes);
  }
  /** The same by a mask [batch, time, hidden], or where there is none by a rate. */
  REPRISE_INLINE Vec<T> keepOf(const T* mask, T rate, int rank, int step, int unit, int lanes) const {
    if (!mask) return splat(rate);
    const int64_t row = static_cast<int64_t>(share.rows[rank]) * layer.walk->time + step;
    return load(mask + row * layer.hidden + unit, lanes);
  }
};

/** How many sequences a thread takes through a step together. */
inline int rowsPerShare(const Walk& walk, int batch) {
  const int shares = static_cast<int>(walk.shares.size());
  return (batch + shares - 1) / shares;
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
