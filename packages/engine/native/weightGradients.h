// The gradients of a recurrent layer's weights: what the gates got, times what went into them, over all real steps.
#pragma once

#include <initializer_list>

#include "packedWeights.h"

namespace reprise {
namespace REPRISE_ISA {

/** What went into some gates at all real steps: the right factor of their weights' gradient. */
template <class T>
class StepRows {
 public:
  /** @param isScaled whether rows come with a scale */
  StepRows(Arena& arena, int64_t steps, int columns, bool isScaled = false)
      : panels_(Panels::of<T>(columns, static_cast<int>(steps))),
        rows_(steps),
        packed_(arena.take<T>(panels_.size(steps))),
        scaled_(isScaled ? arena.take<T>(steps * columns) : nullptr) {}

  /** @param scale multiplies the row where it is not null */
  void put(int64_t step, const T* row, const T* scale = nullptr) {
    rows_[step] = row;
    if (!scale) return;
    T* const to = scaled_ + step * panels_.columns;
    for (int column = 0; column < panels_.columns; column++) to[column] = row[column] * scale[column];
    rows_[step] = to;
  }

  /** Packs the rows when all are there. */
  void pack() const {
    packAllRows(panels_, static_cast<int64_t>(rows_.size()), [&](int64_t step) { return rows_[step]; }, packed_);
  }

  /** @param out the gradient's first row */
  Factor<T> into(T* out) const { return {panels_, packed_, out}; }

 private:
  const Panels panels_;
  std::vector<const T*> rows_;
  T *const packed_, *const scaled_;
};

/** Inputs and old outputs as the gates saw them, of all real steps. */
template <class T>
struct GateInputs {
  StepRows<T> xs, hs;

  GateInputs(Arena& arena, const RecurrentLayer<T>& layer)
      : xs(arena, layer.walk->steps, layer.input),
        hs(arena, layer.walk->steps, layer.hidden, layer.noise.dropout != nullptr) {}

  void gather(const LayerRows<T>& rows) {
    for (int step = 0; step < rows.steps(); step++) {
      for (int rank = 0; rank < rows.share.active[step]; rank++) {
        xs.put(rows.real(rank, step), rows.x(rank, step));
        hs.put(rows.real(rank, step), rows.oldH(rank, step), rows.dropout(rank));
      }
    }
  }
  void pack() const {
    xs.pack();
    hs.pack();
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
