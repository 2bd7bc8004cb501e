// A soft window moved by one step of a layer that was taken alone: what writing needs, which has its steps one at a time
// and packs the layer's weights once for all of them.
#pragma once

#include "arena.h"
#include "gaussianWindow.h"
#include "threads.h"

namespace reprise {

template <class T>
struct WindowStep {
  WindowMemory<T> memory;
  int rows, hidden;
  const T *hs, *oldKappa;                    // [rows, hidden], [rows, components]
  const T *weightGaussians, *biasGaussians;  // [3 · components, hidden], [3 · components]
  T *outputs, *kappa, *phi;                  // [rows, hidden + memorySize], [rows, components], [rows, characters]
};

namespace REPRISE_ISA {

/** Every row alone, so that it is the same to the bit whatever stands beside it. */
template <class T>
void windowStep(const WindowStep<T>& step) {
  const int sums = 3 * step.memory.components;
  const int64_t hidden = step.hidden, components = step.memory.components, characters = step.memory.characters;
  const GaussianWindow<T> window(step.memory);
  parallel(step.rows, [&](int row) {
    ArenaScope scope;
    T* const raw = scope.arena.take<T>(sums);
    T* const gaussians = scope.arena.take<T>(GaussianWindow<T>::gaussianSize(step.memory.components));
    const T* const h = step.hs + row * hidden;
    T* const output = step.outputs + row * (hidden + step.memory.memorySize);
    T* const kappa = step.kappa + row * components;
    for (int sum = 0; sum < sums; sum++)
      raw[sum] = step.biasGaussians[sum] + dot(step.weightGaussians + sum * hidden, h, step.hidden);
    window.move(raw, step.oldKappa + row * components, gaussians, kappa);
    window.look(row, gaussians, kappa, step.phi + row * characters, output + hidden);
    std::copy_n(h, hidden, output);
  });
}

}  // namespace REPRISE_ISA
}  // namespace reprise
