// Weights in the order in which the inner loop reads them.
//
// Columns of a product are grouped into vectors, vectors into panels of up to four; a panel holds, for each depth,
// its vectors side by side. Missing columns are zero.
#pragma once

#include <algorithm>

#include "simd.h"

namespace reprise {
namespace REPRISE_ISA {

/** How the columns of a product fall into panels: as wide as a tile allows, and nearly equal. */
struct Panels {
  int columns = 0;  // real ones
  int vectors = 0;
  int count = 0;
  int lanes = 0;

  template <class T>
  static Panels of(int columns) {
    Panels panels;
    panels.columns = columns;
    panels.lanes = kLanes<T>;
    panels.vectors = (columns + panels.lanes - 1) / panels.lanes;
    panels.count = (panels.vectors + kTileVectors - 1) / kTileVectors;
    return panels;
  }

  /** The first vector of a panel; that of `count` is the number of vectors. */
  int begin(int panel) const { return static_cast<int>(static_cast<int64_t>(vectors) * panel / count); }
  int width(int panel) const { return begin(panel + 1) - begin(panel); }
  /** The panel that a vector lies in. */
  int holding(int vector) const { return static_cast<int>((static_cast<int64_t>(vector + 1) * count - 1) / vectors); }
  int64_t size(int64_t depth) const { return static_cast<int64_t>(vectors) * lanes * depth; }
  int64_t offset(int panel, int64_t depth) const { return static_cast<int64_t>(begin(panel)) * lanes * depth; }
  /** How many real columns a vector has. */
  int lanesOf(int vector) const { return std::min(lanes, columns - vector * lanes); }
};

/**
 * Packs one panel of a matrix whose rows are the depth.
 * @param matrix element (depth, column) at depth · stride + column
 */
template <class T>
void packRows(const Panels& panels, int panel, int64_t depth, const T* matrix, int64_t stride, T* to) {
  const int first = panels.begin(panel) * panels.lanes;
  const int width = panels.width(panel) * panels.lanes;
  const int real = std::min(width, panels.columns - first);
  for (int64_t k = 0; k < depth; k++, to += width) {
    const T* const from = matrix + k * stride + first;
    std::copy(from, from + real, to);
    std::fill(to + real, to + width, T(0));
  }
}

/**
 * Packs one vector of columns of a matrix whose columns are the depth, transposing it.
 * @param matrix element (column, depth) at column · stride + depth, beginning at the vector's first column
 * @param columns how many of the vector's columns are real
 * @param to the vector's place in the panel's first depth
 * @param step from one depth of the panel to the next
 */
template <class T>
void packColumns(int columns, int64_t depth, const T* matrix, int64_t stride, T* to, int64_t step) {
  constexpr int lanes = kLanes<T>;
  for (int64_t k0 = 0; k0 < depth; k0 += lanes) {
    // In squares, so that the lines read stay in the cache while they are turned.
    const int deep = static_cast<int>(std::min<int64_t>(lanes, depth - k0));
    T square[lanes][lanes];
    for (int c = 0; c < columns; c++) {
      if (deep == lanes) {
        store(square[c], load(matrix + c * stride + k0));
      } else {
        for (int k = 0; k < deep; k++) square[c][k] = matrix[c * stride + k0 + k];
      }
    }
    for (int k = 0; k < deep; k++) {
      T* const at = to + (k0 + k) * step;
      for (int c = 0; c < columns; c++) at[c] = square[c][k];
      for (int c = columns; c < lanes; c++) at[c] = T(0);
    }
  }
}

}  // namespace REPRISE_ISA
}  // namespace reprise
