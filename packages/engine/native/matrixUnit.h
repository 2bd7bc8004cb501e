// The processor's unit for matrix products, where it has one: Intel's AMX, whose tiles hold 16 rows of 64 bytes.
#pragma once

#if defined(__x86_64__) && defined(__linux__)
#define REPRISE_MATRIX_UNIT 1
#else
#define REPRISE_MATRIX_UNIT 0
#endif

#include <cstdint>

namespace reprise {

/**
 * Whether there is one that multiplies bfloat16, and the operating system lets this process use it; asked once.
 * `REPRISE_AMX=off` in the environment says no.
 */
bool hasMatrixUnit();

#if REPRISE_MATRIX_UNIT

/** Gives the calling thread the unit's tiles until it ends: 0 to 3 for sums, 4 to 6 for left factors, 7 for right. */
class TileScope {
 public:
  /** @param rows of sums and left factors, 1 to 16; a right factor's tiles always have 16 */
  explicit TileScope(int rows) {
    struct alignas(64) {
      uint8_t palette = 1, startRow = 0, reserved[14] = {};
      uint16_t rowBytes[16] = {64, 64, 64, 64, 64, 64, 64, 64};
      uint8_t rows[16] = {};
    } configuration;
    for (int tile = 0; tile < 8; tile++) configuration.rows[tile] = static_cast<uint8_t>(tile < 7 ? rows : 16);
    asm volatile("ldtilecfg %0" ::"m"(configuration));
  }
  ~TileScope() { asm volatile("tilerelease"); }
  TileScope(const TileScope&) = delete;
  TileScope& operator=(const TileScope&) = delete;
};

// Assembler and not the compiler's intrinsics, since those take a tile's number as text only.

template <int Tile>
inline __attribute__((always_inline)) void clearTile() {
  asm volatile("tilezero %%tmm%c0" ::"i"(Tile));
}

/** @param stride bytes from one row to the next */
template <int Tile>
inline __attribute__((always_inline)) void loadTile(const void* from, int64_t stride) {
  asm volatile("tileloadd (%0,%1,1), %%tmm%c2" ::"r"(from), "r"(stride), "i"(Tile) : "memory");
}

template <int Tile>
inline __attribute__((always_inline)) void storeTile(void* to, int64_t stride) {
  asm volatile("tilestored %%tmm%c2, (%0,%1,1)" ::"r"(to), "r"(stride), "i"(Tile) : "memory");
}

/** sums += left · right: [rows][16] floats, [rows][32] bfloat16, [16][16 pairs] of them one below the other. */
template <int Sums, int Left, int Right>
inline __attribute__((always_inline)) void multiplyTiles() {
  asm volatile("tdpbf16ps %%tmm%c2, %%tmm%c1, %%tmm%c0" ::"i"(Sums), "i"(Left), "i"(Right));
}

#endif

}  // namespace reprise
