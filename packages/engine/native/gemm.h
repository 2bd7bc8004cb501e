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

/** Every vector of a panel belongs to the sum in the same place. */
struct FeedAll {
  static constexpr int kMore = 0;

  /** Calls `body` with the numbers of the sums that a factor's panel of `Vectors` vectors goes to. */
  template <int Vectors, class Body>
  REPRISE_INLINE static void sums(int, Body&& body) {
    body(std::make_integer_sequence<int, Vectors>{});
  }
};

#if REPRISE_PARTS

/** The left factors of a product cut into parts, in groups of rows as the matrix unit takes them. */
class CutRows {
 public:
  CutRows(Arena& arena, int count, const LeftFactor<float>* factors, int factorCount)
      : count(count), factors(factors), factorCount(factorCount), groups((count + kPartsRows - 1) / kPartsRows) {
    for (int f = 0; f < factorCount; f++) blocks += partsBlocks(factors[f].depth);
    parts_ = arena.take<float>(groups * blocks * kPartsTile);
  }

  /** The first row of a group; that of `groups` is the number of rows. */
  int first(int group) const { return static_cast<int>(static_cast<int64_t>(count) * group / groups); }
  float* group(int number) const { return parts_ + number * blocks * kPartsTile; }

  void cut(int number) const {
    float* to = group(number);
    for (int f = 0; f < factorCount; f++)
      for (int64_t k = 0; k < factors[f].depth; k += kPartsDepth, to += kPartsTile)
        for (int row = first(number), r = 0; row < first(number + 1); row++, r++)
          cutRow(factors[f].at[row] + k, factors[f].depth - k, to + r * 16);
  }

  const int count;
  const LeftFactor<float>* const factors;
  const int factorCount, groups;
  int64_t blocks = 0;  // of the depth, of all factors together

 private:
  float* parts_;
};

/** {@link eachTile} on the matrix unit when the rows are cut, for panels from `begin` to `end`. */
template <class Feed, int Parts = 3>
REPRISE_ONCE void eachCutTile(const CutRows& rows, const Panels& panels, int begin, int end, const float* packed,
                              const float* bias, const OnTile<float>& body) {
  if (rows.count == 0) return;
  // A group with a row less than the others leaves the last row of its sums unused.
  const TileScope tiles((rows.count + rows.groups - 1) / rows.groups);
  PartsSums sums;
  for (int panel = begin; panel < end; panel++) {
    withVectors(panels.width(panel), [&](auto vectors) {
      constexpr int V = decltype(vectors)::value, S = V + Feed::kMore;
      if constexpr (S <= kTileVectors) {
        constexpr std::make_integer_sequence<int, S> tileNumbers{};
        const int vector = Feed::kMore ? panel * S : panels.begin(panel);
        for (int group = 0; group < rows.groups; group++) {
          const float *at = rows.group(group), *weights = packed + panels.begin(panel) * (rows.blocks * Parts * kPartTile);
          PartsSums::begin(bias ? bias + vector * 16 : nullptr, tileNumbers);
          for (int f = 0; f < rows.factorCount; f++) {
            const int64_t deep = partsBlocks(rows.factors[f].depth);
            Feed::template sums<V>(f, [&](auto numbers) { multiplyPanel<Parts>(numbers, deep, at, weights); });
            at += deep * kPartsTile;
            weights += deep * V * Parts * kPartTile;
          }
          sums.take(tileNumbers);
          const int first = rows.first(group);
          body({reinterpret_cast<const Vec<float>*>(sums.at), rows.first(group + 1) - first, S}, first, vector);
        }
      }
    });
  }
}

#endif

/** {@link eachTile} in registers, for panels from `begin` to `end`; the weights are floats or halves. */
template <class Feed, class T, class Weight>
REPRISE_ONCE void eachTileInVectors(int count, const LeftFactor<T>* factors, int factorCount, const Panels& panels,
                                    int begin, int end, const Weight* packed, const T* bias, const OnTile<T>& body) {
  int64_t depth = 0;
  for (int f = 0; f < factorCount; f++) depth += factors[f].depth;
  for (int panel = begin; panel < end; panel++) {
    withVectors(panels.width(panel), [&](auto vectors) {
      constexpr int V = decltype(vectors)::value, S = V + Feed::kMore;
      if constexpr (S <= kTileVectors) {
        const int vector = Feed::kMore ? panel * S : panels.begin(panel);
        eachGroup(count, [&](int first, int rowCount) {
          withRows<kTileRows>(rowCount, [&](auto rows) {
            constexpr int R = decltype(rows)::value;
            Tile<T, R, S> tile;
#pragma GCC unroll 16
            for (int r = 0; r < R; r++)
#pragma GCC unroll 4
              for (int v = 0; v < S; v++) tile.at[r][v] = bias ? load(bias + (vector + v) * kLanes<T>) : Vec<T>{};
            const Weight* weights = packed + panels.offset(panel, depth);
            for (int f = 0; f < factorCount; f++) {
              Feed::template sums<V>(f, [&](auto sums) {
                multiplyTo(sums, tile, factors[f].depth, factors[f].at + first, weights);
              });
              weights += factors[f].depth * V * kLanes<T>;
            }
            body(tileSums(tile), first, vector);
          });
        });
      }
    });
  }
}

/**
 * Tiles of bias + Σ over the factors of rows × packed weights, panel after panel, for a body that is told a tile's size
 * at run time: one copy of these loops serves every layer, since compiling them is what takes long. The weights are
 * floats, or all of their parts.
 * @param packed [panel][all factors' depths][width], see {@link Panels}
 * @param bias one for each sum, or null
 * @tparam Feed which of a tile's sums each factor's panel belongs to
 */
