// The gradient of a whole LSTM layer over time: backpropagation through time, then each weight's gradient as one
// product.
#pragma once

#include "lstm.h"
#include "weightGradients.h"

namespace reprise {
namespace REPRISE_ISA {

template <class T, bool Coupled, class Before = NoHook, class After = NoHook>
class LstmBackward {
  static constexpr int kGates = Coupled ? 3 : 4;

 public:
  /**
   * @param before is called when a step's output has its gradient only from outside still
   * @param after is called when a step's gates have theirs, with a pointer to them for each running sequence
   */
  LstmBackward(const LstmLayer<T>& layer, const LstmGradients<T>& to, Before before = {}, After after = {})
      : layer_(layer),
        to_(to),
        before_(before),
        after_(after),
        width_(kGates * static_cast<int64_t>(layer.hidden)),
        units_(Panels::of<T>(layer.hidden)),
        inputs_(Panels::of<T>(layer.input)) {}

  void run() {
    ArenaScope scope;
    const Walk& walk = *layer_.walk;
    recurrent_ = scope.arena.take<T>(units_.size(width_));
    if (to_.dXs) projection_ = scope.arena.take<T>(inputs_.size(width_));
    dGates_ = scope.arena.take<T>(std::max<int64_t>(1, walk.steps) * width_);
    nothing_ = scope.arena.take<T>(width_);
    std::fill_n(nothing_, width_, T(0));
    const int projected = to_.dXs ? inputs_.count : 0;
    parallel(units_.count + projected, [&](int panel) {
      if (panel < units_.count) {
        packRows(units_, panel, width_, layer_.weightHh, layer_.hidden, recurrent_ + units_.offset(panel, width_));
      } else {
        panel -= units_.count;
        packRows(inputs_, panel, width_, layer_.weightIh, layer_.input, projection_ + inputs_.offset(panel, width_));
      }
    });
    WeightGradients<T> weights(scope.arena, walk.steps, layer_.input, layer_.hidden);
    parallel(static_cast<int>(walk.shares.size()), [&](int share) {
      back(walk.shares[share]);
      if (to_.dXs) projectBack(walk.shares[share]);
      const LstmRows<T> rows{layer_, walk.shares[share]};
      weights.gather(walk.shares[share], [&](int rank, int step) { return rows.x(rank, step); },
                     [&](int rank, int step) { return rows.oldH(rank, step); },
                     [&](int rank) { return rows.dropout(rank); });
    });
    weights.multiply(static_cast<int>(width_), dGates_, width_, to_.dWeightIh, to_.dWeightHh, to_.dBias);
    if (layer_.peephole) peepholes();
  }

 private:
  void back(const Share& share) {
    ArenaScope scope;
    const LstmRows<T> rows{layer_, share};
    const int count = static_cast<int>(share.rows.size());
    const int64_t hidden = layer_.hidden;
    // What reaches the old state past the gates: of the cell, and with zoneout of the output.
    T* const dCell = scope.arena.take<T>(count * hidden);
    T* const dKept = hasZoneout() ? scope.arena.take<T>(count * hidden) : nullptr;
    if (dKept) std::fill_n(dKept, count * hidden, T(0));
    for (int rank = 0; rank < count; rank++) {
      const int64_t row = share.rows[rank] * hidden;
      if (to_.dLastC) {
        std::copy_n(to_.dLastC + row, hidden, dCell + rank * hidden);
      } else {
        std::fill_n(dCell + rank * hidden, hidden, T(0));
      }
    }
    std::vector<const T*> later(count, nothing_);
    for (int step = static_cast<int>(share.active.size()) - 1; step >= 0; step--) {
      before_(share, step);
      eachRecurrentTile(share.active[step], later, hasLater(share, step), [&](const auto& tile, int first, int vector) {
        differentiate(rows, step, first, vector, tileSums(tile), dCell, dKept);
      });
      for (int rank = 0; rank < share.active[step]; rank++) later[rank] = dGates_ + (share.at[step] + rank) * width_;
      after_(share, step, later.data());
    }
    eachRecurrentTile(count, later, !share.active.empty(), [&](const auto& tile, int first, int vector) {
      reachInitial(rows, first, vector, tileSums(tile), dKept);
    });
    for (int rank = 0; rank < count; rank++)
      std::copy_n(dCell + rank * hidden, hidden, to_.dC0 + share.rows[rank] * hidden);
    if (to_.dXs) clearPadding(*layer_.walk, share, layer_.input, to_.dXs);
  }

