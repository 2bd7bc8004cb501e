// The gradient of a whole LSTM layer over time: backpropagation through time, then each weight's gradient as one
// product.
#pragma once

#include "layerBackward.h"
#include "lstm.h"

namespace reprise {
namespace REPRISE_ISA {

template <class T, bool Coupled, class Before = NoHook, class After = NoHook>
class LstmBackward {
  static constexpr int kGates = Coupled ? 3 : 4;

 public:
  /**
   * @param before is called when a step's output is to get its gradient from outside
   * @param after is called when a step's gates have theirs, with a pointer to them for each running sequence
   */
  LstmBackward(const LstmLayer<T>& layer, const LstmGradients<T>& to, Before before = {}, After after = {})
      : layer_(layer),
        to_(to),
        before_(before),
        after_(after),
        width_(kGates * static_cast<int64_t>(layer.hidden)),
        way_(scope_.arena, layer, to, width_, {0, width_}, {0, width_}) {}

  void run() {
    const Walk& walk = *layer_.walk;
    parallel(way_.panels(), [&](int panel) { way_.pack(panel); });
    GateInputs<T> inputs(scope_.arena, layer_);
    parallel(static_cast<int>(walk.shares.size()), [&](int share) {
      const LstmRows<T> rows(layer_, walk.shares[share]);
      back(rows);
      inputs.gather(rows);
    });
    inputs.pack();
    weightGradients<T>(walk.steps, static_cast<int>(width_), way_.dGates, width_,
                       {inputs.xs.into(to_.dWeightIh), inputs.hs.into(to_.dWeightHh)}, to_.dBias);
    if (layer_.peephole) peepholes();
  }

 private:
  void back(const LstmRows<T>& rows) const {
    ArenaScope scope;
    const int64_t hidden = layer_.hidden;
    // What reaches the old state past the gates: of the cell, and with zoneout of the output.
    T* const dCell = scope.arena.take<T>(rows.count() * hidden);
    T* const dKept = layer_.noise.hasZoneout() ? scope.arena.take<T>(rows.count() * hidden) : nullptr;
    for (int rank = 0; rank < rows.count(); rank++) {
      if (to_.dLastC) {
        std::copy_n(to_.dLastC + rows.row(rank), hidden, dCell + rank * hidden);
      } else {
        std::fill_n(dCell + rank * hidden, hidden, T(0));
      }
    }
    if (rows.steps() > 0) before_(rows.share, rows.steps() - 1);
    way_.run(
        rows, dKept,
        [&](int step, const TileSums<T>& sums, int first, int vector) {
          differentiate(rows, step, first, vector, sums, dCell, dKept);
        },
        [&](int step) {
          std::vector<const T*> dGates(rows.share.active[step]);
          for (size_t rank = 0; rank < dGates.size(); rank++) dGates[rank] = way_.dGatesAt(rows, rank, step);
          after_(rows.share, step, dGates.data());
          if (step > 0) before_(rows.share, step - 1);
        });
    for (int rank = 0; rank < rows.count(); rank++) std::copy_n(dCell + rank * hidden, hidden, to_.dC0 + rows.row(rank));
  }

  REPRISE_ONCE void differentiate(const LstmRows<T>& rows, int step, int first, int vector, const TileSums<T>& sums,
                                  T* dCell, T* dKept) const {
    for (int r = 0; r < sums.rows; r++)
      for (int v = 0; v < sums.vectors; v++)
        differentiateVector(rows, step, first + r, vector + v, sums.at(r, v), dCell, dKept);
  }

  REPRISE_INLINE void differentiateVector(const LstmRows<T>& rows, int step, int rank, int vector, Vec<T> dH, T* dCell,
                                          T* dKept) const {
    const int unit = vector * kLanes<T>, lanes = way_.units.lanesOf(vector);
    const int64_t hidden = layer_.hidden;
    dH = way_.outputGradient(rows, step, rank, unit, lanes, dH, dKept);
    if (dKept) {
      const Vec<T> keep = rows.keep(rank, step, unit, lanes);
      store(dKept + rank * hidden + unit, keep * dH, lanes);
      dH *= T(1) - keep;
    }
    const T* const gates = layer_.gates + rows.real(rank, step) * width_ + unit;
    const Vec<T> i = load(gates, lanes), g = load(gates + (kGates - 2) * hidden, lanes);
    const Vec<T> f = Coupled ? T(1) - i : load(gates + hidden, lanes);
    const Vec<T> o = load(gates + (kGates - 1) * hidden, lanes);
    const Vec<T> old = load(rows.oldC(rank, step) + unit, lanes);
    const Peephole<T> peephole(layer_.peephole, Coupled, layer_.hidden, unit, lanes);

    const Vec<T> t = tanhOf<T>(f * old + i * g);
    const Vec<T> dZo = dH * t * o * (T(1) - o);
    Vec<T> dC = load(dCell + rank * hidden + unit, lanes), dOld{};
    if (to_.dCells) dC += load(to_.dCells + rows.padded(rank, step) * hidden + unit, lanes);
    if (layer_.noise.hasCellZoneout()) {
      const Vec<T> keep = rows.keepCell(rank, step, unit, lanes);
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
    T* const to = way_.dGatesAt(rows, rank, step) + unit;
    store(to, dZi, lanes);
    if (!Coupled) store(to + hidden, dZf, lanes);
    store(to + (kGates - 2) * hidden, dZg, lanes);
    store(to + (kGates - 1) * hidden, dZo, lanes);
  }

  void peepholes() const {
    parallel(way_.units.vectors, [&](int vector) {
      const int unit = vector * kLanes<T>, lanes = way_.units.lanesOf(vector);
      const int64_t hidden = layer_.hidden;
      Vec<T> di{}, df{}, dO{};
      for (const Share& share : layer_.walk->shares) {
        const LstmRows<T> rows(layer_, share);
        for (int step = 0; step < rows.steps(); step++) {
          for (int rank = 0; rank < share.active[step]; rank++) {
            const int64_t at = rows.real(rank, step) * width_ + unit;
            const T *const dz = way_.dGates + at, *const gates = layer_.gates + at;
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

  ArenaScope scope_;
  const LstmLayer<T>& layer_;
  const LstmGradients<T>& to_;
  const Before before_;
  const After after_;
  const int64_t width_;
  const WayBack<T> way_;
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
