// A whole LSTM layer over time, forward and backward (Hochreiter and Schmidhuber 1997; Gers et al. 2000), with
// peepholes (Gers and Schmidhuber 2000), coupled gates (Greff et al. 2017), recurrent dropout (Gal and Ghahramani
// 2016) and zoneout (Krueger et al. 2017).
#pragma once

#include "layer.h"

namespace reprise {

/** Gates stand in the order i f g o; coupled, where f = 1 - i, in the order i g o. */
template <class T>
struct LstmLayer {
  const Walk* walk;
  int batch, input, hidden;
  bool coupled;
  const T *xs;                     // [batch, time, input]
  const T *h0, *c0;                // [batch, hidden]
  const T *weightIh, *weightHh;    // [gates · hidden, input], [gates · hidden, hidden]
  const T *biasIh, *biasHh;        // [gates · hidden]
  const T* peephole = nullptr;     // [3, hidden] for i f o; coupled [2, hidden] for i o
  const T* packed = nullptr;       // weights and biases as packLstm leaves them, in place of the four
  Noise<T> noise;
  // Results of the forward pass, from which the backward pass starts.
  T *outputs, *cells;              // [batch, time, hidden]; no cells when nothing is to be learned
  T *lastH, *lastC;                // [batch, hidden]
  T* gates = nullptr;              // [real steps, gates · hidden], after their activations
};

template <class T>
struct LstmGradients {
  const T* dOutputs;                            // [batch, time, hidden]
  const T *dCells, *dLastH, *dLastC;            // null where nothing depends on them
  T* dXs;                                       // null where it is not wanted
  T *dH0, *dC0, *dWeightIh, *dWeightHh, *dBias, *dPeephole;
};

namespace REPRISE_ISA {

/** The weights of one peephole vector of units. */
template <class T>
struct Peephole {
  Vec<T> i{}, f{}, o{};

  Peephole(const T* weights, bool coupled, int hidden, int unit, int lanes) {
    if (!weights) return;
    i = load(weights + unit, lanes);
    if (!coupled) f = load(weights + hidden + unit, lanes);
    o = load(weights + (coupled ? 1 : 2) * hidden + unit, lanes);
  }
};

/** Where the steps of one share find their old cell state and put their new one. */
template <class T>
struct LstmRows {
  const LstmLayer<T>& layer;
  const Share& share;

  const T* x(int rank, int step) const { return layer.xs + layer.walk->padded(share, rank, step) * layer.input; }
  T* output(int rank, int step) const {
    return layer.outputs + layer.walk->padded(share, rank, step) * layer.hidden;
  }
  const T* oldH(int rank, int step) const {
    return step == 0 ? layer.h0 + static_cast<int64_t>(share.rows[rank]) * layer.hidden : output(rank, step - 1);
  }
  T* cell(int rank, int step) const {
    if (layer.cells) return layer.cells + layer.walk->padded(share, rank, step) * layer.hidden;
    return layer.lastC + static_cast<int64_t>(share.rows[rank]) * layer.hidden;
  }
  const T* oldC(int rank, int step) const {
    return step == 0 ? layer.c0 + static_cast<int64_t>(share.rows[rank]) * layer.hidden : cell(rank, step - 1);
  }
  /** In a mask [batch, time]. */
  int64_t noiseRow(int rank, int step) const {
    return static_cast<int64_t>(share.rows[rank]) * layer.walk->time + step;
  }
  const T* dropout(int rank) const {
    return layer.noise.dropout ? layer.noise.dropout + static_cast<int64_t>(share.rows[rank]) * layer.hidden : nullptr;
  }
};

/** Is told of each step of a share: by a decoder, whose attention works between the steps. */
struct NoHook {
  template <class... More>
  void operator()(const Share&, int, More...) const {}
};

template <class T, bool Coupled, class Hook = NoHook>
class LstmForward {
  static constexpr int kGates = Coupled ? 3 : 4;

 public:
  /** @param after is called when all units of a step are there */
  explicit LstmForward(const LstmLayer<T>& layer, Hook after = {})
      : layer_(layer), after_(after), units_(Panels::of<T>(layer.hidden)) {}

  void run() {
    ArenaScope scope;
    if (layer_.packed) {
      packed_ = layer_.packed;
    } else {
      T* const space = scope.arena.take<T>(packedSize());
      packInto(space);
      packed_ = space;
    }
    bias_ = packed_ + packedSize() - kGates * units_.size(1);
    const Walk& walk_ = *layer_.walk;
    if (walk_.time == 1 && walk_.shares.size() == 1 && walk_.steps > 0) {
      // A single step has too few rows to share: the threads take its units.
      walk(walk_.shares[0], [&](auto&& block) { parallel(units_.vectors, block); });
      return;
    }
    parallel(static_cast<int>(walk_.shares.size()), [&](int share) {
      walk(walk_.shares[share], [&](auto&& block) {
        for (int number = 0; number < units_.vectors; number++) block(number);
      });
    });
  }

