// The matrix products of a layer: rows by packed weights, and the gradients of weights.
#pragma once

#include <functional>
#include <initializer_list>

#include "arena.h"
#include "pack.h"
#include "tile.h"

namespace reprise {
namespace REPRISE_ISA {

/** The left factor of a product: for each row a pointer to `depth` scalars. */
template <class T>
struct LeftFactor {
  const T* const* at;
  int64_t depth;
};

/** What is done with a tile: body(sums, first row, first vector). */
template <class T>
using OnTile = std::function<void(const TileSums<T>&, int, int)>;

/**
 * Tiles of bias + Σ over the factors of rows × packed weights, panel after panel from `begin` to `end`, for a body that
 * is told a tile's size at run time: one copy of these loops serves every layer, since compiling them is what takes
 * long.
 * @param packed [panel][all factors' depths][width], see {@link Panels}
 * @param bias [vectors · lanes], or null
 */
template <class T>
REPRISE_ONCE void eachTile(int count, std::initializer_list<LeftFactor<T>> factors, const Panels& panels, int begin,
                           int end, const T* packed, const T* bias, const OnTile<T>& body) {
  int64_t depth = 0;
  for (const LeftFactor<T>& factor : factors) depth += factor.depth;
  for (int panel = begin; panel < end; panel++) {
    const int vector = panels.begin(panel);
    withVectors(panels.width(panel), [&](auto vectors) {
      constexpr int V = decltype(vectors)::value;
      eachGroup(count, [&](int first, int rowCount) {
        withRows<kTileRows>(rowCount, [&](auto rows) {
          constexpr int R = decltype(rows)::value;
          Tile<T, R, V> tile;
#pragma GCC unroll 16
          for (int r = 0; r < R; r++)
#pragma GCC unroll 4
            for (int v = 0; v < V; v++) tile.at[r][v] = bias ? load(bias + (vector + v) * kLanes<T>) : Vec<T>{};
          const T* weights = packed + panels.offset(panel, depth);
          for (const LeftFactor<T>& factor : factors) {
            multiply(tile, factor.depth, factor.at + first, weights);
            weights += factor.depth * V * kLanes<T>;
          }
          body(tileSums(tile), first, vector);
        });
      });
    });
  }
}

/** The same for all panels. */
template <class T>
void eachTile(int count, std::initializer_list<LeftFactor<T>> factors, const Panels& panels, const T* packed,
              const T* bias, const OnTile<T>& body) {
  eachTile(count, factors, panels, 0, panels.count, packed, bias, body);
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

/** The same for a tile whose size is known only at run time. */
template <class T>
REPRISE_ONCE void storeSums(const TileSums<T>& sums, T* const* to, int column, int columns) {
  for (int r = 0; r < sums.rows; r++) {
    for (int v = 0; v < sums.vectors; v++) {
      const int at = column + v * kLanes<T>;
      store(to[r] + at, sums.at(r, v), columns - at);
    }
  }
}

/** out[row] = rows[row] · packed, for all columns. */
template <class T>
void multiplyInto(int count, const T* const* rows, int64_t depth, const Panels& panels, const T* packed, T* const* out) {
  eachTile<T>(count, {{rows, depth}}, panels, packed, nullptr, [&](const TileSums<T>& sums, int first, int vector) {
    storeSums(sums, out + first, vector * kLanes<T>, panels.columns);
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
      withRows<kTileRows>(count, [&](auto r) {
        constexpr int R = decltype(r)::value;
        const T* from = left + k0 * stride + begin + first;
        T* to = block + static_cast<int64_t>(first) * d;
        for (int64_t k = 0; k < d; k++, from += stride, to += R) std::memcpy(to, from, R * sizeof(T));
      });
    });
    for (int64_t k = 0; sums && k < d; k++) {
      const T* const from = left + (k0 + k) * stride;
      for (int m = begin; m < end; m++) sums[m] += from[m];
    }
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
              tile.clear();
              if (k0 > 0) addTile(tile, out, column, factor.panels.columns);
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
