// The gradient of a soft window over a whole sequence.
#pragma once

#include "softWindow.h"

namespace reprise {
namespace REPRISE_ISA {

template <class T, bool Coupled>
class SoftWindowBackward {
 public:
  SoftWindowBackward(const SoftWindow<T>& it, const SoftWindowGradients<T>& to)
      : it_(it),
        to_(to),
        gates_((Coupled ? 3 : 4) * static_cast<int64_t>(it.layer.hidden)),
        hidden_(it.layer.hidden),
        memorySize_(it.memory.memorySize),
        characters_(it.memory.characters),
        components_(it.memory.components),
        sums_(3 * it.memory.components),
        width_(hidden_ + static_cast<int64_t>(memorySize_)) {}

  void run() {
    ArenaScope scope;
    Arena& arena = scope.arena;
    SoftWindowRows<T> rows(it_, arena);
    const int64_t batch = it_.layer.batch;
    dRaws_ = arena.take<T>(std::max<int64_t>(1, walk().steps) * sums_);
    dHidden_ = arena.take<T>(batch * walk().time * hidden_);
    dWindows_ = arena.take<T>(batch * memorySize_);
    dLastH_ = to_.dLastOutput ? arena.take<T>(batch * hidden_) : nullptr;
    const int together = rowsPerShare(walk(), it_.layer.batch);
    const PackedRows<T> gaussians(arena, together, hidden_, sums_, it_.weightGaussians, hidden_);
    const PackedRows<T> windows(arena, together, memorySize_, gates_, it_.weightWindow, memorySize_);
    std::vector<PackedRows<T>> inputs;
    if (to_.dXs) inputs.emplace_back(arena, together, it_.input, gates_, it_.weightX, it_.input);
    eachRow([&](const Share& share, int rank) { begin(rows, share, rank); });

    const auto before = [&](const Share& share, int step) { intoStep(rows, share, step, gaussians); };
    const auto after = [&](const Share& share, int step, const T* const* dGates) {
      outOfStep(share, step, dGates, windows, inputs);
    };
    LstmLayer<T> layer = rows.layer();
    LstmGradients<T> gradients = to_.layer;
    gradients.dOutputs = dHidden_;
    gradients.dLastH = dLastH_;
    gradients.dXs = nullptr;
    gradients.dH0 = arena.take<T>(batch * hidden_);
    gradients.dWeightIh = arena.take<T>(gates_ * rows.width());
    LstmBackward<T, Coupled, decltype(before), decltype(after)>(layer, gradients, before, after).run();
    splitRows(static_cast<int>(gates_), gradients.dWeightIh, it_.input, to_.dWeightX, memorySize_, to_.dWeightWindow);
    joinRows(it_.layer.batch, gradients.dH0, hidden_, dWindows_, memorySize_, to_.dOutput0);
    finish(rows, arena);
  }

 private:
  template <class Body>
  void eachRow(Body&& body) const {
    parallel(static_cast<int>(walk().shares.size()), [&](int number) {
      const Share& share = walk().shares[number];
      for (size_t rank = 0; rank < share.rows.size(); rank++) body(share, static_cast<int>(rank));
    });
  }

  /** Restores what the steps were fed with, and sets what reaches the last step. */
  void begin(SoftWindowRows<T>& rows, const Share& share, int rank) const {
    const int64_t row = share.rows[rank];
    rows.join(share, rank);
    for (int step = 1; step < share.lengths[rank]; step++) rows.feed(share, rank, step, rows.window(share, rank, step - 1));
    const auto copyOrClear = [](const T* from, int64_t count, T* to) {
      if (from) {
        std::copy_n(from, count, to);
      } else {
        std::fill_n(to, count, T(0));
      }
    };
    const T* const dLast = to_.dLastOutput ? to_.dLastOutput + row * width_ : nullptr;
    if (dLast) std::copy_n(dLast, hidden_, dLastH_ + row * hidden_);
    copyOrClear(dLast ? dLast + hidden_ : nullptr, memorySize_, dWindows_ + row * memorySize_);
    copyOrClear(to_.dLastKappa ? to_.dLastKappa + row * components_ : nullptr, components_, to_.dKappa0 + row * components_);
    copyOrClear(share.lengths[rank] == 0 ? dLastPhi(row) : nullptr, characters_, to_.dPhi0 + row * characters_);
  }

