// Whole weights in panels, made by all threads.
#pragma once

#include <atomic>

#include "layer.h"

namespace reprise {

/** A weight that was packed once for many products. */
template <class T>
struct PackedWeight {
  const T* at = nullptr;
  bool inHalves = false;  // its form for few rows
};

namespace REPRISE_ISA {

/** Puts two matrices side by side: each row of `to` is one of `left`, then one of `right`. */
template <class T>
void joinRows(int rows, const T* left, int leftWidth, const T* right, int rightWidth, T* to) {
  const int64_t width = leftWidth + rightWidth;
  parallelRows(rows, [&](int begin, int end) {
    for (int64_t row = begin; row < end; row++) {
      std::copy_n(left + row * leftWidth, leftWidth, to + row * width);
      std::copy_n(right + row * rightWidth, rightWidth, to + row * width + leftWidth);
    }
  });
}

/** Takes such a matrix apart. */
template <class T>
void splitRows(int rows, const T* from, int leftWidth, T* left, int rightWidth, T* right) {
  const int64_t width = leftWidth + rightWidth;
  parallelRows(rows, [&](int begin, int end) {
    for (int64_t row = begin; row < end; row++) {
      std::copy_n(from + row * width, leftWidth, left + row * leftWidth);
      std::copy_n(from + row * width + leftWidth, rightWidth, right + row * rightWidth);
    }
  });
}

/**
 * Packs the columns of a weight [columns, depth + more], all of them, for factors of `depth` and of `more`.
 * @param to of `panels.size(depth, more)` scalars
 */
template <class T>
void packAllColumns(const Panels& panels, int64_t depth, int64_t more, const T* weight, T* to) {
  const int64_t stride = depth + more;
  parallel(panels.count, [&](int panel) {
    T* const at = to + panels.offset(panel, depth, more);
    const int width = panels.width(panel);
    for (int vector = 0; vector < width; vector++) {
      const int column = panels.begin(panel) + vector, lanes = panels.lanesOf(column);
      const T* const from = weight + static_cast<int64_t>(column) * kLanes<T> * stride;
      packColumns(panels, width, vector, lanes, depth, from, stride, at);
      packColumns(panels, width, vector, lanes, more, from + depth, stride, at + width * kLanes<T> * panels.stored(depth));
    }
  });
}

/** Packs the rows of a weight whose rows are the depth, all of them. @param rowAt see {@link packRowsAt} */
template <class T, class RowAt>
void packAllRows(const Panels& panels, int64_t depth, RowAt&& rowAt, T* to) {
  parallel(panels.count,
           [&](int panel) { packRowsAt(panels, panel, depth, rowAt, to + panels.offset(panel, depth)); });
}

/** Whether a whole weight is float16 numbers, asked by all threads. */
template <class T>
bool isHalves(const T* weight, int64_t count) {
  constexpr int64_t piece = 1 << 16;
  std::atomic<bool> are{true};
  parallel(static_cast<int>((count + piece - 1) / piece), [&](int number) {
    const int64_t begin = number * piece;
    if (are && !areHalves(weight + begin, std::min(piece, count - begin))) are = false;
  });
  return are;
}

/** The same panels for a weight of float16 numbers. */
inline Panels ofHalves(Panels panels) {
  panels.form = panels.inParts() ? Form::kTwoParts : Form::kHalves;
  return panels;
}

/** The panels of a weight that is packed for few rows or for many. */
template <class T>
Panels panelsFor(int columns, int rows, bool inHalves) {
  const Panels panels = Panels::of<T>(columns, rows);
  return inHalves ? ofHalves(panels) : panels;
}

/** How many scalars' memory a weight takes that is packed for few rows. */
template <class T>
int64_t fewRowsSize(int columns, int64_t depth, bool inHalves) {
  const Panels panels = panelsFor<T>(columns, 0, inHalves);
  return panels.memory(panels.size(depth));
}

/** How many scalars' memory {@link packWeightColumns} fills. */
template <class T>
int64_t packedColumnsSize(int columns, int64_t depth, bool inHalves) {
  const int64_t few = fewRowsSize<T>(columns, depth, inHalves);
  return wantsParts<T>() ? few + panelsFor<T>(columns, kLeastPartsRows, inHalves).size(depth) : few;
}

/** Packs a weight [columns, depth] once for many products: for few rows, then for many where that is another form. */
template <class T>
void packWeightColumns(int columns, int64_t depth, const T* weight, bool inHalves, T* to) {
  ArenaScope scope;
  const Panels floats = Panels::of<T>(columns);
  T* const packed = inHalves ? scope.arena.take<T>(floats.size(depth)) : to;
  packAllColumns(floats, depth, 0, weight, packed);
  if (inHalves) narrowWeights(packed, floats.size(depth), reinterpret_cast<Half*>(to));
  if (!wantsParts<T>()) return;
  packAllColumns(panelsFor<T>(columns, kLeastPartsRows, inHalves), depth, 0, weight,
                 to + fewRowsSize<T>(columns, depth, inHalves));
}

constexpr int kRunsPerThread = 3;

/** {@link eachTile} by all threads, and for weights in any form: for few rows, or one step of many. */
template <class T>
void eachTileByPanels(int count, std::initializer_list<LeftFactor<T>> factors, const Panels& panels, const T* packed,
                      const T* bias, const OnTile<T>& body) {
  const int factorCount = static_cast<int>(factors.size());
#if REPRISE_PARTS
  if constexpr (std::is_same_v<T, float>) {
    if (panels.inParts()) {
      ArenaScope scope;
      const CutRows rows(scope.arena, count, factors.begin(), factorCount);
      parallel(rows.groups, [&](int group) { rows.cut(group); });
      const auto products = panels.parts() == 3 ? eachCutTile<FeedAll, 3> : eachCutTile<FeedAll, 2>;
      // In runs, since one panel after another comes faster from memory.
      const int runs = std::min(panels.count, kRunsPerThread * threadCount());
      const auto edge = [&](int run) { return static_cast<int>(static_cast<int64_t>(panels.count) * run / runs); };
      return parallel(runs, [&](int run) { products(rows, panels, edge(run), edge(run + 1), packed, bias, body); });
    }
  }
#endif
  const auto eachPanel = [&](const auto* weights) {
    parallel(panels.count, [&](int panel) {
      eachTileInVectors<FeedAll>(count, factors.begin(), factorCount, panels, panel, panel + 1, weights, bias, body);
    });
  };
#if REPRISE_HALVES
  if constexpr (std::is_same_v<T, float>) {
    if (panels.form == Form::kHalves) return eachPanel(reinterpret_cast<const Half*>(packed));
  }
#endif
  eachPanel(packed);
}

/** A way to make the products of a step: {@link eachTile}, or {@link eachTileByPanels}. */
template <class T>
using Products = void(int, std::initializer_list<LeftFactor<T>>, const Panels&, const T*, const T*, const OnTile<T>&);

/** By all threads where all sequences are in one share; else a share's thread makes its own. */
template <class T>
Products<T>& productsOf(const Walk& walk) {
  if (walk.shares.size() == 1) return eachTileByPanels<T>;
  return eachTile<T>;
}

/** The columns of a weight [columns, depth] as panels, packed by all threads. */
template <class T>
class PackedColumns {
 public:
  /** @param rows how many a product has, as many as in {@link Panels::of} */
  PackedColumns(Arena& arena, int rows, int columns, int64_t depth, const T* weight, int64_t more = 0)
      : panels(Panels::of<T>(columns, rows)), depth_(depth) {
    T* const to = arena.take<T>(panels.size(depth, more));
    packAllColumns(panels, depth, more, weight, to);
    packed_ = to;
  }
  /** Of a weight that {@link packWeightColumns} has packed. */
  PackedColumns(int rows, int columns, int64_t depth, PackedWeight<T> packed)
      : panels(panelsFor<T>(columns, rows, packed.inHalves)), depth_(depth), packed_(packed.at) {
    if (panels.inParts()) packed_ += fewRowsSize<T>(columns, depth, packed.inHalves);
  }

  const T* packed() const { return packed_; }
  int64_t depth() const { return depth_; }
  const Panels panels;

 private:
  const int64_t depth_;
  const T* packed_;
};

/** The rows of a weight [depth, columns] as panels, for products with its transpose. */
template <class T>
class PackedRows {
 public:
  /**
   * @param rows how many a product has
   * @param stride from one row of the weight to the next
   */
  PackedRows(Arena& arena, int rows, int columns, int64_t depth, const T* weight, int64_t stride)
      : panels(Panels::of<T>(columns, rows)), depth_(depth), packed_(arena.take<T>(panels.size(depth))) {
    packAllRows(panels, depth, [&](int64_t k) { return weight + k * stride; }, packed_);
  }

  const T* packed() const { return packed_; }
  int64_t depth() const { return depth_; }
  const Panels panels;

 private:
  const int64_t depth_;
  T* const packed_;
};

}  // namespace REPRISE_ISA
}  // namespace reprise
