// A whole LSTM layer over time, forward and backward (Hochreiter and Schmidhuber 1997; Gers et al. 2000), with
// peepholes (Gers and Schmidhuber 2000), coupled gates (Greff et al. 2017), recurrent dropout (Gal and Ghahramani
// 2016) and zoneout (Krueger et al. 2017).
#pragma once

#include "layerForward.h"
#include "packedWeights.h"

namespace reprise {

/** Gates stand in the order i f g o; coupled, where f = 1 - i, in the order i g o. */
template <class T>
struct LstmLayer : RecurrentLayer<T> {
  bool coupled;
  const T* c0;                  // [batch, hidden]
  const T* peephole = nullptr;  // [3, hidden] for i f o; coupled [2, hidden] for i o
  PackedWeight<T> packed;       // weights and biases as packLstm leaves them, in place of the four
  const T* ahead = nullptr;     // what the inputs and biases give, in place of them; see gatesAhead
  T* cells;                     // [batch, time, hidden]; null when nothing is to be learned
  T* lastC;                     // [batch, hidden]
};

template <class T>
struct LstmGradients : RecurrentGradients<T> {
  const T *dCells, *dLastC;  // null where nothing depends on them
  T *dC0, *dPeephole;
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
struct LstmRows : LayerRows<T> {
  const LstmLayer<T>& lstm;

  LstmRows(const LstmLayer<T>& layer, const Share& share) : LayerRows<T>{layer, share}, lstm(layer) {}

  T* cell(int rank, int step) const {
    return lstm.cells ? lstm.cells + this->padded(rank, step) * lstm.hidden : lstm.lastC + this->row(rank);
  }
  const T* oldC(int rank, int step) const { return step == 0 ? lstm.c0 + this->row(rank) : cell(rank, step - 1); }

