// The way of a layer back through time that all layers share.
#pragma once

#include "weightGradients.h"

namespace reprise {
namespace REPRISE_ISA {

/** A run of the gates' gradients that lie side by side at every step, and that one matrix of weights multiplies. */
struct GateSlice {
  int64_t first, count;  // in scalars
  int64_t weight = 0;    // the weights' row that the first belongs to; after the count-th row comes the first again
};

/**
 * Backpropagation through time (Werbos 1990). The gradients of the gates are kept for all real steps; those of one
 * step times the recurrent weights are what reaches the output of the step before.
 */
template <class T>
class WayBack {
 public:
  const Panels units, inputs;
  const int64_t width;  // of one step's gradients of the gates
  T* const dGates;      // [real steps, width]

  /** @param recurrent, projected which of the gates' gradients the old outputs get, and which the inputs */
  WayBack(Arena& arena, const RecurrentLayer<T>& layer, const RecurrentGradients<T>& to, int64_t width_,
          GateSlice recurrent, GateSlice projected)
      : units(Panels::of<T>(layer.hidden, rowsPerShare(*layer.walk, layer.batch))),
        inputs(Panels::of<T>(layer.input, static_cast<int>(std::min<int64_t>(layer.walk->steps, kProjected)))),
        width(width_),
        dGates(arena.take<T>(std::max<int64_t>(1, layer.walk->steps) * width_)),
        layer_(layer),
        to_(to),
        recurrent_(recurrent),
        projected_(projected),
        weightHh_(arena.take<T>(units.size(recurrent.count))),
        weightIh_(to.dXs ? arena.take<T>(inputs.size(projected.count)) : nullptr),
        nothing_(arena.take<T>(recurrent.count)) {
    std::fill_n(nothing_, recurrent.count, T(0));
  }

  /** How many panels there are to pack: the recurrent weights' first. */
  int panels() const { return units.count + (to_.dXs ? inputs.count : 0); }

  void pack(int panel) const {
    if (panel < units.count) {
      packSlice(units, panel, recurrent_, layer_.weightHh, weightHh_);
    } else {
      packSlice(inputs, panel - units.count, projected_, layer_.weightIh, weightIh_);
    }
  }

  T* dGatesAt(const LayerRows<T>& rows, int rank, int step) const { return dGates + rows.real(rank, step) * width; }

  /**
   * Takes a share back through time: differentiate(step, sums, first row, first vector) with the gradient that
   * reaches the outputs through the gates of the step after, then ended(step).
   * @param past what reaches the old outputs past the gates, [rank][hidden]; null where nothing does
   */
  template <class Differentiate, class Ended>
  void run(const LayerRows<T>& rows, T* past, Differentiate&& differentiate, Ended&& ended) const {
    Products<T>& products = productsOf<T>(*layer_.walk);
    std::vector<const T*> later(rows.count(), nothing_);
    if (past) std::fill_n(past, rows.count() * static_cast<int64_t>(layer_.hidden), T(0));
    for (int step = rows.steps() - 1; step >= 0; step--) {
      const int active = rows.share.active[step];
      const int64_t depth = step + 1 < rows.steps() ? recurrent_.count : 0;
      products(active, {{later.data(), depth}}, units, weightHh_, nullptr,
               [&](const TileSums<T>& sums, int first, int vector) { differentiate(step, sums, first, vector); });
      ended(step);
      for (int rank = 0; rank < active; rank++) later[rank] = dGatesAt(rows, rank, step) + recurrent_.first;
    }
    products(rows.count(), {{later.data(), rows.steps() ? recurrent_.count : 0}}, units, weightHh_, nullptr,
             [&](const TileSums<T>& sums, int first, int vector) { reachInitial(rows, first, vector, sums, past); });
    if (to_.dXs) projectBack(rows);
  }

  /** The whole gradient of a vector of outputs. @param dH what reaches it through the gates of the step after */
  REPRISE_INLINE Vec<T> outputGradient(const LayerRows<T>& rows, int step, int rank, int unit, int lanes, Vec<T> dH,
                                       const T* past) const {
    if (const T* const mask = rows.dropout(rank)) dH *= load(mask + unit, lanes);
    if (past) dH += load(past + rank * static_cast<int64_t>(layer_.hidden) + unit, lanes);
    dH += load(to_.dOutputs + rows.padded(rank, step) * layer_.hidden + unit, lanes);
    if (to_.dLastH && step == rows.share.lengths[rank] - 1) dH += load(to_.dLastH + rows.row(rank) + unit, lanes);
    return dH;
  }

 private:
  static void packSlice(const Panels& panels, int panel, const GateSlice& slice, const T* weight, T* packed) {
    packRowsAt(panels, panel, slice.count,
               [&](int64_t k) { return weight + (k + slice.weight) % slice.count * panels.columns; },
               packed + panels.offset(panel, slice.count));
  }

  REPRISE_ONCE void reachInitial(const LayerRows<T>& rows, int first, int vector, const TileSums<T>& sums,
                                 const T* past) const {
    for (int r = 0; r < sums.rows; r++) {
      const int rank = first + r;
      for (int v = 0; v < sums.vectors; v++) {
        const int unit = (vector + v) * kLanes<T>, lanes = units.lanesOf(vector + v);
        Vec<T> dH = sums.at(r, v);
        if (const T* const mask = rows.dropout(rank)) dH *= load(mask + unit, lanes);
        if (past) dH += load(past + rank * static_cast<int64_t>(layer_.hidden) + unit, lanes);
        if (rows.share.lengths[rank] == 0 && to_.dLastH) dH += load(to_.dLastH + rows.row(rank) + unit, lanes);
        store(to_.dH0 + rows.row(rank) + unit, dH, lanes);
      }
    }
  }

  /** The gradient of the inputs, for all steps of a share at once. */
  void projectBack(const LayerRows<T>& rows) const {
    std::vector<const T*> from;
    std::vector<T*> out;
    for (int step = 0; step < rows.steps(); step++) {
      for (int rank = 0; rank < rows.share.active[step]; rank++) {
        from.push_back(dGatesAt(rows, rank, step) + projected_.first);
        out.push_back(to_.dXs + rows.padded(rank, step) * layer_.input);
      }
    }
    const int count = static_cast<int>(from.size()), pieces = (count + kProjected - 1) / kProjected;
    const auto project = [&](int piece) {
      const int begin = piece * kProjected;
      multiplyInto(std::min(kProjected, count - begin), from.data() + begin, projected_.count, inputs, weightIh_,
                   out.data() + begin);
    };
    if (layer_.walk->shares.size() == 1) {
      parallel(pieces, project);
    } else {
      for (int piece = 0; piece < pieces; piece++) project(piece);
    }
    clearPadding(*layer_.walk, rows.share, layer_.input, to_.dXs);
  }

  /** How many steps' gradients are projected back at a time. */
  static constexpr int kProjected = 16 * kTileRows;

  const RecurrentLayer<T>& layer_;
  const RecurrentGradients<T>& to_;
  const GateSlice recurrent_, projected_;
  T *const weightHh_, *const weightIh_, *const nothing_;
};

}  // namespace REPRISE_ISA
}  // namespace reprise