template <class T, class Feed = FeedAll>
void eachTile(int count, const LeftFactor<T>* factors, int factorCount, const Panels& panels, const T* packed,
              const T* bias, const OnTile<T>& body) {
#if REPRISE_PARTS
  if constexpr (std::is_same_v<T, float>) {
    if (panels.inParts()) {
      ArenaScope scope;
      const CutRows rows(scope.arena, count, factors, factorCount);
      for (int group = 0; group < rows.groups; group++) rows.cut(group);
      return eachCutTile<Feed>(rows, panels, 0, panels.count, packed, bias, body);
    }
  }
#endif
  eachTileInVectors<Feed>(count, factors, factorCount, panels, 0, panels.count, packed, bias, body);
}

template <class T, class Feed = FeedAll>
void eachTile(int count, std::initializer_list<LeftFactor<T>> factors, const Panels& panels, const T* packed,
              const T* bias, const OnTile<T>& body) {
  eachTile<T, Feed>(count, factors.begin(), static_cast<int>(factors.size()), panels, packed, bias, body);
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

  T* row(int64_t m) const { return out + m * panels.columns; }
};

/** Adds a tile to what stands where {@link storeSums} puts it. */
template <class T>
REPRISE_ONCE void addSums(const TileSums<T>& sums, T* const* to, int column, int columns) {
  for (int r = 0; r < sums.rows; r++) {
    for (int v = 0; v < sums.vectors; v++) {
      const int at = column + v * kLanes<T>;
      store(to[r] + at, load(to[r] + at, columns - at) + sums.at(r, v), columns - at);
    }
  }
}

#if REPRISE_PARTS

/** {@link transposedProduct} on the matrix unit. */
inline REPRISE_ONCE void transposedProductInParts(int64_t depth, const float* left, int64_t stride, int begin, int end,
                                                  const Factor<float>* factors, int factorCount, bool adds) {
  // The rows of a share at this depth, cut into parts, stay in the second cache while the panels pass by.
  constexpr int64_t deep = 16 * kPartsDepth;
  ArenaScope scope;
  const int rows = end - begin, groups = (rows + kPartsRows - 1) / kPartsRows;
  if (groups == 0) return;
  float* const block = scope.arena.take<float>(groups * partsBlocks(deep) * kPartsTile);
  PartsSums sums;
  for (int64_t k0 = 0; k0 < depth || k0 == 0; k0 += deep) {
    const int64_t blocks = partsBlocks(std::min(deep, depth - k0));
    float* to = block;
    eachGroup<kPartsRows>(rows, [&](int first, int count) {
      for (int64_t b = 0; b < blocks; b++, to += kPartsTile) {
        const int64_t k = k0 + b * kPartsDepth;
        cutPairs([&](int64_t deeper) { return left + (k + deeper) * stride + begin + first; },
                 std::min<int64_t>(kPartsDepth, depth - k), count, to);
        turnParts(to);
      }
    });
    const TileScope tiles((rows + groups - 1) / groups);
    for (int f = 0; f < factorCount; f++) {
      const Factor<float>& factor = factors[f];
      for (int panel = 0; panel < factor.panels.count; panel++) {
        withVectors(factor.panels.width(panel), [&](auto vectors) {
          constexpr int V = decltype(vectors)::value;
          constexpr std::make_integer_sequence<int, V> tileNumbers{};
          const float* const weights =
              factor.packed + factor.panels.offset(panel, depth) + k0 / kPartsDepth * V * kPartsTile;
          const float* at = block;
          eachGroup<kPartsRows>(rows, [&](int first, int count) {
            PartsSums::begin(nullptr, tileNumbers);
            multiplyPanel(tileNumbers, blocks, at, weights);
            sums.take(tileNumbers);
            at += blocks * kPartsTile;
            float* out[kPartsRows];
            for (int i = 0; i < count; i++) out[i] = factor.row(begin + first + i);
            const TileSums<float> tile{reinterpret_cast<const Vec<float>*>(sums.at), count, V};
            const int column = factor.panels.begin(panel) * 16;
            if (adds || k0 > 0) {
              addSums(tile, out, column, factor.panels.columns);
            } else {
              storeSums(tile, out, column, factor.panels.columns);
            }
          });
        });
      }
    }
  }
}

#endif

/**
 * factor.out[m] = Σ over k of left[k][m] · factor.packed[k] for m from `begin` to `end`: the gradient of a weight,
 * for all rows of the weight in a share, and both of a cell's weights at once. All factors are in the same form.
 * @param left element (k, m) at k · stride + m
 * @param sums when not null, the sum of each column of `left`: the gradient of a bias
 * @param adds to what `factor.out` holds, in place of it
 */
template <class T>
void transposedProduct(int64_t depth, const T* left, int64_t stride, int begin, int end, const Factor<T>* factors,
                       int factorCount, T* sums, bool adds = false) {
  if (sums) std::fill(sums + begin, sums + end, T(0));
  for (int64_t k = 0; sums && k < depth; k++) {
    const T* const from = left + k * stride;
    for (int m = begin; m < end; m++) sums[m] += from[m];
  }
#if REPRISE_PARTS
  if constexpr (std::is_same_v<T, float>) {
    if (factors[0].panels.inParts())
      return transposedProductInParts(depth, left, stride, begin, end, factors, factorCount, adds);
  }
#endif
  // A panel of this depth stays in the first cache while all the rows of a share pass by.
  constexpr int64_t deep = 128;
  ArenaScope scope;
  const int rows = end - begin;
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
              for (int i = 0; i < R; i++) out[i] = factor.row(begin + first + i);
              Tile<T, R, V> tile;
              tile.clear();
              if (adds || k0 > 0) addTile(tile, out, column, factor.panels.columns);
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
