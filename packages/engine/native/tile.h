// The one inner loop of every matrix product: a few rows by up to four vectors of columns, sums in registers.
#pragma once

#include <type_traits>
#include <utility>

#include "halves.h"

namespace reprise {
namespace REPRISE_ISA {

/** Sums of `Rows` rows by `Vectors` vectors of columns. */
template <class T, int Rows, int Vectors>
struct Tile {
  Vec<T> at[Rows][Vectors];

  REPRISE_INLINE void clear() {
#pragma GCC unroll 16
    for (int row = 0; row < Rows; row++)
#pragma GCC unroll 4
      for (int v = 0; v < Vectors; v++) at[row][v] = Vec<T>{};
  }
};

/** A tile whose size is known only at run time, for code that one copy of is enough. */
template <class T>
struct TileSums {
  const Vec<T>* sums;
  int rows, vectors;

  REPRISE_INLINE Vec<T> at(int row, int vector) const { return sums[row * vectors + vector]; }
};

template <class T, int Rows, int Vectors>
REPRISE_INLINE TileSums<T> tileSums(const Tile<T, Rows, Vectors>& tile) {
  return {&tile.at[0][0], Rows, Vectors};
}

/**
 * tile += rows · panel.
 * @param depth how many products each sum takes
 * @param rows a pointer to the first of `depth` scalars for each row
 * @param panel packed weights, [depth][Vectors · lanes], aligned to a vector: scalars, or the same as halves
 */
template <class T, class Weight, int Rows, int Vectors>
REPRISE_INLINE void multiply(Tile<T, Rows, Vectors>& tile, int64_t depth, const T* const* rows, const Weight* panel) {
  constexpr int width = Vectors * kLanes<T>;
  const T* row[Rows];
  for (int r = 0; r < Rows; r++) row[r] = rows[r];
  // A copy, since a tile that someone holds a pointer to would not be kept in registers.
  Tile<T, Rows, Vectors> sums = tile;
  for (int64_t k = 0; k < depth; k++) {
    Vec<T> weights[Vectors];
#pragma GCC unroll 4
    for (int v = 0; v < Vectors; v++) {
      weights[v] = loadWeights(panel + v * kLanes<T>);
      // The hardware's own prefetching leaves a tenth of the speed unused when panels come from the second cache; a row
      // or two are done so soon that the weights come from further away.
      constexpr int bytes = kLanes<T> * sizeof(Weight), ahead = (Rows <= 2 ? 32 : 8) * kVectorBytes / bytes;
      if (v * bytes % 64 == 0) __builtin_prefetch(panel + v * kLanes<T> + ahead * width, 0, 3);
    }
#pragma GCC unroll 16
    for (int r = 0; r < Rows; r++) {
      const Vec<T> x = splat(row[r][k]);
#pragma GCC unroll 4
      for (int v = 0; v < Vectors; v++) sums.at[r][v] += x * weights[v];
    }
    panel += width;
  }
  tile = sums;
}

/**
 * The same for a panel that feeds only some of the tile's sums: its v-th vector goes to the Sums[v]-th.
 * @param panel packed weights, [depth][number of Sums · lanes]
 */
template <int... Sums, class T, class Weight, int Rows, int Vectors>
REPRISE_INLINE void multiplyTo(std::integer_sequence<int, Sums...>, Tile<T, Rows, Vectors>& tile, int64_t depth,
                               const T* const* rows, const Weight* panel) {
  constexpr int to[] = {Sums...}, fed = sizeof...(Sums);
  Tile<T, Rows, fed> sums;
#pragma GCC unroll 16
  for (int r = 0; r < Rows; r++)
#pragma GCC unroll 4
    for (int v = 0; v < fed; v++) sums.at[r][v] = tile.at[r][to[v]];
  multiply(sums, depth, rows, panel);
#pragma GCC unroll 16
  for (int r = 0; r < Rows; r++)
#pragma GCC unroll 4
    for (int v = 0; v < fed; v++) tile.at[r][to[v]] = sums.at[r][v];
}

/** The same with rows that lie side by side as columns: [depth][Rows], or `stride` scalars from one depth to the next. */
template <class T, int Rows, int Vectors>
REPRISE_INLINE void multiplyPacked(Tile<T, Rows, Vectors>& tile, int64_t depth, const T* rows, const T* panel,
                                   int64_t stride = Rows) {
  constexpr int width = Vectors * kLanes<T>;
  Tile<T, Rows, Vectors> sums = tile;
  for (int64_t k = 0; k < depth; k++) {
    Vec<T> weights[Vectors];
#pragma GCC unroll 4
    for (int v = 0; v < Vectors; v++) {
      weights[v] = *reinterpret_cast<const Vec<T>*>(panel + v * kLanes<T>);
      if (v * kVectorBytes % 64 == 0) __builtin_prefetch(panel + v * kLanes<T> + 8 * width, 0, 3);
    }
#pragma GCC unroll 16
    for (int r = 0; r < Rows; r++) {
      const Vec<T> x = splat(rows[r]);
#pragma GCC unroll 4
      for (int v = 0; v < Vectors; v++) sums.at[r][v] += x * weights[v];
    }
    rows += stride;
    panel += width;
  }
  tile = sums;
}

/** Calls `body` with the number of rows as a compile-time constant. */
template <int Most, class Body>
REPRISE_INLINE void withRows(int rows, Body&& body) {
  if constexpr (Most > 1) {
    if (rows < Most) return withRows<Most - 1>(rows, static_cast<Body&&>(body));
  }
  body(std::integral_constant<int, Most>{});
}

/** Calls `body` with the number of vectors, 1 to 4, as a compile-time constant. */
template <class Body>
REPRISE_INLINE void withVectors(int vectors, Body&& body) {
  switch (vectors) {
    case 1:
      return body(std::integral_constant<int, 1>{});
    case 2:
      return body(std::integral_constant<int, 2>{});
    case 3:
      return body(std::integral_constant<int, 3>{});
    default:
      return body(std::integral_constant<int, 4>{});
  }
}

/** Splits `rows` into groups of nearly equal size, none above a tile's rows: body(first, count). */
template <int Most = kTileRows, class Body>
REPRISE_INLINE void eachGroup(int rows, Body&& body) {
  const int groups = (rows + Most - 1) / Most;
  for (int group = 0, first = 0; group < groups; group++) {
    const int count = (rows - first + groups - group - 1) / (groups - group);
    body(first, count);
    first += count;
  }
}

}  // namespace REPRISE_ISA
}  // namespace reprise
