// Two LSTM layers over the same sequences at once: both directions over one or two sequences that are only read.
//
// One sequence keeps one thread busy, and its units are too few to share at every step; two directions are work for two.
#pragma once

#include "lstm.h"

namespace reprise {

/** Layers of one size. Nothing is kept for a gradient, and their own outputs are not set. */
template <class T>
struct LstmPair {
  LstmLayer<T> layers[2];  // whose walks have a share for each sequence
  T* outputs;              // [batch, time, 2 · hidden]
};

namespace REPRISE_ISA {

template <class T, bool Coupled>
void lstmPairForward(const LstmPair<T>& it) {
  ArenaScope scope;
  const int64_t hidden = it.layers[0].hidden, all = it.layers[0].batch * static_cast<int64_t>(it.layers[0].walk->time);
  LstmLayer<T> layers[2] = {it.layers[0], it.layers[1]};
  for (LstmLayer<T>& layer : layers) {
    layer.outputs = scope.arena.take<T>(all * hidden);
    layer.ahead = gatesAhead(layer, scope.arena);
    layer.input = 0;
  }
  LstmForward<T, Coupled> runs[2] = {{layers[0], 1}, {layers[1], 1}};
  for (LstmForward<T, Coupled>& run : runs) run.pack(scope.arena);
  const int shares = static_cast<int>(layers[0].walk->shares.size());
  parallel(2 * shares, [&](int task) {
    const int which = task % 2;
    runs[which].walk(layers[which].walk->shares[task / 2], eachTile<T>);
  });
  for (int64_t step = 0; step < all; step++) {
    T* const to = it.outputs + step * 2 * hidden;
    for (int which = 0; which < 2; which++) std::copy_n(layers[which].outputs + step * hidden, hidden, to + which * hidden);
  }
}

template <class T>
void lstmPairForward(const LstmPair<T>& it) {
  if (it.layers[0].coupled) {
    lstmPairForward<T, true>(it);
  } else {
    lstmPairForward<T, false>(it);
  }
}

}  // namespace REPRISE_ISA
}  // namespace reprise
