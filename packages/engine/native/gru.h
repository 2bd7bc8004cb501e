// A whole layer of gated recurrent units over time (Cho et al. 2014), the reset gate after or before the recurrent
// product, with recurrent dropout (Gal and Ghahramani 2016) and zoneout (Krueger et al. 2017).
#pragma once

#include "gate.h"
#include "layerForward.h"

namespace reprise {

/**
 * Gates stand in the order r z n. Saved beside them is m, where r meets the recurrent product of n: with reset after
 * what the product gives, before r; with reset before what it takes, after r. So `gates` is [real steps, 4 · hidden].
 */
template <class T>
struct GruLayer : RecurrentLayer<T> {
  bool resetBefore;
};

template <class T>
struct GruGradients : RecurrentGradients<T> {
  T* dBiasHh;  // `dBias` is that of biasIh
};

namespace REPRISE_ISA {

/** The new output of a vector of units: (1 - z) · n + z · old. */
template <class T>
REPRISE_INLINE Vec<T> mixOutput(Vec<T> z, Vec<T> n, Vec<T> old) {
  return n + z * (old - n);
}

/** Four sums for each unit: of r, of z, and the two parts of n, which r comes between. */
struct FeedResetAfter {
  static constexpr int kMore = 1;

  template <int Vectors, class Body>
  REPRISE_INLINE static void sums(int factor, Body&& body) {
    if constexpr (Vectors == 3) {
      if (factor == 0) {
        body(std::integer_sequence<int, 0, 1, 2>{});
      } else {
        body(std::integer_sequence<int, 0, 1, 3>{});
      }
    }
  }
};

template <class T>
class GruResetAfter {
 public:
  explicit GruResetAfter(const GruLayer<T>& layer)
      : layer_(layer),
        units_(Panels::of<T>(layer.hidden)),
        gates_(Panels::ofGates<T>(layer.hidden, 3, rowsPerShare(*layer.walk, layer.batch), layer.input, layer.hidden)) {}

  void run() {
    ArenaScope scope;
    packed_ = scope.arena.take<T>(gates_.size(layer_.input, layer_.hidden));
    bias_ = scope.arena.take<T>(4 * units_.padded());
    parallel(gates_.count, [&](int block) { pack(block); });
    parallel(static_cast<int>(layer_.walk->shares.size()), [&](int share) {
      const LayerRows<T> rows{layer_, layer_.walk->shares[share]};
      eachStep<T>(rows, [&](int step, int active, const T* const* xs, const T* const* hs, T* masked) {
        eachTile<T, FeedResetAfter>(active, {{xs, layer_.input}, {hs, layer_.hidden}}, gates_, packed_, bias_,
                                    [&](const TileSums<T>& sums, int first, int vector) {
                                      activate(rows, step, vector / 4, first, sums, masked);
                                    });
      });
    });
  }

 private:
  void pack(int block) const {
    const int lanes = units_.lanesOf(block), unit = block * kLanes<T>;
    packGates(layer_, gates_, block, lanes, packed_);
    const auto bias = [&](const T* of, int gate) { return load(of + gate * int64_t{layer_.hidden} + unit, lanes); };
    T* const to = bias_ + 4 * unit;
    store(to, bias(layer_.biasIh, 0) + bias(layer_.biasHh, 0));
    store(to + kLanes<T>, bias(layer_.biasIh, 1) + bias(layer_.biasHh, 1));
    store(to + 2 * kLanes<T>, bias(layer_.biasIh, 2));
    store(to + 3 * kLanes<T>, bias(layer_.biasHh, 2));
  }

  REPRISE_ONCE void activate(const LayerRows<T>& rows, int step, int block, int first, const TileSums<T>& sums,
                             T* masked) const {
    const int unit = block * kLanes<T>, lanes = units_.lanesOf(block);
    for (int row = 0; row < sums.rows; row++) {
      const int rank = first + row;
      const Vec<T> old = load(rows.oldH(rank, step) + unit, lanes), m = sums.at(row, 3);
      Vec<T> r, z;
      divide(sigmoidQuotient<T>(sums.at(row, 0)), sigmoidQuotient<T>(sums.at(row, 1)), r, z);
      const Vec<T> n = tanhOf<T>(sums.at(row, 2) + r * m);
      if (layer_.gates) {
        const int64_t hidden = layer_.hidden;
        T* const to = layer_.gates + rows.real(rank, step) * 4 * hidden + unit;
        store(to, r, lanes);
        store(to + hidden, z, lanes);
        store(to + 2 * hidden, n, lanes);
        store(to + 3 * hidden, m, lanes);
      }
      putOutput<T>(rows, step, rank, unit, lanes, mixOutput<T>(z, n, old), masked);
    }
  }

