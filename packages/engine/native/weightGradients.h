// The gradients of a recurrent layer's weights: what the gates got, times what went into them, over all real steps.
#pragma once

#include <initializer_list>

#include "layer.h"

namespace reprise {
namespace REPRISE_ISA {

/** What went into some gates at all real steps, packed as a right factor of their weights' gradient. */
template <class T>
struct StepRows {
  int64_t steps;
  Panels panels;
  T* packed;

  StepRows(Arena& arena, int64_t steps_, int columns)
      : steps(steps_), panels(Panels::of<T>(columns)), packed(arena.take<T>(panels.size(steps_))) {}

  /** @param scale multiplies the row where it is not null */
  void put(int64_t step, const T* row, const T* scale = nullptr) const {
    packRow(panels, steps, step, row, packed, scale);
  }
  /** @param out the gradient's first row */
  Factor<T> into(T* out) const { return {panels, packed, out}; }
};

/** Inputs and old outputs as the gates saw them, of all real steps. */
template <class T>
struct GateInputs {
  StepRows<T> xs, hs;

  GateInputs(Arena& arena, const RecurrentLayer<T>& layer)
      : xs(arena, layer.walk->steps, layer.input), hs(arena, layer.walk->steps, layer.hidden) {}

  void gather(const LayerRows<T>& rows) const {
    for (int step = 0; step < rows.steps(); step++) {
      for (int rank = 0; rank < rows.share.active[step]; rank++) {
        xs.put(rows.real(rank, step), rows.x(rank, step));
        hs.put(rows.real(rank, step), rows.oldH(rank, step), rows.dropout(rank));
      }
    }
  }
};

/**
 * The gradients of a run of gates.
 * @param count how many scalars the gates have
 * @param dGates the first of them at the first real step; those of the next step are `stride` further on
 * @param factors what went into the gates, and where the gradients of its weights go
 * @param dBias [count], or null
 */
template <class T>
void weightGradients(int64_t steps, int count, const T* dGates, int64_t stride,
                     std::initializer_list<Factor<T>> factors, T* dBias) {
  parallelRows(count, [&](int begin, int end) {
    transposedProduct(steps, dGates, stride, begin, end, factors.begin(), static_cast<int>(factors.size()), dBias);
  });
}

}  // namespace REPRISE_ISA
}  // namespace reprise
