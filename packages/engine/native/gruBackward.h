// The gradient of a whole layer of gated recurrent units over time.
#pragma once

#include "gru.h"
#include "layerBackward.h"

namespace reprise {
namespace REPRISE_ISA {

/** Gradients of the gates stand as n r z m with reset after, so that weightIh's and weightHh's each lie together. */
template <class T>
class GruResetAfterBackward {
 public:
  GruResetAfterBackward(const GruLayer<T>& layer, const GruGradients<T>& to)
      : layer_(layer),
        to_(to),
        hidden_(layer.hidden),
        way_(scope_.arena, layer, to, 4 * hidden_, {hidden_, 3 * hidden_}, {0, 3 * hidden_, 2 * hidden_}) {}

  void run() const {
    const Walk& walk = *layer_.walk;
    parallel(way_.panels(), [&](int panel) { way_.pack(panel); });
    GateInputs<T> inputs(scope_.arena, layer_);
    parallel(static_cast<int>(walk.shares.size()), [&](int share) {
      const LayerRows<T> rows{layer_, walk.shares[share]};
      ArenaScope scope;
      T* const past = scope.arena.take<T>(rows.count() * hidden_);
      way_.run(
          rows, past,
          [&](int step, const TileSums<T>& sums, int first, int vector) {
            differentiate(rows, step, first, vector, sums, past);
          },
          [](int) {});
      inputs.gather(rows);
    });
    inputs.pack();
    const auto gradients = [&](int first, int gates, std::initializer_list<Factor<T>> factors, T* dBias) {
      weightGradients<T>(walk.steps, gates * layer_.hidden, way_.dGates + first * hidden_, way_.width, factors, dBias);
    };
    const int64_t nRow = 2 * hidden_;
    gradients(0, 1, {inputs.xs.into(to_.dWeightIh + nRow * layer_.input)}, to_.dBias + nRow);
    gradients(1, 2, {inputs.xs.into(to_.dWeightIh), inputs.hs.into(to_.dWeightHh)}, to_.dBias);
    gradients(3, 1, {inputs.hs.into(to_.dWeightHh + nRow * hidden_)}, to_.dBiasHh + nRow);
    std::copy_n(to_.dBias, nRow, to_.dBiasHh);
  }

 private:
  REPRISE_ONCE void differentiate(const LayerRows<T>& rows, int step, int first, int vector, const TileSums<T>& sums,
                                  T* past) const {
    for (int row = 0; row < sums.rows; row++) {
      const int rank = first + row;
      const T* const gatesRow = layer_.gates + rows.real(rank, step) * 4 * hidden_;
      T* const toRow = way_.dGatesAt(rows, rank, step);
      for (int v = 0; v < sums.vectors; v++) {
        const int unit = (vector + v) * kLanes<T>, lanes = way_.units.lanesOf(vector + v);
        const T* const gates = gatesRow + unit;
        T* const to = toRow + unit;
        const Vec<T> r = load(gates, lanes), z = load(gates + hidden_, lanes);
        const Vec<T> n = load(gates + 2 * hidden_, lanes), m = load(gates + 3 * hidden_, lanes);
        const Vec<T> old = load(rows.oldH(rank, step) + unit, lanes);
        Vec<T> dH = way_.outputGradient(rows, step, rank, unit, lanes, sums.at(row, v), past), dOld{};
        if (layer_.noise.hasZoneout()) {
          const Vec<T> keep = rows.keep(rank, step, unit, lanes);
          dOld = keep * dH;
          dH *= T(1) - keep;
        }
        store(past + rank * hidden_ + unit, dOld + z * dH, lanes);
        const Vec<T> dN = dH * (T(1) - z) * (T(1) - n * n);
        store(to, dN, lanes);
        store(to + hidden_, dN * m * r * (T(1) - r), lanes);
        store(to + 2 * hidden_, dH * (old - n) * z * (T(1) - z), lanes);
        store(to + 3 * hidden_, dN * r, lanes);
      }
    }
  }

  ArenaScope scope_;
  const GruLayer<T>& layer_;
  const GruGradients<T>& to_;
  const int64_t hidden_;
  const WayBack<T> way_;
};

/** Gradients of the gates stand as r z n: those of r and z reach the old output at once, that of n through r first. */
template <class T>
class GruResetBeforeBackward {
 public:
  GruResetBeforeBackward(const GruLayer<T>& layer, const GruGradients<T>& to)
      : layer_(layer),
        to_(to),
        hidden_(layer.hidden),
        way_(scope_.arena, layer, to, 3 * hidden_, {0, 2 * hidden_}, {0, 3 * hidden_}),
        weightN_(scope_.arena.take<T>(way_.units.size(hidden_))) {}

