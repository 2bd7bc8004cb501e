// The gradients of a recurrent layer's weights: what the gates got, times what went into them, over all real steps.
#pragma once

#include "layer.h"

namespace reprise {
namespace REPRISE_ISA {

/** Inputs and old outputs of all real steps, packed as right factors of the weights' gradients. */
template <class T>
class WeightGradients {
 public:
  WeightGradients(Arena& arena, int64_t steps, int input, int hidden)
      : steps_(steps),
        inputs_(Panels::of<T>(input)),
        units_(Panels::of<T>(hidden)),
        packedInputs_(arena.take<T>(inputs_.size(steps))),
        packedUnits_(arena.take<T>(units_.size(steps))) {}

  /**
   * Packs the rows of a share: x(rank, step) and h(rank, step), the latter times dropout(rank) where that is not null.
   */
  template <class X, class H, class Dropout>
  void gather(const Share& share, X&& x, H&& h, Dropout&& dropout) {
    for (int step = 0; step < static_cast<int>(share.active.size()); step++) {
      for (int rank = 0; rank < share.active[step]; rank++) {
        const int64_t k = share.at[step] + rank;
        packRow(inputs_, steps_, k, x(rank, step), packedInputs_);
        packRow(units_, steps_, k, h(rank, step), packedUnits_, dropout(rank));
      }
    }
  }

  /**
   * @param width how many gates · hidden the weights have
   * @param dGates [real steps, …], `stride` scalars apart
   */
  void multiply(int width, const T* dGates, int64_t stride, T* dWeightIh, T* dWeightHh, T* dBias) const {
    const Factor<T> factors[] = {{inputs_, packedInputs_, dWeightIh}, {units_, packedUnits_, dWeightHh}};
    parallelRows(width, [&](int begin, int end) {
      transposedProduct(steps_, dGates, stride, begin, end, factors, 2, dBias);
    });
  }

 private:
  const int64_t steps_;
  const Panels inputs_, units_;
  T *const packedInputs_, *const packedUnits_;
};

}  // namespace REPRISE_ISA
}  // namespace reprise
