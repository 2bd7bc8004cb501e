// A soft window of Gaussians over a text (Graves 2013, equations 46 to 51), forward and backward, for one row.
#pragma once

#include "attention.h"

namespace reprise {

/** The texts of a batch, and how windows move over them. */
template <class T>
struct WindowMemory {
  int characters, memorySize, components;
  const T* memory;  // [batch, characters, memorySize]
  const T* mask;    // [batch, characters]: 0 for padding
  T stepScale;      // of a step of kappa, in characters
};

namespace REPRISE_ISA {

/**
 * phi(u) = Σ alpha exp(-beta (kappa - u)²), window = Σ phi(u) memory[u].
 *
 * The Gaussians of a step are an array [5 · components]: alpha, beta, then the derivatives of alpha, beta and kappa by
 * what the linear layer gave for them.
 */
template <class T>
class GaussianWindow {
 public:
  explicit GaussianWindow(const WindowMemory<T>& memory) : memory_(memory), k_(memory.components) {}

  static int64_t gaussianSize(int components) { return 5 * static_cast<int64_t>(components); }

  /**
   * alpha = softplus / components, beta = softplus, kappa = old + stepScale · softplus.
   * @param raw [3 · components], for alpha, beta and kappa
   * @param kappa [components], which may be the old ones
   */
  REPRISE_ONCE void move(const T* raw, const T* oldKappa, T* gaussians, T* kappa) const {
    const T part = T(1) / T(k_);
    for (int at = 0; at < k_; at += kLanes<T>) {
      const int lanes = std::min(kLanes<T>, k_ - at);
      Vec<T> slope;
      store(gaussians + at, part * softplusOf<T>(load(raw + at, lanes), slope), lanes);
      store(gaussians + 2 * k_ + at, part * slope, lanes);
      store(gaussians + k_ + at, softplusOf<T>(load(raw + k_ + at, lanes), slope), lanes);
      store(gaussians + 3 * k_ + at, slope, lanes);
      const Vec<T> step = memory_.stepScale * softplusOf<T>(load(raw + 2 * k_ + at, lanes), slope);
      store(gaussians + 4 * k_ + at, memory_.stepScale * slope, lanes);
      store(kappa + at, load(oldKappa + at, lanes) + step, lanes);
    }
  }

  /** @param phi [characters], @param window [memorySize]: results */
  REPRISE_ONCE void look(int row, const T* gaussians, const T* kappa, T* phi, T* window) const {
    const T* const mask = maskOf(row);
    for (int at = 0; at < memory_.characters; at += kLanes<T>) {
      const int lanes = std::min(kLanes<T>, memory_.characters - at);
      const Vec<T> u = position(at);
      Vec<T> sum{};
      for (int k = 0; k < k_; k++) {
        const Vec<T> distance = kappa[k] - u;
        sum += gaussians[k] * expOf(-gaussians[k_ + k] * (distance * distance));
      }
      store(phi + at, load(mask + at, lanes) * sum, lanes);
    }
    std::fill_n(window, memory_.memorySize, T(0));
    for (int u = 0; u < memory_.characters; u++) {
      if (mask[u] == 0) phi[u] = 0;
      if (phi[u] != 0) addScaled(phi[u], character(row, u), memory_.memorySize, window);
    }
  }

  /**
   * @param dWindow of the window, [memorySize]
   * @param dPhi of phi itself, [characters]; null where nothing depends on it
   * @param dKappa of kappa, by what comes after; that of the old kappas becomes the same and what is added here
   * @param dRaw [3 · components], a result
   * @param dMemory of the row, [characters, memorySize], added to
   * @param space [characters]
   */
  REPRISE_ONCE void lookBack(int row, const T* gaussians, const T* kappa, const T* phi, const T* dWindow, const T* dPhi,
                             T* dKappa, T* dRaw, T* dMemory, T* space) const {
    const T* const mask = maskOf(row);
    for (int u = 0; u < memory_.characters; u++) {
      space[u] = mask[u] != 0 ? dot(dWindow, character(row, u), memory_.memorySize) + (dPhi ? dPhi[u] : T(0)) : T(0);
      if (phi[u] != 0)
        addScaled(phi[u], dWindow, memory_.memorySize, dMemory + static_cast<int64_t>(u) * memory_.memorySize);
    }
    for (int k = 0; k < k_; k++) {
      Vec<T> moments[3]{};
      for (int at = 0; at < memory_.characters; at += kLanes<T>) {
        const int lanes = std::min(kLanes<T>, memory_.characters - at);
        const Vec<T> distance = kappa[k] - position(at), square = distance * distance;
        const Vec<T> d = load(space + at, lanes) * expOf(-gaussians[k_ + k] * square);
        moments[0] += d;
        moments[1] += d * distance;
        moments[2] += d * square;
      }
      const T alpha = gaussians[k], beta = gaussians[k_ + k];
      dRaw[k] = sumOf<T>(moments[0]) * gaussians[2 * k_ + k];
      dRaw[k_ + k] = -alpha * sumOf<T>(moments[2]) * gaussians[3 * k_ + k];
      dKappa[k] -= 2 * alpha * beta * sumOf<T>(moments[1]);
      dRaw[2 * k_ + k] = dKappa[k] * gaussians[4 * k_ + k];
    }
  }

 private:
  const T* maskOf(int row) const { return memory_.mask + static_cast<int64_t>(row) * memory_.characters; }
  const T* character(int row, int u) const {
    return memory_.memory + (static_cast<int64_t>(row) * memory_.characters + u) * memory_.memorySize;
  }

  /** The numbers of a vector of characters. */
  static REPRISE_INLINE Vec<T> position(int first) {
    Vec<T> u;
    for (int lane = 0; lane < kLanes<T>; lane++) u[lane] = T(first + lane);
    return u;
  }

  const WindowMemory<T> memory_;
  const int k_;
};

}  // namespace REPRISE_ISA
}  // namespace reprise
