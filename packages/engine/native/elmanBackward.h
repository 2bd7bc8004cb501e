// The gradient of a whole layer of simple recurrent units over time.
#pragma once

#include "elman.h"
#include "layerBackward.h"

namespace reprise {
namespace REPRISE_ISA {

template <class T>
class ElmanBackward {
 public:
  ElmanBackward(const ElmanLayer<T>& layer, const ElmanGradients<T>& to)
      : layer_(layer),
        to_(to),
        way_(scope_.arena, layer, to, layer.hidden, {0, layer.hidden}, {0, layer.hidden}) {}

  void run() const {
    const Walk& walk = *layer_.walk;
    parallel(way_.panels(), [&](int panel) { way_.pack(panel); });
    GateInputs<T> inputs(scope_.arena, layer_);
    parallel(static_cast<int>(walk.shares.size()), [&](int share) {
      const LayerRows<T> rows{layer_, walk.shares[share]};
      ArenaScope scope;
      T* const dKept =
          layer_.noise.hasZoneout() ? scope.arena.take<T>(rows.count() * int64_t{layer_.hidden}) : nullptr;
      way_.run(
          rows, dKept,
          [&](int step, const TileSums<T>& sums, int first, int vector) {
            differentiate(rows, step, first, vector, sums, dKept);
          },
          [](int) {});
      inputs.gather(rows);
    });
    inputs.pack();
    weightGradients<T>(walk.steps, layer_.hidden, way_.dGates, way_.width,
                       {inputs.xs.into(to_.dWeightIh), inputs.hs.into(to_.dWeightHh)}, to_.dBias);
    std::copy_n(to_.dBias, layer_.hidden, to_.dBiasHh);
  }

 private:
  REPRISE_ONCE void differentiate(const LayerRows<T>& rows, int step, int first, int vector, const TileSums<T>& sums,
                                  T* dKept) const {
    for (int r = 0; r < sums.rows; r++) {
      const int rank = first + r;
      for (int v = 0; v < sums.vectors; v++) {
        const int unit = (vector + v) * kLanes<T>, lanes = way_.units.lanesOf(vector + v);
        Vec<T> dH = way_.outputGradient(rows, step, rank, unit, lanes, sums.at(r, v), dKept);
        if (dKept) {
          const Vec<T> keep = rows.keep(rank, step, unit, lanes);
          store(dKept + rank * int64_t{layer_.hidden} + unit, keep * dH, lanes);
          dH *= T(1) - keep;
        }
        const Vec<T> h = load(layer_.gates + rows.real(rank, step) * layer_.hidden + unit, lanes);
        const Vec<T> dZ = layer_.relu ? (h > T(0) ? dH : Vec<T>{}) : dH * (T(1) - h * h);
        store(way_.dGatesAt(rows, rank, step) + unit, dZ, lanes);
      }
    }
  }

  ArenaScope scope_;
  const ElmanLayer<T>& layer_;
  const ElmanGradients<T>& to_;
  const WayBack<T> way_;
};

template <class T>
void elmanBackward(const ElmanLayer<T>& layer, const ElmanGradients<T>& to) {
  ElmanBackward<T>(layer, to).run();
}

}  // namespace REPRISE_ISA
}  // namespace reprise
