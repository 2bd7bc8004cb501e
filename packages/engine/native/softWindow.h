// Graves' soft window over a whole sequence (Graves 2013, section 5.1): an LSTM whose output moves a window of Gaussians
// over a text, and that sees at the next step what was under it.
//
// Every thread takes its share of the sequences through layer and window, step by step, alone.
#pragma once

#include "fedLayer.h"
#include "gaussianWindow.h"
#include "lstmBackward.h"

namespace reprise {

template <class T>
struct SoftWindow {
  LstmLayer<T> layer;  // without xs, weightIh, h0 and lastH: these are given here
  WindowMemory<T> memory;
  int input;
  const T* xs;                                  // [batch, time, input]
  const T *output0, *kappa0, *phi0;             // [batch, hidden + memorySize], [batch, components], [batch, characters]
  const T *weightX, *weightWindow;              // [gates · hidden, input], [gates · hidden, memorySize]
  const T *weightGaussians, *biasGaussians;     // [3 · components, hidden], [3 · components]
  // Results of the forward pass, from which the backward pass starts.
  T* outputs;                      // [batch, time, hidden + memorySize]
  T *gaussians, *kappas, *phis;    // [real steps, …], see GaussianWindow; null when nothing is to be learned
  T *lastOutput, *lastKappa, *lastPhi;
};

template <class T>
struct SoftWindowGradients {
  LstmGradients<T> layer;                                      // without dXs, dWeightIh, dOutputs, dLastH and dH0
  const T *dOutputs, *dLastOutput, *dLastKappa, *dLastPhi;     // the last three null where nothing depends on them
  T* dXs;                                                      // null where it is not wanted
  T *dOutput0, *dKappa0, *dPhi0;
  T* dMemory;                                                  // set to zero
  T *dWeightX, *dWeightWindow, *dWeightGaussians, *dBiasGaussians;
};

namespace REPRISE_ISA {

/** What both passes know: the layer with its joined inputs, and where the rows of a step are. */
template <class T>
class SoftWindowRows : public FedLayer<T> {
 public:
  SoftWindowRows(const SoftWindow<T>& it, Arena& arena)
      : FedLayer<T>(withState(it, arena), it.input, it.xs, it.weightX, it.memory.memorySize, it.weightWindow, arena),
        it_(it),
        width_(it.layer.hidden + static_cast<int64_t>(it.memory.memorySize)) {}

  /** Puts the inputs of a sequence in their place, and the first window. */
  void join(const Share& share, int rank) {
    FedLayer<T>::join(share, rank, it_.output0 + share.rows[rank] * width_ + it_.layer.hidden);
  }

  T* output(const Share& share, int rank, int step) const { return it_.outputs + padded(share, rank, step) * width_; }
  T* window(const Share& share, int rank, int step) const { return output(share, rank, step) + it_.layer.hidden; }
  /** Where kappa and phi of a step are: when nothing is to be learned, where the last ones will be. */
  T* kappa(const Share& share, int rank, int step) const {
    return it_.kappas ? it_.kappas + (share.at[step] + rank) * it_.memory.components : lastKappa(share, rank);
  }
  T* phi(const Share& share, int rank, int step) const {
    return it_.phis ? it_.phis + (share.at[step] + rank) * it_.memory.characters : lastPhi(share, rank);
  }
  const T* oldKappa(const Share& share, int rank, int step) const {
    return step > 0 ? kappa(share, rank, step - 1) : it_.kappa0 + int64_t{share.rows[rank]} * it_.memory.components;
  }

  /** Leaves the state after the last step; a sequence of no steps stays as it began. */
  void finish(const Share& share, int rank) const {
    const int last = share.lengths[rank] - 1, components = it_.memory.components, characters = it_.memory.characters;
    const int64_t row = share.rows[rank];
    std::copy_n(last < 0 ? it_.output0 + row * width_ : output(share, rank, last), width_, it_.lastOutput + row * width_);
    const T* const kappaThen = oldKappa(share, rank, last + 1);
    const T* const phiThen = last < 0 ? it_.phi0 + row * characters : phi(share, rank, last);
    if (kappaThen != lastKappa(share, rank)) std::copy_n(kappaThen, components, lastKappa(share, rank));
    if (phiThen != lastPhi(share, rank)) std::copy_n(phiThen, characters, lastPhi(share, rank));
  }