  /** How many scalars the packed weights and biases take. */
  int64_t packedSize() const { return kGates * units_.size(layer_.input + layer_.hidden + 1); }

  void packInto(T* to) const {
    parallel(units_.vectors, [&](int block) { pack(block, to); });
  }

 private:
  /** Side by side for each depth: the gates of one vector of units. Behind all of them the biases. */
  void pack(int block, T* packed) const {
    const int lanes = units_.lanesOf(block), unit = block * kLanes<T>, step = kGates * kLanes<T>;
    const int64_t depth = layer_.input + layer_.hidden;
    T *const to = packed + block * depth * step, *const bias = packed + kGates * units_.size(depth);
    for (int gate = 0; gate < kGates; gate++) {
      const int64_t column = static_cast<int64_t>(gate) * layer_.hidden + unit;
      T* const at = to + gate * kLanes<T>;
      packColumns(lanes, layer_.input, layer_.weightIh + column * layer_.input, layer_.input, at, step);
      packColumns(lanes, layer_.hidden, layer_.weightHh + column * layer_.hidden, layer_.hidden,
                  at + layer_.input * static_cast<int64_t>(step), step);
      store(bias + block * step + gate * kLanes<T>,
            load(layer_.biasIh + column, lanes) + load(layer_.biasHh + column, lanes));
    }
  }

  /** @param eachBlock calls what it is given for every vector of units */
  template <class EachBlock>
  void walk(const Share& share, EachBlock&& eachBlock) {
    ArenaScope scope;
    const LstmRows<T> rows{layer_, share};
    const int count = static_cast<int>(share.rows.size());
    const int64_t hidden = layer_.hidden;
    std::vector<const T*> xs(count), hs(count);
    // The old outputs as the gates see them, where a mask is between; two, since a step reads one and writes the other.
    T* masked[2] = {nullptr, nullptr};
    if (layer_.noise.dropout) {
      for (T*& buffer : masked) buffer = scope.arena.take<T>(count * hidden);
      for (int rank = 0; rank < count; rank++) maskRow(rows.oldH(rank, 0), rows.dropout(rank), masked[0] + rank * hidden);
    }
    for (int step = 0; step < static_cast<int>(share.active.size()); step++) {
      const int active = share.active[step];
      for (int rank = 0; rank < active; rank++) {
        xs[rank] = rows.x(rank, step);
        hs[rank] = masked[0] ? masked[0] + rank * hidden : rows.oldH(rank, step);
      }
      eachBlock([&](int block) {
        eachGroup(active, [&](int first, int groupSize) {
          withRows<kTileRows>(groupSize, [&](auto r) {
            stepTile<decltype(r)::value>(rows, step, block, first, &xs[first], &hs[first], masked[1]);
          });
        });
      });
      std::swap(masked[0], masked[1]);
      after_(share, step);
    }
    finish(rows, count);
  }

  void maskRow(const T* h, const T* mask, T* to) const {
    for (int unit = 0; unit < layer_.hidden; unit++) to[unit] = h[unit] * mask[unit];
  }

  template <int Rows>
  void stepTile(const LstmRows<T>& rows, int step, int block, int first, const T* const* xs, const T* const* hs,
                T* masked) const {
    const int64_t depth = layer_.input + layer_.hidden;
    constexpr int width = kGates * kLanes<T>;
    const T* const panel = packed_ + block * depth * width;
    Tile<T, Rows, kGates> z;
#pragma GCC unroll 16
    for (int r = 0; r < Rows; r++)
#pragma GCC unroll 4
      for (int gate = 0; gate < kGates; gate++) z.at[r][gate] = load(bias_ + block * width + gate * kLanes<T>);
    multiply(z, layer_.input, xs, panel);
    multiply(z, layer_.hidden, hs, panel + static_cast<int64_t>(layer_.input) * width);
    activate(rows, step, block, first, Rows, z.at, masked);
  }

  REPRISE_ONCE void activate(const LstmRows<T>& rows, int step, int block, int first, int count,
                             const Vec<T> (*z)[kGates], T* masked) const {
    const int unit = block * kLanes<T>, lanes = units_.lanesOf(block);
    const Peephole<T> peephole(layer_.peephole, Coupled, layer_.hidden, unit, lanes);
    for (int r = 0; r < count; r++) activateRow(rows, step, first + r, unit, lanes, z[r], peephole, masked);
  }

