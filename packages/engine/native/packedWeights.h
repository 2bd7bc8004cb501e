// Whole weights in panels, made by all threads.
#pragma once

#include "layer.h"

namespace reprise {
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

/** Packs the columns of a weight [columns, depth], all of them. @param to of `panels.size(depth)` scalars */
template <class T>
void packAllColumns(const Panels& panels, int64_t depth, const T* weight, T* to) {
  parallel(panels.count, [&](int panel) {
    for (int vector = 0; vector < panels.width(panel); vector++) {
      const int column = panels.begin(panel) + vector;
      packColumns(panels.lanesOf(column), depth, weight + static_cast<int64_t>(column) * kLanes<T> * depth, depth,
                  to + panels.offset(panel, depth) + vector * kLanes<T>,
                  static_cast<int64_t>(panels.width(panel)) * kLanes<T>);
    }
  });
}

/** How many scalars {@link packWeightColumns} writes. */
template <class T>
int64_t packedColumnsSize(int columns, int64_t depth) {
  return Panels::of<T>(columns).size(depth);
}

/** Packs a weight [columns, depth] once for many products. */
template <class T>
void packWeightColumns(int columns, int64_t depth, const T* weight, T* to) {
  packAllColumns(Panels::of<T>(columns), depth, weight, to);
}

/** The columns of a weight [columns, depth] as panels, packed by all threads. */
template <class T>
class PackedColumns {
 public:
  PackedColumns(Arena& arena, int columns, int64_t depth, const T* weight)
      : panels(Panels::of<T>(columns)), depth_(depth), packed_(arena.take<T>(panels.size(depth))) {
    packAllColumns(panels, depth, weight, const_cast<T*>(packed_));
  }
  /** Of a weight that is packed already. */
  PackedColumns(int columns, int64_t depth, const T* packed)
      : panels(Panels::of<T>(columns)), depth_(depth), packed_(packed) {}

  const T* packed() const { return packed_; }
  int64_t depth() const { return depth_; }
  const Panels panels;

 private:
  const int64_t depth_;
  const T* const packed_;
};

/** The rows of a weight [depth, columns] as panels, for products with its transpose. */
template <class T>
class PackedRows {
 public:
  /** @param stride from one row of the weight to the next */
  PackedRows(Arena& arena, int columns, int64_t depth, const T* weight, int64_t stride)
      : panels(Panels::of<T>(columns)), depth_(depth), packed_(arena.take<T>(panels.size(depth))) {
    parallel(panels.count, [&](int panel) {
      packRows(panels, panel, depth, weight, stride, packed_ + panels.offset(panel, depth));
    });
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