  const GruLayer<T>& layer_;
  const Panels units_, gates_;
  T *packed_ = nullptr, *bias_ = nullptr;
};

/** Gate after gate, since the product of n waits for r of all units. */
template <class T>
class GruResetBefore {
 public:
  explicit GruResetBefore(const GruLayer<T>& layer)
      : layer_(layer), r_(scope_.arena, layer, 0), z_(scope_.arena, layer, 1), n_(scope_.arena, layer, 2) {}

  void run() const {
    const int panels = n_.units.count;
    parallel(3 * panels, [&](int task) {
      const Gate<T>& gate = task < panels ? r_ : task < 2 * panels ? z_ : n_;
      gate.pack(task % panels);
    });
    parallel(static_cast<int>(layer_.walk->shares.size()), [&](int share) {
      walk(LayerRows<T>{layer_, layer_.walk->shares[share]});
    });
  }

 private:
  void walk(const LayerRows<T>& rows) const {
    ArenaScope scope;
    const int64_t hidden = layer_.hidden;
    T* const unsaved = layer_.gates ? nullptr : scope.arena.take<T>(rows.count() * 4 * hidden);
    std::vector<T*> gates(rows.count());
    std::vector<const T*> ms(rows.count());
    eachStep<T>(rows, [&](int step, int active, const T* const* xs, const T* const* hs, T* masked) {
      for (int rank = 0; rank < active; rank++) {
        gates[rank] = (unsaved ? unsaved + rank * 4 * hidden : layer_.gates + rows.real(rank, step) * 4 * hidden);
        ms[rank] = gates[rank] + 3 * hidden;
      }
      r_.multiply(active, xs, hs, [&](const TileSums<T>& sums, int first, int vector) {
        reset(first, vector, sums, hs, gates.data());
      });
      z_.multiply(active, xs, hs, [&](const TileSums<T>& sums, int first, int vector) {
        update(first, vector, sums, gates.data());
      });
      n_.multiply(active, xs, ms.data(), [&](const TileSums<T>& sums, int first, int vector) {
        finish(rows, step, first, vector, sums, gates.data(), masked);
      });
    });
  }

  /** Calls body(rank, unit, lanes, sum) for each vector of a tile. */
  template <class Body>
  REPRISE_INLINE void each(int first, int vector, const TileSums<T>& sums, Body&& body) const {
    for (int r = 0; r < sums.rows; r++)
      for (int v = 0; v < sums.vectors; v++)
        body(first + r, (vector + v) * kLanes<T>, n_.units.lanesOf(vector + v), sums.at(r, v));
  }

  REPRISE_ONCE void reset(int first, int vector, const TileSums<T>& sums, const T* const* hs, T* const* gates) const {
    each(first, vector, sums, [&](int rank, int unit, int lanes, Vec<T> sum) {
      const Vec<T> r = sigmoidOf<T>(sum);
      store(gates[rank] + unit, r, lanes);
      store(gates[rank] + 3 * int64_t{layer_.hidden} + unit, r * load(hs[rank] + unit, lanes), lanes);
    });
  }

  REPRISE_ONCE void update(int first, int vector, const TileSums<T>& sums, T* const* gates) const {
    each(first, vector, sums, [&](int rank, int unit, int lanes, Vec<T> sum) {
      store(gates[rank] + layer_.hidden + unit, sigmoidOf<T>(sum), lanes);
    });
  }

  REPRISE_ONCE void finish(const LayerRows<T>& rows, int step, int first, int vector, const TileSums<T>& sums,
                           T* const* gates, T* masked) const {
    each(first, vector, sums, [&](int rank, int unit, int lanes, Vec<T> sum) {
      const Vec<T> n = tanhOf<T>(sum), z = load(gates[rank] + layer_.hidden + unit, lanes);
      store(gates[rank] + 2 * int64_t{layer_.hidden} + unit, n, lanes);
      const Vec<T> old = load(rows.oldH(rank, step) + unit, lanes);
      putOutput<T>(rows, step, rank, unit, lanes, mixOutput<T>(z, n, old), masked);
    });
  }

  ArenaScope scope_;
  const GruLayer<T>& layer_;
  const Gate<T> r_, z_, n_;
};

template <class T>
void gruForward(const GruLayer<T>& layer) {
  if (layer.resetBefore) {
    GruResetBefore<T>(layer).run();
  } else {
    GruResetAfter<T>(layer).run();
  }
}

}  // namespace REPRISE_ISA
}  // namespace reprise
