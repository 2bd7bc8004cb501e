// A whole layer of simple recurrent units over time (Elman 1990), with recurrent dropout (Gal and Ghahramani 2016) and
// zoneout (Krueger et al. 2017).
#pragma once

#include "gate.h"
#include "layerForward.h"

namespace reprise {

/** Its saved gate is the new output before zoneout: [real steps, hidden]. */
template <class T>
struct ElmanLayer : RecurrentLayer<T> {
  bool relu;  // else tanh
};

template <class T>
struct ElmanGradients : RecurrentGradients<T> {
  T* dBiasHh;  // the same as `dBias`
};

namespace REPRISE_ISA {

template <class T>
class ElmanForward {
 public:
  explicit ElmanForward(const ElmanLayer<T>& layer) : layer_(layer), gate_(scope_.arena, layer, 0) {}

  void run() const {
    parallel(gate_.units.count, [&](int panel) { gate_.pack(panel); });
    parallel(static_cast<int>(layer_.walk->shares.size()), [&](int share) {
      const LayerRows<T> rows{layer_, layer_.walk->shares[share]};
      eachStep<T>(rows, [&](int step, int active, const T* const* xs, const T* const* hs, T* masked) {
        gate_.multiply(active, xs, hs, [&](const TileSums<T>& sums, int first, int vector) {
          activate(rows, step, first, vector, sums, masked);
        });
      });
    });
  }

 private:
  REPRISE_ONCE void activate(const LayerRows<T>& rows, int step, int first, int vector, const TileSums<T>& sums,
                             T* masked) const {
    for (int r = 0; r < sums.rows; r++) {
      for (int v = 0; v < sums.vectors; v++) {
        const int unit = (vector + v) * kLanes<T>, lanes = gate_.units.lanesOf(vector + v);
        const Vec<T> z = sums.at(r, v);
        // In this order a NaN stays a NaN.
        const Vec<T> h = layer_.relu ? (z < T(0) ? Vec<T>{} : z) : tanhOf<T>(z);
        if (layer_.gates) store(layer_.gates + rows.real(first + r, step) * layer_.hidden + unit, h, lanes);
        putOutput<T>(rows, step, first + r, unit, lanes, h, masked);
      }
    }
  }

  ArenaScope scope_;
  const ElmanLayer<T>& layer_;
  const Gate<T> gate_;
};

template <class T>
void elmanForward(const ElmanLayer<T>& layer) {
  ElmanForward<T>(layer).run();
}

}  // namespace REPRISE_ISA
}  // namespace reprise
