#include "../gemm.h"

#include <limits>

#include "check.h"
#include "random.h"

namespace reprise {
namespace REPRISE_ISA {
namespace {

using test::Random;

/** Memory for a packed array, as aligned as the inner loop wants it, without a value that could pass for a zero. */
template <class T>
T* takeUnset(Arena& arena, int64_t count) {
  T* const to = arena.take<T>(count);
  std::fill_n(to, count, std::numeric_limits<T>::quiet_NaN());
  return to;
}

/** Element (depth, column) of a packed matrix; columns past the last real one are its padding. */
template <class T>
T packedAt(const Panels& panels, const T* packed, int64_t depth, int64_t k, int column) {
  int panel = 0;
  while (panels.begin(panel + 1) * panels.lanes <= column) panel++;
  return packed[panels.offset(panel, depth) + k * panels.width(panel) * panels.lanes + column -
                panels.begin(panel) * panels.lanes];
}

template <class T>
void checkPanels() {
  for (int columns = 1; columns <= 200; columns++) {
    const Panels panels = Panels::of<T>(columns);
    int vectors = 0, narrowest = kTileVectors, widest = 0;
    for (int panel = 0; panel < panels.count; panel++) {
      CHECK(panels.begin(panel) == vectors);
      vectors += panels.width(panel);
      narrowest = std::min(narrowest, panels.width(panel));
      widest = std::max(widest, panels.width(panel));
    }
    CHECK(vectors == panels.vectors && vectors * kLanes<T> >= columns && (vectors - 1) * kLanes<T> < columns);
    CHECK(widest <= kTileVectors && widest - narrowest <= 1 && narrowest >= 1);
  }
}

/** packRows and packRow put the same matrix into the same places; packColumns, its transposition. */
template <class T>
void checkPacking(int columns, int depth, Random& random) {
  ArenaScope scope;
  const std::string what = std::to_string(depth) + " x " + std::to_string(columns);
  const Panels panels = Panels::of<T>(columns);
  const int stride = columns + 3;
  const std::vector<T> matrix = random.integers<T>(static_cast<int64_t>(depth) * stride);
  const std::vector<T> scale = random.integers<T>(columns);
  T* const rows = takeUnset<T>(scope.arena, panels.size(depth));
  T* const scaled = takeUnset<T>(scope.arena, panels.size(depth));
  for (int panel = 0; panel < panels.count; panel++)
    packRows(panels, panel, depth, matrix.data(), stride, rows + panels.offset(panel, depth));
  for (int k = 0; k < depth; k++) packRow(panels, depth, k, &matrix[k * stride], scaled, scale.data());
  for (int k = 0; k < depth; k++) {
    for (int c = 0; c < panels.vectors * kLanes<T>; c++) {
      const T expected = c < columns ? matrix[k * stride + c] : T(0);
      CHECK(packedAt(panels, rows, depth, k, c) == expected, what);
      CHECK(packedAt(panels, scaled, depth, k, c) == (c < columns ? expected * scale[c] : T(0)), what);
    }
  }

  // Turned: the matrix has `depth` columns of its own, and its rows become the packed columns.
  const int far = depth + 2, step = 2 * kLanes<T>;
  const std::vector<T> turned = random.integers<T>(static_cast<int64_t>(columns) * far);
  for (int vector = 0; vector < panels.vectors; vector++) {
    T* const to = takeUnset<T>(scope.arena, static_cast<int64_t>(depth) * step);
    const int first = vector * kLanes<T>, lanes = panels.lanesOf(vector);
    packColumns(lanes, depth, &turned[static_cast<int64_t>(first) * far], far, to, step);
    for (int k = 0; k < depth; k++) {
      for (int c = 0; c < kLanes<T>; c++)
        CHECK(to[k * step + c] == (c < lanes ? turned[(first + c) * far + k] : T(0)), what);
      CHECK(std::isnan(to[k * step + kLanes<T>]), what);
    }
  }
}

template <class T>
void checkMultiplyInto(int count, int columns, int depth, Random& random) {
  ArenaScope scope;
  const Panels panels = Panels::of<T>(columns);
  const std::vector<T> left = random.integers<T>(static_cast<int64_t>(count) * depth);
  const std::vector<T> right = random.integers<T>(static_cast<int64_t>(depth) * columns);
  T* const packed = takeUnset<T>(scope.arena, panels.size(depth));
  for (int panel = 0; panel < panels.count; panel++)
    packRows(panels, panel, depth, right.data(), columns, packed + panels.offset(panel, depth));
  std::vector<T> out(static_cast<int64_t>(count) * columns, std::numeric_limits<T>::quiet_NaN());
  std::vector<T> expected(out.size(), T(0));
  std::vector<const T*> from;
  std::vector<T*> to;
  for (int row = 0; row < count; row++) {
    from.push_back(left.data() + row * depth);
    to.push_back(out.data() + row * columns);
    for (int k = 0; k < depth; k++)
      for (int c = 0; c < columns; c++) expected[row * columns + c] += left[row * depth + k] * right[k * columns + c];
  }
  multiplyInto<T>(count, from.data(), depth, panels, packed, to.data());
  CHECK(out == expected, std::to_string(count) + " x " + std::to_string(depth) + " x " + std::to_string(columns));
}

/** Two factors at once, for some of the rows; what belongs to other rows is left alone. */
template <class T>
void checkTransposedProduct(int rows, int begin, int end, int depth, const std::vector<int>& widths, Random& random) {
  ArenaScope scope;
  const T unset = T(-1000);
  const int stride = rows + 5;
  const std::vector<T> left = random.integers<T>(static_cast<int64_t>(depth) * stride);
  std::vector<Factor<T>> factors;
  std::vector<std::vector<T>> outs, expected;
  for (const int columns : widths) {
    const Panels panels = Panels::of<T>(columns);
    const std::vector<T> right = random.integers<T>(static_cast<int64_t>(depth) * columns);
    T* const packed = takeUnset<T>(scope.arena, panels.size(depth));
    for (int k = 0; k < depth; k++) packRow(panels, depth, k, right.data() + k * columns, packed);
    outs.emplace_back(static_cast<size_t>(rows) * columns, unset);
    expected.push_back(outs.back());
    for (int m = begin; m < end; m++) {
      for (int c = 0; c < columns; c++) {
        T& sum = expected.back()[m * columns + c];
        sum = 0;
        for (int k = 0; k < depth; k++) sum += left[k * stride + m] * right[k * columns + c];
      }
    }
    factors.push_back({panels, packed, nullptr});
  }
  for (size_t f = 0; f < factors.size(); f++) factors[f].out = outs[f].data();
  std::vector<T> sums(rows, unset), expectedSums(rows, unset);
  for (int m = begin; m < end; m++) {
    expectedSums[m] = 0;
    for (int k = 0; k < depth; k++) expectedSums[m] += left[k * stride + m];
  }
  const std::string what = std::to_string(end - begin) + " of " + std::to_string(rows) + " rows, depth " +
                           std::to_string(depth) + ", " + std::to_string(widths.front()) + " columns";
  transposedProduct<T>(depth, left.data(), stride, begin, end, factors.data(), static_cast<int>(factors.size()),
                       sums.data());
  CHECK(outs == expected, what);
  CHECK(sums == expectedSums, what);
  transposedProduct<T>(depth, left.data(), stride, begin, end, factors.data(), static_cast<int>(factors.size()),
                       static_cast<T*>(nullptr));
  CHECK(outs == expected, what);
}

template <class T>
void checkTransposedProducts() {
  Random random(5);
  for (const int depth : {0, 1, 5, 127, 128, 129, 300}) {
    checkTransposedProduct<T>(1, 0, 1, depth, {1, 1}, random);
    checkTransposedProduct<T>(11, 2, 9, depth, {kLanes<T> + 1, 3}, random);
    checkTransposedProduct<T>(20, 0, 20, depth, {5 * kLanes<T> - 1, 2 * kLanes<T>}, random);
    checkTransposedProduct<T>(8, 3, 3, depth, {4}, random);
  }
}

}  // namespace

REPRISE_TEST("panels cover all columns, none wider than a tile and all nearly as wide") {
  checkPanels<float>();
  checkPanels<double>();
}

REPRISE_TEST("packing puts each number in its place and zeros beside them") {
  Random random(3);
  for (const int depth : {0, 1, 2, 7, 16, 33})
    for (const int columns : {1, 3, 4, 5, 8, 15, 16, 17, 31, 33, 64, 65, 70, 130}) {
      checkPacking<float>(columns, depth, random);
      checkPacking<double>(columns, depth, random);
    }
}

REPRISE_TEST("rows times packed weights are the product") {
  Random random(4);
  for (const int count : {0, 1, 2, 3, 4, 5, 6, 7, 11, 13})
    for (const int columns : {1, 4, 9, 17, 33, 70})
      for (const int depth : {0, 1, 3, 19}) {
        checkMultiplyInto<float>(count, columns, depth, random);
        checkMultiplyInto<double>(count, columns, depth, random);
      }
}

REPRISE_TEST("the transposed product is the gradient of weights and biases, for the rows asked for") {
  checkTransposedProducts<float>();
  checkTransposedProducts<double>();
}

}  // namespace REPRISE_ISA
}  // namespace reprise
