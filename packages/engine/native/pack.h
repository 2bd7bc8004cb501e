// Weights in the order in which the inner loop reads them.
//
// Columns of a product are grouped into vectors, vectors into panels of up to four; a panel holds, for each depth,
// its vectors side by side. Missing columns are zero. For the matrix unit it holds, for each 32 of the depth, tiles of
// its vectors' parts (parts.h).
#pragma once

#include <algorithm>
#include <type_traits>

#include "halves.h"
#include "parts.h"

namespace reprise {
namespace REPRISE_ISA {

/** From so many rows on a product is faster on the matrix unit; for fewer the parts, larger than floats, take longer. */
constexpr int kLeastPartsRows = 12;

/** Whether products of so many rows at a time are made on the matrix unit; by default, whether any are. */
template <class T>
bool wantsParts(int rows = kLeastPartsRows) {
  return REPRISE_PARTS && std::is_same_v<T, float> && rows >= kLeastPartsRows && hasMatrixUnit();
}

/**
 * What packed numbers are in memory: themselves, float16 that are the same (halves.h), or their parts for the matrix
 * unit (parts.h), of which float16 numbers have two.
 */
enum class Form { kFloats, kHalves, kParts, kTwoParts };

/** How the columns of a product fall into panels: as wide as a tile allows, and nearly equal. */
struct Panels {
  int columns = 0;  // real ones
  int vectors = 0;
  int count = 0;
  int lanes = 0;
  Form form = Form::kFloats;

  /** @param rows how many the products with these columns have at a time, which the form in memory goes by */
  template <class T>
  static Panels of(int columns, int rows = 0) {
    Panels panels;
    panels.columns = columns;
    panels.lanes = kLanes<T>;
    panels.vectors = (columns + panels.lanes - 1) / panels.lanes;
    panels.count = (panels.vectors + kTileVectors - 1) / kTileVectors;
    panels.form = wantsParts<T>(rows) ? Form::kParts : Form::kFloats;
    return panels;
  }

  /**
   * A panel for each vector of units, with the units' gates side by side in it.
   * @param input, hidden the depths of the two products that a gate sums
   */
  template <class T>
  static Panels ofGates(int units, int gates, int rows, int input, int hidden) {
    // What fills up the matrix unit's depth takes as long as numbers: with more of it than a fourth vectors are faster.
    const int64_t filled = kPartsDepth * (partsBlocks(input) + partsBlocks(hidden));
    Panels panels = of<T>(units, 4 * (input + hidden) > 3 * filled ? rows : 0);
    panels.count = panels.vectors;
    panels.vectors *= gates;
    panels.columns = panels.vectors * panels.lanes;
    return panels;
  }

  bool inParts() const { return form == Form::kParts || form == Form::kTwoParts; }
  int parts() const { return form == Form::kParts ? 3 : 2; }

  /** The first vector of a panel; that of `count` is the number of vectors. */
  int begin(int panel) const { return static_cast<int>(static_cast<int64_t>(vectors) * panel / count); }
  int width(int panel) const { return begin(panel + 1) - begin(panel); }
  /** The panel that a vector lies in. */
  int holding(int vector) const { return static_cast<int>((static_cast<int64_t>(vector + 1) * count - 1) / vectors); }
  /** How many scalars a depth takes in each column, or as halves, how many halves. */
  int64_t stored(int64_t depth) const { return inParts() ? partsBlocks(depth) * parts() * kPartTile / lanes : depth; }
  /** Of one factor, or of two one after the other. */
  int64_t size(int64_t depth, int64_t more = 0) const { return padded() * (stored(depth) + stored(more)); }
  int64_t offset(int panel, int64_t depth, int64_t more = 0) const {
    return static_cast<int64_t>(begin(panel)) * lanes * (stored(depth) + stored(more));
  }
  /** How many scalars' memory `count` packed numbers take: halves half of it, up to a whole cache line. */
  int64_t memory(int64_t count) const { return form == Form::kHalves ? (count + 31) / 32 * 16 : count; }
  /** Columns with those that fill up the last vector. */
  int64_t padded() const { return static_cast<int64_t>(vectors) * lanes; }
  /** How many real columns a vector has. */
  int lanesOf(int vector) const { return std::min(lanes, columns - vector * lanes); }
};

/**
 * Packs one panel of a matrix whose rows are the depth.
 * @param rowAt a pointer to the matrix's row at a depth
 */
template <class T, class RowAt>
void packRowsAt(const Panels& panels, int panel, int64_t depth, RowAt&& rowAt, T* to) {
  const int first = panels.begin(panel) * panels.lanes;
  const int width = panels.width(panel) * panels.lanes;
  const int real = std::min(width, panels.columns - first);
#if REPRISE_PARTS
  if constexpr (std::is_same_v<T, float>) {
    if (panels.inParts()) {
      for (int64_t k = 0; k < depth; k += kPartsDepth)
        for (int v = 0; v < panels.width(panel); v++, to += panels.parts() * kPartTile)
          cutPairs([&](int64_t deeper) { return rowAt(k + deeper) + first + v * panels.lanes; },
                   std::min<int64_t>(kPartsDepth, depth - k), real - v * panels.lanes, to, panels.parts());
      return;
    }
  }
#endif
  for (int64_t k = 0; k < depth; k++, to += width) {
    const T* const from = rowAt(k) + first;
    std::copy(from, from + real, to);
    std::fill(to + real, to + width, T(0));
  }
}

/** @param matrix element (depth, column) at depth · stride + column */
template <class T>
void packRows(const Panels& panels, int panel, int64_t depth, const T* matrix, int64_t stride, T* to) {
  packRowsAt(panels, panel, depth, [&](int64_t k) { return matrix + k * stride; }, to);
}

/**
 * Packs one vector of columns of a matrix whose columns are the depth, transposing it.
 * @param vectors of the panel
 * @param vector of the panel
 * @param columns how many of the vector's columns are real
 * @param matrix element (column, depth) at column · stride + depth, beginning at the vector's first column
 * @param to where the panel begins
 */
template <class T>
void packColumns(const Panels& panels, int vectors, int vector, int columns, int64_t depth, const T* matrix,
                 int64_t stride, T* to) {
  constexpr int lanes = kLanes<T>;
#if REPRISE_PARTS
  if constexpr (std::is_same_v<T, float>) {
    if (panels.inParts()) {
      const int parts = panels.parts();
      to += vector * parts * kPartTile;
      for (int64_t k = 0; k < depth; k += kPartsDepth, to += vectors * parts * kPartTile) {
        for (int c = 0; c < lanes; c++)
          cutRow(matrix + std::min(c, columns - 1) * stride + k, c < columns ? depth - k : 0, to + c * 16, parts);
        turnParts(to, parts);
      }
      return;
    }
  }
#endif
  const int64_t step = vectors * int64_t{lanes};
  to += vector * lanes;
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
