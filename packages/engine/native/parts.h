// Floats as sums of three bfloat16, for a matrix unit that multiplies those.
//
// A float has 24 significant bits and a bfloat16 has 8: cut into three parts nothing of it is lost, and the products
// of parts are exact in the unit's float sums (Henry, Tang and Heinecke 2019). Of the nine products of two numbers the
// three smallest are left out, on average 2^-24 of the whole: what rounding costs a float anyway. An infinite factor
// gives NaN, since an infinity minus its first part is no number.
#pragma once

#include <utility>

#include "matrixUnit.h"
#include "simd.h"

#if REPRISE_MATRIX_UNIT && defined(__AVX512BW__)
#define REPRISE_PARTS 1
#include <immintrin.h>
#else
#define REPRISE_PARTS 0
#endif

namespace reprise {
namespace REPRISE_ISA {

/** The depth that one product of tiles adds up; factors are filled up to whole ones with zeros. */
constexpr int kPartsDepth = 32;
/** The most rows of a tile of the unit. */
constexpr int kPartsRows = 16;

constexpr int64_t partsBlocks(int64_t depth) { return (depth + kPartsDepth - 1) / kPartsDepth; }

/** How many floats of memory a part of 16 rows or columns takes for one block of the depth, and how many all three. */
constexpr int64_t kPartTile = 16 * kPartsDepth / 2, kPartsTile = 3 * kPartTile;

#if REPRISE_PARTS

constexpr int64_t kPartBytes = kPartTile * 4;

/** Cuts two vectors into vectors of 32 bfloat16: part p is the p-th eight bits of each number. */
REPRISE_INLINE void cutSideBySide(__m512 low, __m512 high, __m512i* parts) {
  alignas(64) static const uint16_t upperHalves[32] = {1,  3,  5,  7,  9,  11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31,
                                                       33, 35, 37, 39, 41, 43, 45, 47, 49, 51, 53, 55, 57, 59, 61, 63};
  const __m512i order = _mm512_load_si512(upperHalves), upper = _mm512_set1_epi32(static_cast<int>(0xffff0000));
#pragma GCC unroll 3
  for (int part = 0; part < 3; part++) {
    const __m512i l = _mm512_castps_si512(low), h = _mm512_castps_si512(high);
    parts[part] = _mm512_permutex2var_epi16(l, order, h);
    low = _mm512_sub_ps(low, _mm512_castsi512_ps(_mm512_and_si512(l, upper)));
    high = _mm512_sub_ps(high, _mm512_castsi512_ps(_mm512_and_si512(h, upper)));
  }
}

/** The same with each number of `first` before the one of `second` in its place: pairs along the depth. */
REPRISE_INLINE void cutInPairs(__m512 first, __m512 second, __m512i* parts) {
  const __m512i upper = _mm512_set1_epi32(static_cast<int>(0xffff0000));
#pragma GCC unroll 3
  for (int part = 0; part < 3; part++) {
    const __m512i f = _mm512_castps_si512(first), s = _mm512_castps_si512(second);
    const __m512i sUpper = _mm512_and_si512(s, upper);
    parts[part] = _mm512_or_si512(_mm512_srli_epi32(f, 16), sUpper);
    first = _mm512_sub_ps(first, _mm512_castsi512_ps(_mm512_and_si512(f, upper)));
    second = _mm512_sub_ps(second, _mm512_castsi512_ps(sUpper));
  }
}

/** Turns 16 × 16 numbers of 32 bits. */
REPRISE_INLINE void transposeSquare(__m512i* rows) {
  __m512i other[16];
#pragma GCC unroll 8
  for (int i = 0; i < 16; i += 2) {
    other[i] = _mm512_unpacklo_epi32(rows[i], rows[i + 1]);
    other[i + 1] = _mm512_unpackhi_epi32(rows[i], rows[i + 1]);
  }
#pragma GCC unroll 4
  for (int i = 0; i < 16; i += 4) {
    rows[i] = _mm512_unpacklo_epi64(other[i], other[i + 2]);
    rows[i + 1] = _mm512_unpackhi_epi64(other[i], other[i + 2]);
    rows[i + 2] = _mm512_unpacklo_epi64(other[i + 1], other[i + 3]);
    rows[i + 3] = _mm512_unpackhi_epi64(other[i + 1], other[i + 3]);
  }
#pragma GCC unroll 4
  for (int i = 0; i < 4; i++) {
    const __m512i even01 = _mm512_shuffle_i32x4(rows[i], rows[4 + i], 0x88);
    const __m512i odd01 = _mm512_shuffle_i32x4(rows[i], rows[4 + i], 0xdd);
    const __m512i even23 = _mm512_shuffle_i32x4(rows[8 + i], rows[12 + i], 0x88);
    const __m512i odd23 = _mm512_shuffle_i32x4(rows[8 + i], rows[12 + i], 0xdd);
    other[i] = _mm512_shuffle_i32x4(even01, even23, 0x88);
    other[8 + i] = _mm512_shuffle_i32x4(even01, even23, 0xdd);
    other[4 + i] = _mm512_shuffle_i32x4(odd01, odd23, 0x88);
    other[12 + i] = _mm512_shuffle_i32x4(odd01, odd23, 0xdd);
  }
#pragma GCC unroll 16
  for (int i = 0; i < 16; i++) rows[i] = other[i];
}

/** The first `count` floats, 0 to 16; zeros for the rest. */
REPRISE_INLINE __m512 loadSome(const float* from, int64_t count) {
  return count >= 16 ? _mm512_loadu_ps(from) : _mm512_maskz_loadu_ps(firstLanes(static_cast<int>(count)), from);
}

/** Cuts one block of a row: `depth` numbers from `from` on, to `to` and the places of the other parts. */
REPRISE_INLINE void cutRow(const float* from, int64_t depth, float* to, int count = 3) {
  __m512i parts[3];
  cutSideBySide(loadSome(from, depth), loadSome(from + 16, depth - 16), parts);
  for (int part = 0; part < count; part++) _mm512_storeu_si512(to + part * kPartTile, parts[part]);
}

/**
 * Cuts one block of up to 16 columns whose depth runs along the rows of memory: pairs of the depth one below the other,
 * as a right factor's tile wants it.
 * @param rowAt a pointer to the columns' numbers at a depth of the block
 * @param depth of the block, at most 32
 * @param count of the parts, 3 or, where the others are zero, fewer
 */
template <class RowAt>
REPRISE_INLINE void cutPairs(RowAt&& rowAt, int64_t depth, int columns, float* to, int count = 3) {
  for (int pair = 0; pair < 16; pair++, to += 16) {
    const int64_t k = 2 * pair;
    __m512i parts[3];
    cutInPairs(k < depth ? loadSome(rowAt(k), columns) : _mm512_setzero_ps(),
               k + 1 < depth ? loadSome(rowAt(k + 1), columns) : _mm512_setzero_ps(), parts);
    for (int part = 0; part < count; part++) _mm512_storeu_si512(to + part * kPartTile, parts[part]);
  }
}

/** Turns a block of each part: between a left factor's tile, rows of 16 pairs, and a right factor's. */
REPRISE_INLINE void turnParts(float* tile, int count = 3) {
#pragma GCC unroll 1
  for (int part = 0; part < count; part++, tile += kPartTile) {
    __m512i rows[16];
#pragma GCC unroll 16
    for (int row = 0; row < 16; row++) rows[row] = _mm512_loadu_si512(tile + row * 16);
    transposeSquare(rows);
#pragma GCC unroll 16
    for (int row = 0; row < 16; row++) _mm512_storeu_si512(tile + row * 16, rows[row]);
  }
}

/**
 * The right factor's parts of one vector of columns, times the left factor's in tiles 4 to 6, to tile `Sums`.
 * @tparam Parts of the right factor: two are all that numbers of no more than 16 bits have
 */
template <int Sums, int Parts>
REPRISE_INLINE void multiplyParts(const char* right) {
  loadTile<7>(right, 64);
  multiplyTiles<Sums, 4, 7>();
  multiplyTiles<Sums, 5, 7>();
  multiplyTiles<Sums, 6, 7>();
  loadTile<7>(right + kPartBytes, 64);
  multiplyTiles<Sums, 4, 7>();
  multiplyTiles<Sums, 5, 7>();
  if constexpr (Parts == 3) {
    loadTile<7>(right + 2 * kPartBytes, 64);
    multiplyTiles<Sums, 4, 7>();
  }
}

/**
 * Tiles Sums… += left · panel.
 * @param left [blocks] tiles of parts
 * @param panel [blocks][number of Sums] tiles of parts
 */
template <int Parts = 3, int... Sums>
REPRISE_INLINE void multiplyPanel(std::integer_sequence<int, Sums...>, int64_t blocks, const float* left,
                                  const float* panel) {
  const char *l = reinterpret_cast<const char*>(left), *r = reinterpret_cast<const char*>(panel);
  for (int64_t block = 0; block < blocks; block++, l += 3 * kPartBytes) {
    loadTile<4>(l, 64);
    loadTile<5>(l + kPartBytes, 64);
    loadTile<6>(l + 2 * kPartBytes, 64);
    ((multiplyParts<Sums, Parts>(r), r += Parts * kPartBytes), ...);
  }
}

/** The sums of a tile of up to 16 rows by up to four vectors, as they leave the unit. */
struct PartsSums {
  alignas(64) float at[kPartsRows * kTileVectors * 16];

  /** Tiles 0 to Vectors - 1 begin with a bias for each column, or with zero. */
  template <int... Tiles>
  REPRISE_INLINE static void begin(const float* bias, std::integer_sequence<int, Tiles...>) {
    if (bias) {
      (loadTile<Tiles>(bias + Tiles * 16, 0), ...);
    } else {
      (clearTile<Tiles>(), ...);
    }
  }

  /** Takes the tiles: [rows][Vectors · 16]. */
  template <int... Tiles>
  REPRISE_INLINE void take(std::integer_sequence<int, Tiles...>) {
    (storeTile<Tiles>(at + Tiles * 16, sizeof...(Tiles) * 64), ...);
  }
};

#endif

}  // namespace REPRISE_ISA
}  // namespace reprise