  bool hasZoneout() const { return layer_.noise.zoneout || layer_.noise.zoneoutRate != 0; }

  static bool hasLater(const Share& share, int step) { return step + 1 < static_cast<int>(share.active.size()); }

  /** The gradient that reaches each old output through the gates of the step after it. */
  template <class Body>
  void eachRecurrentTile(int count, const std::vector<const T*>& later, bool any, Body&& body) const {
    multiplyRows<T>(count, later.data(), any ? width_ : 0, units_, recurrent_, body);
  }

  REPRISE_ONCE void differentiate(const LstmRows<T>& rows, int step, int first, int vector, const TileSums<T>& sums,
                                  T* dCell, T* dKept) const {
    for (int r = 0; r < sums.rows; r++)
      for (int v = 0; v < sums.vectors; v++)
        differentiateVector(rows, step, first + r, vector + v, sums.at(r, v), dCell, dKept);
  }

  REPRISE_INLINE void differentiateVector(const LstmRows<T>& rows, int step, int rank, int vector, Vec<T> dH, T* dCell,
                                          T* dKept) const {
    const int unit = vector * kLanes<T>, lanes = units_.lanesOf(vector);
    const Noise<T>& noise = layer_.noise;
    const int64_t hidden = layer_.hidden, noiseRow = rows.noiseRow(rank, step);
    const int64_t row = rows.share.rows[rank] * hidden + unit;
    const int64_t padded = layer_.walk->padded(rows.share, rank, step) * hidden + unit;
    const bool isLast = step == rows.share.lengths[rank] - 1;
    if (const T* const mask = rows.dropout(rank)) dH *= load(mask + unit, lanes);
    if (dKept) dH += load(dKept + rank * hidden + unit, lanes);
    dH += load(to_.dOutputs + padded, lanes);
    if (isLast && to_.dLastH) dH += load(to_.dLastH + row, lanes);
    if (dKept) {
      const Vec<T> keep = keepOf(noise.zoneout, noise.zoneoutRate, noiseRow, layer_.hidden, unit, lanes);
      store(dKept + rank * hidden + unit, keep * dH, lanes);
      dH *= T(1) - keep;
    }
    const T* const gates = layer_.gates + (rows.share.at[step] + rank) * width_ + unit;
    const Vec<T> i = load(gates, lanes), g = load(gates + (kGates - 2) * hidden, lanes);
    const Vec<T> f = Coupled ? T(1) - i : load(gates + hidden, lanes);
    const Vec<T> o = load(gates + (kGates - 1) * hidden, lanes);
    const Vec<T> old = load(rows.oldC(rank, step) + unit, lanes);
    const Peephole<T> peephole(layer_.peephole, Coupled, layer_.hidden, unit, lanes);

    const Vec<T> t = tanhOf<T>(f * old + i * g);
    const Vec<T> dZo = dH * t * o * (T(1) - o);
    Vec<T> dC = load(dCell + rank * hidden + unit, lanes), dOld{};
    if (to_.dCells) dC += load(to_.dCells + padded, lanes);
    if (noise.cellZoneout || noise.cellZoneoutRate != 0) {
      const Vec<T> keep = keepOf(noise.cellZoneout, noise.cellZoneoutRate, noiseRow, layer_.hidden, unit, lanes);
      dOld = keep * dC;
      dC *= T(1) - keep;
    }
    dC += dH * o * (T(1) - t * t);
    if (layer_.peephole) dC += dZo * peephole.o;
    const Vec<T> dZg = dC * i * (T(1) - g * g);
    const Vec<T> dZi = (Coupled ? dC * (g - old) : dC * g) * i * (T(1) - i);
    const Vec<T> dZf = dC * old * f * (T(1) - f);
    dOld += dC * f;
    if (layer_.peephole) dOld += dZi * peephole.i;
    if (layer_.peephole && !Coupled) dOld += dZf * peephole.f;
    store(dCell + rank * hidden + unit, dOld, lanes);
    T* const to = dGates_ + (rows.share.at[step] + rank) * width_ + unit;
    store(to, dZi, lanes);
    if (!Coupled) store(to + hidden, dZf, lanes);
    store(to + (kGates - 2) * hidden, dZg, lanes);
    store(to + (kGates - 1) * hidden, dZo, lanes);
  }