  /** From the window of a step, and what it was moved by, to the gradient of the layer's outputs. */
  void intoStep(const SoftWindowRows<T>& rows, const Share& share, int step, const PackedRows<T>& weights) const {
    ArenaScope scope;
    const int active = share.active[step];
    const GaussianWindow<T> window(it_.memory);
    T* const space = scope.arena.take<T>(characters_);
    std::vector<const T*> dRaws(active);
    std::vector<T*> dHiddens(active);
    for (int rank = 0; rank < active; rank++) {
      const int64_t row = share.rows[rank], at = share.at[step] + rank, padded = walk().padded(share, rank, step);
      const T* const dOutput = to_.dOutputs + padded * width_;
      T *const dWindow = dWindows_ + row * memorySize_, *const dRaw = dRaws_ + at * sums_;
      addScaled(T(1), dOutput + hidden_, memorySize_, dWindow);
      window.lookBack(share.rows[rank], it_.gaussians + at * GaussianWindow<T>::gaussianSize(components_),
                      rows.kappa(share, rank, step), rows.phi(share, rank, step), dWindow,
                      step == share.lengths[rank] - 1 ? dLastPhi(row) : nullptr, to_.dKappa0 + row * components_, dRaw,
                      to_.dMemory + row * characters_ * memorySize_, space);
      dRaws[rank] = dRaw;
      dHiddens[rank] = dHidden_ + padded * hidden_;
      std::copy_n(dOutput, hidden_, dHiddens[rank]);
    }
    eachTile<T>(active, {{dRaws.data(), sums_}}, weights.panels, weights.packed(), nullptr,
                [&](const TileSums<T>& tile, int first, int vector) {
                  addSums(tile, dHiddens.data() + first, vector * kLanes<T>, hidden_);
                });
  }

  /** From the gates of a step to its input, and to what it was fed with: the window of the step before. */
  void outOfStep(const Share& share, int step, const T* const* dGates, const PackedRows<T>& windows,
                 const std::vector<PackedRows<T>>& inputs) const {
    const int active = share.active[step];
    std::vector<T*> dWindows(active), dXs(active);
    for (int rank = 0; rank < active; rank++) {
      dWindows[rank] = dWindows_ + static_cast<int64_t>(share.rows[rank]) * memorySize_;
      if (to_.dXs) dXs[rank] = to_.dXs + walk().padded(share, rank, step) * it_.input;
    }
    multiplyInto(active, dGates, gates_, windows.panels, windows.packed(), dWindows.data());
    for (const PackedRows<T>& weight : inputs)
      multiplyInto(active, dGates, gates_, weight.panels, weight.packed(), dXs.data());
  }

  /** What is left when all steps are done: the weights that the window is moved by. */
  void finish(const SoftWindowRows<T>& rows, Arena& arena) const {
    StepRows<T> hiddens(arena, walk().steps, hidden_);
    eachRow([&](const Share& share, int rank) {
      for (int step = 0; step < share.lengths[rank]; step++)
        hiddens.put(share.at[step] + rank, rows.hidden(share, rank, step));
    });
    if (to_.dXs)
      for (const Share& share : walk().shares) clearPadding(walk(), share, it_.input, to_.dXs);
    hiddens.pack();
    weightGradients<T>(walk().steps, sums_, dRaws_, sums_, {hiddens.into(to_.dWeightGaussians)}, to_.dBiasGaussians);
  }

  const T* dLastPhi(int64_t row) const { return to_.dLastPhi ? to_.dLastPhi + row * characters_ : nullptr; }
  const Walk& walk() const { return *it_.layer.walk; }

  const SoftWindow<T>& it_;
  const SoftWindowGradients<T>& to_;
  const int64_t gates_;
  const int hidden_, memorySize_, characters_, components_, sums_;
  const int64_t width_;        // of an output
  T* dRaws_ = nullptr;         // of what moves the windows, [real steps, 3 · components]
  T* dHidden_ = nullptr;       // [batch, time, hidden]
  T* dWindows_ = nullptr;      // of the window that a step is fed with, [batch, memorySize]
  T* dLastH_ = nullptr;        // [batch, hidden]
};

template <class T>
void softWindowForward(const SoftWindow<T>& it) {
  if (it.layer.coupled) {
    softWindowForward<T, true>(it);
  } else {
    softWindowForward<T, false>(it);
  }
}

template <class T>
void softWindowBackward(const SoftWindow<T>& it, const SoftWindowGradients<T>& to) {
  if (it.layer.coupled) {
    SoftWindowBackward<T, true>(it, to).run();
  } else {
    SoftWindowBackward<T, false>(it, to).run();
  }
}

}  // namespace REPRISE_ISA
}  // namespace reprise