  void run() const {
    const Walk& walk = *layer_.walk;
    const Panels& units = way_.units;
    parallel(way_.panels() + units.count, [&](int panel) {
      if (panel >= units.count) return way_.pack(panel - units.count);
      packRows(units, panel, hidden_, layer_.weightHh + 2 * hidden_ * hidden_, hidden_,
               weightN_ + units.offset(panel, hidden_));
    });
    GateInputs<T> inputs(scope_.arena, layer_);
    StepRows<T> ms(scope_.arena, walk.steps, layer_.hidden);
    parallel(static_cast<int>(walk.shares.size()), [&](int share) {
      const LayerRows<T> rows{layer_, walk.shares[share]};
      back(rows);
      inputs.gather(rows);
      for (int step = 0; step < rows.steps(); step++)
        for (int rank = 0; rank < rows.share.active[step]; rank++)
          ms.put(rows.real(rank, step), gatesAt(rows, rank, step) + 3 * hidden_);
    });
    inputs.pack();
    ms.pack();
    const int64_t nRow = 2 * hidden_;
    weightGradients<T>(walk.steps, 2 * layer_.hidden, way_.dGates, way_.width,
                       {inputs.xs.into(to_.dWeightIh), inputs.hs.into(to_.dWeightHh)}, to_.dBias);
    weightGradients<T>(walk.steps, layer_.hidden, way_.dGates + nRow, way_.width,
                       {inputs.xs.into(to_.dWeightIh + nRow * layer_.input), ms.into(to_.dWeightHh + nRow * hidden_)},
                       to_.dBias + nRow);
    std::copy_n(to_.dBias, 3 * hidden_, to_.dBiasHh);
  }

 private:
  const T* gatesAt(const LayerRows<T>& rows, int rank, int step) const {
    return layer_.gates + rows.real(rank, step) * 4 * hidden_;
  }

  void back(const LayerRows<T>& rows) const {
    ArenaScope scope;
    T* const past = scope.arena.take<T>(rows.count() * hidden_);
    std::vector<const T*> dNs(rows.count());
    way_.run(
        rows, past,
        [&](int step, const TileSums<T>& sums, int first, int vector) {
          differentiate(rows, step, first, vector, sums, past);
        },
        [&](int step) {
          const int active = rows.share.active[step];
          for (int rank = 0; rank < active; rank++) dNs[rank] = way_.dGatesAt(rows, rank, step) + 2 * hidden_;
          eachTile<T>(active, {{dNs.data(), hidden_}}, way_.units, weightN_, nullptr,
                      [&](const TileSums<T>& sums, int first, int vector) {
                        differentiateReset(rows, step, first, vector, sums, past);
                      });
        });
  }

  REPRISE_ONCE void differentiate(const LayerRows<T>& rows, int step, int first, int vector, const TileSums<T>& sums,
                                  T* past) const {
    for (int row = 0; row < sums.rows; row++) {
      const int rank = first + row;
      for (int v = 0; v < sums.vectors; v++) {
        const int unit = (vector + v) * kLanes<T>, lanes = way_.units.lanesOf(vector + v);
        const T* const gates = gatesAt(rows, rank, step) + unit;
        const Vec<T> z = load(gates + hidden_, lanes), n = load(gates + 2 * hidden_, lanes);
        const Vec<T> old = load(rows.oldH(rank, step) + unit, lanes);
        Vec<T> dH = way_.outputGradient(rows, step, rank, unit, lanes, sums.at(row, v), past), dOld{};
        if (layer_.noise.hasZoneout()) {
          const Vec<T> keep = rows.keep(rank, step, unit, lanes);
          dOld = keep * dH;
          dH *= T(1) - keep;
        }
        store(past + rank * hidden_ + unit, dOld + z * dH, lanes);
        T* const to = way_.dGatesAt(rows, rank, step) + unit;
        store(to + hidden_, dH * (old - n) * z * (T(1) - z), lanes);
        store(to + 2 * hidden_, dH * (T(1) - z) * (T(1) - n * n), lanes);
      }
    }
  }

  /** What n's product took was r times the old output: its gradient goes on to both. */
  REPRISE_ONCE void differentiateReset(const LayerRows<T>& rows, int step, int first, int vector,
                                       const TileSums<T>& sums, T* past) const {
    for (int row = 0; row < sums.rows; row++) {
      const int rank = first + row;
      for (int v = 0; v < sums.vectors; v++) {
        const int unit = (vector + v) * kLanes<T>, lanes = way_.units.lanesOf(vector + v);
        const Vec<T> r = load(gatesAt(rows, rank, step) + unit, lanes), dM = sums.at(row, v);
        Vec<T> h = load(rows.oldH(rank, step) + unit, lanes), dH = r * dM;
        if (const T* const mask = rows.dropout(rank)) {
          h *= load(mask + unit, lanes);
          dH *= load(mask + unit, lanes);
        }
        store(way_.dGatesAt(rows, rank, step) + unit, dM * h * r * (T(1) - r), lanes);
        T* const to = past + rank * hidden_ + unit;
        store(to, load(to, lanes) + dH, lanes);
      }
    }
  }

  ArenaScope scope_;
  const GruLayer<T>& layer_;
  const GruGradients<T>& to_;
  const int64_t hidden_;
  const WayBack<T> way_;
  T* const weightN_;
};

template <class T>
void gruBackward(const GruLayer<T>& layer, const GruGradients<T>& to) {
  if (layer.resetBefore) {
    GruResetBeforeBackward<T>(layer, to).run();
  } else {
    GruResetAfterBackward<T>(layer, to).run();
  }
}

}  // namespace REPRISE_ISA
}  // namespace reprise