 private:
  /** The layer with a first state of its own, and room for its last. */
  static LstmLayer<T> withState(const SoftWindow<T>& it, Arena& arena) {
    LstmLayer<T> layer = it.layer;
    const int64_t width = layer.hidden + static_cast<int64_t>(it.memory.memorySize);
    T* const h0 = arena.take<T>(static_cast<int64_t>(layer.batch) * layer.hidden);
    for (int64_t row = 0; row < layer.batch; row++)
      std::copy_n(it.output0 + row * width, layer.hidden, h0 + row * layer.hidden);
    layer.h0 = h0;
    layer.lastH = arena.take<T>(static_cast<int64_t>(layer.batch) * layer.hidden);
    return layer;
  }

  int64_t padded(const Share& share, int rank, int step) const { return it_.layer.walk->padded(share, rank, step); }
  T* lastKappa(const Share& share, int rank) const {
    return it_.lastKappa + int64_t{share.rows[rank]} * it_.memory.components;
  }
  T* lastPhi(const Share& share, int rank) const {
    return it_.lastPhi + int64_t{share.rows[rank]} * it_.memory.characters;
  }

  const SoftWindow<T>& it_;
  const int64_t width_;
};

template <class T, bool Coupled>
void softWindowForward(const SoftWindow<T>& it) {
  ArenaScope scope;
  SoftWindowRows<T> rows(it, scope.arena);
  const Walk& walk = *rows.layer().walk;
  const int hidden = it.layer.hidden, sums = 3 * it.memory.components;
  const int64_t size = GaussianWindow<T>::gaussianSize(it.memory.components);
  const GaussianWindow<T> window(it.memory);
  const int together = rowsPerShare(walk, it.layer.batch);
  const PackedColumns<T> gaussians(scope.arena, together, sums, hidden, it.weightGaussians);
  T* const bias = scope.arena.take<T>(gaussians.panels.padded());
  std::fill_n(std::copy_n(it.biasGaussians, sums, bias), gaussians.panels.padded() - sums, T(0));
  parallel(static_cast<int>(walk.shares.size()), [&](int number) {
    const Share& share = walk.shares[number];
    for (size_t rank = 0; rank < share.rows.size(); rank++) rows.join(share, static_cast<int>(rank));
  });

  const auto afterStep = [&](const Share& share, int step) {
    ArenaScope scope;
    const int active = share.active[step];
    std::vector<const T*> hiddens(active);
    std::vector<T*> raws(active);
    T* const space = scope.arena.take<T>(static_cast<int64_t>(active) * sums);
    T* const unlearned = it.gaussians ? nullptr : scope.arena.take<T>(size);
    for (int rank = 0; rank < active; rank++) {
      hiddens[rank] = rows.hidden(share, rank, step);
      raws[rank] = space + static_cast<int64_t>(rank) * sums;
    }
    eachTile<T>(active, {{hiddens.data(), hidden}}, gaussians.panels, gaussians.packed(), bias,
                [&](const TileSums<T>& tile, int first, int vector) {
                  storeSums(tile, raws.data() + first, vector * kLanes<T>, sums);
                });
    for (int rank = 0; rank < active; rank++) {
      T* const own = unlearned ? unlearned : it.gaussians + (share.at[step] + rank) * size;
      T *const kappa = rows.kappa(share, rank, step), *const seen = rows.window(share, rank, step);
      window.move(raws[rank], rows.oldKappa(share, rank, step), own, kappa);
      window.look(share.rows[rank], own, kappa, rows.phi(share, rank, step), seen);
      std::copy_n(hiddens[rank], hidden, rows.output(share, rank, step));
      if (step + 1 < share.lengths[rank]) rows.feed(share, rank, step + 1, seen);
    }
  };
  LstmForward<T, Coupled, decltype(afterStep)>(rows.layer(), together, afterStep).run();

  parallel(static_cast<int>(walk.shares.size()), [&](int number) {
    const Share& share = walk.shares[number];
    clearPadding(walk, share, hidden + it.memory.memorySize, it.outputs);
    for (size_t rank = 0; rank < share.rows.size(); rank++) rows.finish(share, static_cast<int>(rank));
  });
}

}  // namespace REPRISE_ISA
}  // namespace reprise
