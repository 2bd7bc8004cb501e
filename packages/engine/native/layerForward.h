// The way of a layer through time that all layers share.
#pragma once

#include "layer.h"

namespace reprise {
namespace REPRISE_ISA {

/**
 * Packs the weights of one vector of units, a panel with its gates side by side: first the depth of the inputs, then
 * that of the old outputs.
 * @param panels the gates, see {@link Panels::ofGates}
 * @param lanes how many of the vector's units are real
 * @param to the first panel
 */
template <class T>
void packGates(const RecurrentLayer<T>& layer, const Panels& panels, int panel, int lanes, T* to) {
  const int gates = panels.width(panel);
  T* const xs = to + panels.offset(panel, layer.input, layer.hidden);
  T* const hs = xs + gates * kLanes<T> * panels.stored(layer.input);
  for (int gate = 0; gate < gates; gate++) {
    const int64_t column = static_cast<int64_t>(gate) * layer.hidden + panel * kLanes<T>;
    packColumns(panels, gates, gate, lanes, layer.input, layer.weightIh + column * layer.input, layer.input, xs);
    packColumns(panels, gates, gate, lanes, layer.hidden, layer.weightHh + column * layer.hidden, layer.hidden, hs);
  }
}

/** The biases of a panel's gates, those of the input and those of the old outputs in one, to where its sums begin. */
template <class T>
void packBiases(const RecurrentLayer<T>& layer, int gates, int panel, int lanes, T* to) {
  for (int gate = 0; gate < gates; gate++) {
    const int64_t column = static_cast<int64_t>(gate) * layer.hidden + panel * kLanes<T>;
    store(to + (panel * gates + gate) * kLanes<T>,
          load(layer.biasIh + column, lanes) + load(layer.biasHh + column, lanes));
  }
}

/**
 * Takes a share through all of time: body(step, active, xs, hs, masked), where `hs` are the old outputs as the gates
 * see them, and `masked`, not null where a dropout mask is between, takes the new ones so: [rank][hidden].
 */
template <class T, class Body>
void eachStep(const LayerRows<T>& rows, Body&& body) {
  ArenaScope scope;
  const int count = rows.count();
  const int64_t hidden = rows.layer.hidden;
  std::vector<const T*> xs(count), hs(count);
  // Two, since a step reads one and writes the other.
  T* masked[2] = {nullptr, nullptr};
  if (rows.layer.noise.dropout) {
    for (T*& buffer : masked) buffer = scope.arena.take<T>(count * hidden);
    for (int rank = 0; rank < count; rank++) {
      const T *const h = rows.oldH(rank, 0), *const mask = rows.dropout(rank);
      for (int64_t unit = 0; unit < hidden; unit++) masked[0][rank * hidden + unit] = h[unit] * mask[unit];
    }
  }
  for (int step = 0; step < rows.steps(); step++) {
    const int active = rows.share.active[step];
    for (int rank = 0; rank < active; rank++) {
      xs[rank] = rows.x(rank, step);
      hs[rank] = masked[0] ? masked[0] + rank * hidden : rows.oldH(rank, step);
    }
    body(step, active, xs.data(), hs.data(), masked[1]);
    std::swap(masked[0], masked[1]);
  }
  clearPadding(*rows.layer.walk, rows.share, rows.layer.hidden, rows.layer.outputs);
  for (int rank = 0; rank < count; rank++) {
    const T* const h = rows.oldH(rank, rows.share.lengths[rank]);
    T* const to = rows.layer.lastH + rows.row(rank);
    // A single step's outputs may be the last state themselves.
    if (h != to) std::copy_n(h, hidden, to);
  }
}

/** Puts a vector of new outputs where it belongs, after zoneout. */
template <class T>
REPRISE_INLINE void putOutput(const LayerRows<T>& rows, int step, int rank, int unit, int lanes, Vec<T> h, T* masked) {
  if (rows.layer.noise.hasZoneout()) {
    const Vec<T> keep = rows.keep(rank, step, unit, lanes);
    h = keep * load(rows.oldH(rank, step) + unit, lanes) + (T(1) - keep) * h;
  }
  store(rows.output(rank, step) + unit, h, lanes);
  if (masked) {
    store(masked + static_cast<int64_t>(rank) * rows.layer.hidden + unit, h * load(rows.dropout(rank) + unit, lanes),
          lanes);
  }
}

}  // namespace REPRISE_ISA
}  // namespace reprise