  REPRISE_ONCE void reachInitial(const LstmRows<T>& rows, int first, int vector, const TileSums<T>& sums,
                                 const T* dKept) const {
    for (int r = 0; r < sums.rows; r++) {
      const int rank = first + r;
      const int64_t begin = static_cast<int64_t>(rows.share.rows[rank]) * layer_.hidden;
      for (int v = 0; v < sums.vectors; v++) {
        const int unit = (vector + v) * kLanes<T>, lanes = units_.lanesOf(vector + v);
        Vec<T> dH = sums.at(r, v);
        if (const T* const mask = rows.dropout(rank)) dH *= load(mask + unit, lanes);
        if (dKept) dH += load(dKept + static_cast<int64_t>(rank) * layer_.hidden + unit, lanes);
        if (rows.share.lengths[rank] == 0 && to_.dLastH) dH += load(to_.dLastH + begin + unit, lanes);
        store(to_.dH0 + begin + unit, dH, lanes);
      }
    }
  }

  /** The gradient of the inputs, for all steps of a share at once. */
  void projectBack(const Share& share) const {
    constexpr int most = 16 * kTileRows;
    std::vector<const T*> from;
    std::vector<T*> out;
    const auto flush = [&] {
      multiplyInto(static_cast<int>(from.size()), from.data(), width_, inputs_, projection_, out.data());
      from.clear();
      out.clear();
    };
    for (int step = 0; step < static_cast<int>(share.active.size()); step++) {
      for (int rank = 0; rank < share.active[step]; rank++) {
        from.push_back(dGates_ + (share.at[step] + rank) * width_);
        out.push_back(to_.dXs + layer_.walk->padded(share, rank, step) * layer_.input);
        if (static_cast<int>(from.size()) == most) flush();
      }
    }
    flush();
  }

  void peepholes() const {
    parallel(units_.vectors, [&](int vector) {
      const int unit = vector * kLanes<T>, lanes = units_.lanesOf(vector);
      const int64_t hidden = layer_.hidden;
      Vec<T> di{}, df{}, dO{};
      for (const Share& share : layer_.walk->shares) {
        const LstmRows<T> rows{layer_, share};
        for (int step = 0; step < static_cast<int>(share.active.size()); step++) {
          for (int rank = 0; rank < share.active[step]; rank++) {
            const int64_t at = (share.at[step] + rank) * width_ + unit;
            const T *const dz = dGates_ + at, *const gates = layer_.gates + at;
            const Vec<T> old = load(rows.oldC(rank, step) + unit, lanes);
            const Vec<T> i = load(gates, lanes), g = load(gates + (kGates - 2) * hidden, lanes);
            const Vec<T> f = Coupled ? T(1) - i : load(gates + hidden, lanes);
            di += load(dz, lanes) * old;
            if (!Coupled) df += load(dz + hidden, lanes) * old;
            dO += load(dz + (kGates - 1) * hidden, lanes) * (f * old + i * g);
          }
        }
      }
      store(to_.dPeephole + unit, di, lanes);
      if (!Coupled) store(to_.dPeephole + hidden + unit, df, lanes);
      store(to_.dPeephole + (kGates - 2) * hidden + unit, dO, lanes);
    });
  }

  const LstmLayer<T>& layer_;
  const LstmGradients<T>& to_;
  const Before before_;
  const After after_;
  const int64_t width_;
  const Panels units_, inputs_;
  T *recurrent_ = nullptr, *projection_ = nullptr, *dGates_ = nullptr, *nothing_ = nullptr;
};

template <class T>
void lstmBackward(const LstmLayer<T>& layer, const LstmGradients<T>& to) {
  if (layer.coupled) {
    LstmBackward<T, true>(layer, to).run();
  } else {
    LstmBackward<T, false>(layer, to).run();
  }
}

}  // namespace REPRISE_ISA
}  // namespace reprise
