// The matrix products of a layer: rows by packed weights, and the gradients of weights.
#pragma once

#include "arena.h"
#include "pack.h"
#include "tile.h"

namespace reprise {
namespace REPRISE_ISA {

/**
 * Tiles of rows × packed weights, panel after panel, handed to `body(tile, first row, first vector)` while the sums
 * are in registers.
 * @param rows for each row a pointer to `depth` scalars
 * @param packed [panel][depth][width], see {@link Panels}
 */
template <class T, class Body>
void multiplyRows(int count, const T* const* rows, int64_t depth, const Panels& panels, const T* packed, Body&& body) {
  for (int panel = 0; panel < panels.count; panel++) {
    const T* const weights = packed + panels.offset(panel, depth);
    const int first = panels.begin(panel);
    withVectors(panels.width(panel), [&](auto vectors) {
      eachGroup(count, [&](int row, int rowCount) {
        withRows<kTileRows>(rowCount, [&](auto r) {
          Tile<T, decltype(r)::value, decltype(vectors)::value> tile;
          tile.clear();
          multiply(tile, depth, rows + row, weights);
          body(tile, row, first);
        });
      });
    });
  }
}

/** Some of the depth of a product's left rows. */
template <class T>
struct Segment {
  const T* const* rows;
  int64_t depth;
};

/** One panel of a product whose rows come in two parts, which `packed` has one behind the other. */
template <class T, class Body>
void multiplyPanel(int count, Segment<T> one, Segment<T> two, const Panels& panels, int panel, const T* packed,
                   Body&& body) {
  const T* const weights = packed + panels.offset(panel, one.depth + two.depth);
  const int first = panels.begin(panel), width = panels.width(panel) * kLanes<T>;
  withVectors(panels.width(panel), [&](auto vectors) {
    eachGroup(count, [&](int row, int rowCount) {
      withRows<kTileRows>(rowCount, [&](auto r) {
        Tile<T, decltype(r)::value, decltype(vectors)::value> tile;
        tile.clear();
        multiply(tile, one.depth, one.rows + row, weights);
        if (two.depth > 0) multiply(tile, two.depth, two.rows + row, weights + one.depth * width);
        body(tile, row, first);
      });
    });
  });
}

/** All panels of such a product. */
template <class T, class Body>
void multiplyRows(int count, Segment<T> one, Segment<T> two, const Panels& panels, const T* packed, Body&& body) {
  for (int panel = 0; panel < panels.count; panel++) multiplyPanel(count, one, two, panels, panel, packed, body);
}

/** Writes a tile: row `r` from `to[r]` on, `columns` of them real. */
template <class T, int Rows, int Vectors>
REPRISE_INLINE void storeTile(const Tile<T, Rows, Vectors>& tile, T* const* to, int column, int columns) {
#pragma GCC unroll 16
  for (int r = 0; r < Rows; r++) {
#pragma GCC unroll 4
    for (int v = 0; v < Vectors; v++) {
      const int at = column + v * kLanes<T>;
      store(to[r] + at, tile.at[r][v], columns - at);
    }
  }
}

/** Adds to a tile what stands where storeTile puts it. */
template <class T, int Rows, int Vectors>
REPRISE_INLINE void addTile(Tile<T, Rows, Vectors>& tile, const T* const* from, int column, int columns) {
#pragma GCC unroll 16
  for (int r = 0; r < Rows; r++) {
#pragma GCC unroll 4
    for (int v = 0; v < Vectors; v++) {
      const int at = column + v * kLanes<T>;
      tile.at[r][v] += load(from[r] + at, columns - at);
    }
  }
}

/** out[row] = rows[row] · packed, for all columns. */
template <class T>
void multiplyInto(int count, const T* const* rows, int64_t depth, const Panels& panels, const T* packed, T* const* out) {
  multiplyRows<T>(count, rows, depth, panels, packed, [&](const auto& tile, int row, int vector) {
    storeTile(tile, out + row, vector * kLanes<T>, panels.columns);
  });
}

/** The right factor of a {@link transposedProduct}, and where the product goes. */
template <class T>
struct Factor {
  Panels panels;
  const T* packed;  // [panel][depth][width]
  T* out;           // [left columns][panels.columns]
};

/** Puts one row of a right factor in its place in all panels. */
template <class T>
void packRow(const Panels& panels, int64_t depth, int64_t k, const T* row, T* packed, const T* scale = nullptr) {
  for (int panel = 0; panel < panels.count; panel++) {
    const int width = panels.width(panel) * panels.lanes;
    T* const to = packed + panels.offset(panel, depth) + k * width;
    const int first = panels.begin(panel) * panels.lanes;
    const int real = std::min(width, panels.columns - first);
    if (scale) {
      for (int c = 0; c < real; c++) to[c] = row[first + c] * scale[first + c];
    } else {
      std::copy(row + first, row + first + real, to);
    }
    std::fill(to + real, to + width, T(0));
  }
}

/**
 * factor.out[m] = Σ over k of left[k][m] · factor.packed[k] for m from `begin` to `end`: the gradient of a weight,
 * for all rows of the weight in a share, and both of a cell's weights at once.
 * @param left element (k, m) at k · stride + m
 * @param sums when not null, the sum of each column of `left`: the gradient of a bias
 */
template <class T>
void transposedProduct(int64_t depth, const T* left, int64_t stride, int begin, int end, const Factor<T>* factors,
                       int factorCount, T* sums) {
  // A panel of this depth stays in the first cache while all the rows of a share pass by.
  constexpr int64_t deep = 128;
  ArenaScope scope;
  const int rows = end - begin;
  if (sums) std::fill(sums + begin, sums + end, T(0));
  T* const block = scope.arena.take<T>(deep * rows);
  for (int64_t k0 = 0; k0 < depth || k0 == 0; k0 += deep) {
    const int64_t d = std::min(deep, depth - k0);
    eachGroup(rows, [&](int first, int count) {
      T* to = block + static_cast<int64_t>(first) * d;
      for (int64_t k = 0; k < d; k++) {
        const T* const from = left + (k0 + k) * stride + begin + first;
        for (int r = 0; r < count; r++) *to++ = from[r];
      }
      if (sums) {
        const T* from = block + static_cast<int64_t>(first) * d;
        for (int64_t k = 0; k < d; k++)
          for (int r = 0; r < count; r++) sums[begin + first + r] += *from++;
      }
    });
    for (int f = 0; f < factorCount; f++) {
      const Factor<T>& factor = factors[f];
      for (int panel = 0; panel < factor.panels.count; panel++) {
        withVectors(factor.panels.width(panel), [&](auto vectors) {
          constexpr int V = decltype(vectors)::value;
          const T* const weights = factor.packed + factor.panels.offset(panel, depth) + k0 * V * kLanes<T>;
          const int column = factor.panels.begin(panel) * kLanes<T>;
          eachGroup(rows, [&](int first, int count) {
            withRows<kTileRows>(count, [&](auto r) {
              constexpr int R = decltype(r)::value;
              T* out[R];
              for (int i = 0; i < R; i++)
                out[i] = factor.out + static_cast<int64_t>(begin + first + i) * factor.panels.columns;
              Tile<T, R, V> tile;
              if (k0 == 0) {
                tile.clear();
              } else {
#pragma GCC unroll 16
                for (int i = 0; i < R; i++)
#pragma GCC unroll 4
                  for (int v = 0; v < V; v++) {
                    const int at = column + v * kLanes<T>;
                    tile.at[i][v] = load(out[i] + at, factor.panels.columns - at);
                  }
              }
              multiplyPacked(tile, d, block + static_cast<int64_t>(first) * d, weights);
              storeTile(tile, out, column, factor.panels.columns);
            });
          });
        });
      }
    }
  }
}

}  // namespace REPRISE_ISA
}  // namespace reprise