  /** The part of the old cell state that stays, for a vector of units. */
  REPRISE_INLINE Vec<T> keepCell(int rank, int step, int unit, int lanes) const {
    return this->keepOf(lstm.noise.cellZoneout, lstm.noise.cellZoneoutRate, rank, step, unit, lanes);
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
  /**
   * @param rows how many go through a step together, see {@link Panels::of}
   * @param after is called when all units of a step are there
   */
  LstmForward(const LstmLayer<T>& layer, int rows, Hook after = {})
      : layer_(layer),
        after_(after),
        units_(Panels::of<T>(layer.hidden)),
        gates_(Panels::ofGates<T>(layer.hidden, kGates, rows, layer.input, layer.hidden)) {
    if (layer.packed.inHalves) gates_ = ofHalves(gates_);
  }

  void run() {
    ArenaScope scope;
    pack(scope.arena);
    const std::vector<Share>& shares = layer_.walk->shares;
    parallel(static_cast<int>(shares.size()), [&](int share) { walk(shares[share], productsOf<T>(*layer_.walk)); });
  }

  /** Has the weights packed, if they are not. @param arena where they are until all is done */
  void pack(Arena& arena) {
    packed_ = layer_.packed.at;
    if (packed_) return;
    T* const space = arena.take<T>(packedSize());
    packInto(space);
    packed_ = space;
  }

  /** Takes a share through all of time. */
  void walk(const Share& share, Products<T>& products) {
    const LstmRows<T> rows(layer_, share);
    eachStep<T>(rows, [&](int step, int active, const T* const* xs, const T* const* hs, T* masked) {
      const OnTile<T> put = [&](const TileSums<T>& sums, int first, int vector) {
        activate(rows, step, vector / kGates, first, sums, masked);
      };
      if (layer_.ahead) {
        const T* const begun = layer_.ahead + rows.real(0, step) * gates_.padded();
        products(active, {{hs, layer_.hidden}}, gates_, packed_, begun, put);
      } else {
        products(active, {{xs, layer_.input}, {hs, layer_.hidden}}, gates_, packed_, packed_ + biasAt(), put);
      }
      after_(share, step);
    });
    if (layer_.cells) clearPadding(*layer_.walk, share, layer_.hidden, layer_.cells);
    for (int rank = 0; rank < rows.count(); rank++) {
      const T* const c = rows.oldC(rank, share.lengths[rank]);
      T* const to = layer_.lastC + rows.row(rank);
      if (c != to) std::copy_n(c, layer_.hidden, to);
    }
  }

  /** How many scalars the packed weights and biases take. */
  int64_t packedSize() const { return biasAt() + gates_.padded(); }

  /** All vectors of units one behind the other, then their biases. */
  void packInto(T* to) const {
    ArenaScope scope;
    const bool inHalves = gates_.form == Form::kHalves;
    const int64_t size = gates_.size(layer_.input, layer_.hidden);
    T* const weights = inHalves ? scope.arena.take<T>(size) : to;
    parallel(gates_.count, [&](int panel) {
      const int lanes = units_.lanesOf(panel);
      packGates(layer_, gates_, panel, lanes, weights);
      packBiases(layer_, kGates, panel, lanes, to + biasAt());
    });
    if (inHalves) narrowWeights(weights, size, reinterpret_cast<Half*>(to));
  }

 private:
  int64_t biasAt() const { return gates_.memory(gates_.size(layer_.input, layer_.hidden)); }

  REPRISE_ONCE void activate(const LstmRows<T>& rows, int step, int block, int first, const TileSums<T>& z,
                             T* masked) const {
    const int unit = block * kLanes<T>, lanes = units_.lanesOf(block);
    const Peephole<T> peephole(layer_.peephole, Coupled, layer_.hidden, unit, lanes);
    for (int r = 0; r < z.rows; r++)
      activateRow(rows, step, first + r, unit, lanes, z.sums + r * kGates, peephole, masked);
  }

  REPRISE_INLINE void activateRow(const LstmRows<T>& rows, int step, int rank, int unit, int lanes, const Vec<T>* z,
                                  const Peephole<T>& peephole, T* masked) const {
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
    if (layer_.noise.hasCellZoneout()) {
      const Vec<T> keep = rows.keepCell(rank, step, unit, lanes);
      c = keep * old + (T(1) - keep) * c;
    }
    putOutput<T>(rows, step, rank, unit, lanes, o * t, masked);
    store(rows.cell(rank, step) + unit, c, lanes);
    if (layer_.gates) {
      T* const to = layer_.gates + rows.real(rank, step) * kGates * layer_.hidden + unit;
      store(to, i, lanes);
      if (!Coupled) store(to + layer_.hidden, f, lanes);
      store(to + (kGates - 2) * layer_.hidden, g, lanes);
      store(to + (kGates - 1) * layer_.hidden, o, lanes);
    }
  }

  const LstmLayer<T>& layer_;
  const Hook after_;
  const Panels units_;
  Panels gates_;
  const T* packed_ = nullptr;
};

/** Calls `body` with the layer's way forward for products of so many rows. */
template <class T, class Body>
auto withLstm(const LstmLayer<T>& layer, int rows, Body&& body) {
  return layer.coupled ? body(LstmForward<T, true>(layer, rows)) : body(LstmForward<T, false>(layer, rows));
}

template <class T>
int64_t packedLstmSize(const LstmLayer<T>& layer, int rows) {
  return withLstm(layer, rows, [](auto&& forward) { return forward.packedSize(); });
}

/** How many scalars' memory {@link packLstm} fills; `layer.packed` says whether there are halves in it. */
template <class T>
int64_t packedLstmSize(const LstmLayer<T>& layer) {
  const int64_t few = packedLstmSize(layer, 1);
  return wantsParts<T>() ? few + packedLstmSize(layer, kLeastPartsRows) : few;
}

/** Packs a layer's weights and biases once for many runs: for few rows, then for many where that is another form. */
template <class T>
void packLstm(const LstmLayer<T>& layer, T* to) {
  withLstm(layer, 1, [&](auto&& forward) { forward.packInto(to); });
  if (!wantsParts<T>()) return;
  withLstm(layer, kLeastPartsRows, [&](auto&& forward) { forward.packInto(to + packedLstmSize(layer, 1)); });
}

/**
 * Whether the products of all inputs are made before the first step: where each share is one sequence, a step reads all
 * weights for one row, and those of the inputs can be read once for all steps instead.
 */
template <class T>
bool wantsAhead(const LstmLayer<T>& layer) {
  constexpr int64_t fewSteps = 4, mostScalars = int64_t{1} << 23;
  const int64_t gates = (layer.coupled ? 3 : 4) * static_cast<int64_t>(layer.hidden);
  return !layer.packed.at && rowsPerShare(*layer.walk, layer.batch) == 1 && layer.walk->steps >= fewSteps * layer.batch &&
         layer.walk->steps * gates <= mostScalars;
}

/** What inputs and biases give the gates: [real steps][units' vectors][gates], where a share is one sequence. */
template <class T>
const T* gatesAhead(const LstmLayer<T>& layer, Arena& arena) {
  const Walk& walk = *layer.walk;
  const int steps = static_cast<int>(walk.steps), count = layer.coupled ? 3 : 4;
  const Panels units = Panels::of<T>(layer.hidden), gates = Panels::ofGates<T>(layer.hidden, count, steps, layer.input, 0);
  T* const ahead = arena.take<T>(walk.steps * gates.padded());
  ArenaScope scope;
  T* const bias = scope.arena.take<T>(gates.padded());
  T* const packed = scope.arena.take<T>(gates.size(layer.input));
  parallel(gates.count, [&](int panel) {
    const int lanes = units.lanesOf(panel);
    for (int gate = 0; gate < count; gate++) {
      const int64_t column = static_cast<int64_t>(gate) * layer.hidden + panel * kLanes<T>;
      packColumns(gates, count, gate, lanes, layer.input, layer.weightIh + column * layer.input, layer.input,
                  packed + gates.offset(panel, layer.input));
    }
    packBiases(layer, count, panel, lanes, bias);
  });
  std::vector<const T*> xs(steps);
  std::vector<T*> out(steps);
  for (const Share& share : walk.shares) {
    const LayerRows<T> rows{layer, share};
    for (int step = 0; step < rows.steps(); step++) {
      const int64_t real = rows.real(0, step);
      xs[real] = rows.x(0, step);
      out[real] = ahead + real * gates.padded();
    }
  }
  eachTileByPanels<T>(steps, {{xs.data(), layer.input}}, gates, packed, bias,
                      [&](const TileSums<T>& sums, int first, int vector) {
                        storeSums(sums, out.data() + first, vector * kLanes<T>, static_cast<int>(gates.padded()));
                      });
  return ahead;
}

template <class T>
void lstmForward(const LstmLayer<T>& layer) {
  ArenaScope scope;
  const int rows = rowsPerShare(*layer.walk, layer.batch);
  LstmLayer<T> it = layer;
  if (wantsAhead(layer)) {
    it.ahead = gatesAhead(layer, scope.arena);
    it.input = 0;
  }
  if (layer.packed.at && wantsParts<T>(rows)) it.packed.at += packedLstmSize(layer, 1);
  withLstm(it, rows, [](auto&& forward) { forward.run(); });
}

}  // namespace REPRISE_ISA
}  // namespace reprise
