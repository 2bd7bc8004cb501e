// A product of two whole matrices, for dense layers and their gradients.
#pragma once

#include "packedWeights.h"

namespace reprise {

/** out = left · right, either of them turned over before: [rows, depth] · [depth, columns]. */
template <class T>
struct MatrixProduct {
  int rows, columns;
  int64_t depth;
  const T* left;    // [rows, depth]; turned [depth, rows]
  const T* right;   // [depth, columns]; turned [columns, depth]
  bool turnsLeft, turnsRight;  // not both
  T* out;           // [rows, columns]
};

namespace REPRISE_ISA {

/** The gradient of a dense layer's weight: what `left` has for each row lies a row of the depth apart. */
template <class T>
void multiplyTurned(const MatrixProduct<T>& product) {
  ArenaScope scope;
  const PackedRows<T> right(scope.arena, static_cast<int>(product.depth), product.columns, product.depth, product.right,
                            product.columns);
  const Factor<T> factor{right.panels, right.packed(), product.out};
  parallelRows(product.rows, [&](int begin, int end) {
    transposedProduct<T>(product.depth, product.left, product.rows, begin, end, &factor, 1, nullptr);
  });
}

template <class T>
void multiplyMatrices(const MatrixProduct<T>& product) {
  if (product.turnsLeft) return multiplyTurned(product);
  ArenaScope scope;
  const int64_t depth = product.depth;
  const Panels panels = Panels::of<T>(product.columns, product.rows / threadCount());
  T* const packed = scope.arena.take<T>(panels.size(depth));
  if (product.turnsRight) {
    packAllColumns(panels, depth, 0, product.right, packed);
  } else {
    packAllRows(panels, depth, [&](int64_t k) { return product.right + k * product.columns; }, packed);
  }
  parallelRows(product.rows, [&](int begin, int end) {
    std::vector<const T*> rows;
    std::vector<T*> out;
    for (int64_t row = begin; row < end; row++) {
      rows.push_back(product.left + row * depth);
      out.push_back(product.out + row * product.columns);
    }
    multiplyInto(end - begin, rows.data(), depth, panels, packed, out.data());
  });
}

}  // namespace REPRISE_ISA
}  // namespace reprise