  REPRISE_INLINE void activateRow(const LstmRows<T>& rows, int step, int rank, int unit, int lanes, const Vec<T>* z,
                                  const Peephole<T>& peephole, T* masked) const {
    const Noise<T>& noise = layer_.noise;
    const Vec<T> old = load(rows.oldC(rank, step) + unit, lanes);
    Vec<T> i, f, g, o, c, t;
    if (layer_.peephole) {
      const Vec<T> zi = z[0] + peephole.i * old, zf = z[1] + peephole.f * old;
      divide(sigmoidQuotient<T>(zi), tanhQuotient(z[kGates - 2]), i, g);
      f = Coupled ? T(1) - i : sigmoidOf<T>(zf);
      c = f * old + i * g;
      divide(sigmoidQuotient<T>(z[kGates - 1] + peephole.o * c), tanhQuotient(c), o, t);
    } else if constexpr (Coupled) {
      divide(sigmoidQuotient<T>(z[0]), tanhQuotient(z[1]), i, g);
      f = T(1) - i;
      c = f * old + i * g;
      divide(sigmoidQuotient<T>(z[2]), tanhQuotient(c), o, t);
    } else {
      divide(sigmoidQuotient<T>(z[0]), sigmoidQuotient<T>(z[1]), tanhQuotient(z[2]), sigmoidQuotient<T>(z[3]), i, f, g,
             o);
      c = f * old + i * g;
      t = tanhOf<T>(c);
    }
    Vec<T> h = o * t;
    const int64_t noiseRow = rows.noiseRow(rank, step);
    if (noise.zoneout || noise.zoneoutRate != 0) {
      const Vec<T> keep = keepOf(noise.zoneout, noise.zoneoutRate, noiseRow, layer_.hidden, unit, lanes);
      h = keep * load(rows.oldH(rank, step) + unit, lanes) + (T(1) - keep) * h;
    }
    if (noise.cellZoneout || noise.cellZoneoutRate != 0) {
      const Vec<T> keep = keepOf(noise.cellZoneout, noise.cellZoneoutRate, noiseRow, layer_.hidden, unit, lanes);
      c = keep * old + (T(1) - keep) * c;
    }
    store(rows.output(rank, step) + unit, h, lanes);
    store(rows.cell(rank, step) + unit, c, lanes);
    if (masked) {
      store(masked + static_cast<int64_t>(rank) * layer_.hidden + unit, h * load(rows.dropout(rank) + unit, lanes), lanes);
    }
    if (layer_.gates) {
      T* const to = layer_.gates + (rows.share.at[step] + rank) * kGates * layer_.hidden + unit;
      store(to, i, lanes);
      if (!Coupled) store(to + layer_.hidden, f, lanes);
      store(to + (kGates - 2) * layer_.hidden, g, lanes);
      store(to + (kGates - 1) * layer_.hidden, o, lanes);
    }
  }

  void finish(const LstmRows<T>& rows, int count) const {
    const int64_t hidden = layer_.hidden;
    clearPadding(*layer_.walk, rows.share, layer_.hidden, layer_.outputs);
    if (layer_.cells) clearPadding(*layer_.walk, rows.share, layer_.hidden, layer_.cells);
    for (int rank = 0; rank < count; rank++) {
      const int64_t row = rows.share.rows[rank];
      const int length = rows.share.lengths[rank];
      const T* const h = rows.oldH(rank, length);
      if (h != layer_.lastH + row * hidden) std::copy_n(h, hidden, layer_.lastH + row * hidden);
      const T* const c = rows.oldC(rank, length);
      if (c != layer_.lastC + row * hidden) std::copy_n(c, hidden, layer_.lastC + row * hidden);
    }
  }

  const LstmLayer<T>& layer_;
  const Hook after_;
  const Panels units_;
  const T *packed_ = nullptr, *bias_ = nullptr;
};

/** How many scalars {@link packLstm} writes. */
template <class T>
int64_t packedLstmSize(const LstmLayer<T>& layer) {
  return layer.coupled ? LstmForward<T, true>(layer).packedSize() : LstmForward<T, false>(layer).packedSize();
}

/** Packs a layer's weights and biases once for many runs. */
template <class T>
void packLstm(const LstmLayer<T>& layer, T* to) {
  if (layer.coupled) {
    LstmForward<T, true>(layer).packInto(to);
  } else {
    LstmForward<T, false>(layer).packInto(to);
  }
}

template <class T>
void lstmForward(const LstmLayer<T>& layer) {
  if (layer.coupled) {
    LstmForward<T, true>(layer).run();
  } else {
    LstmForward<T, false>(layer).run();
  }
}

}  // namespace REPRISE_ISA
}  // namespace reprise
