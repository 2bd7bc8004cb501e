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

std::vector<float> randomFloats(Random& random, int64_t count) {
  const std::vector<double> numbers = random.array(count);
  return {numbers.begin(), numbers.end()};
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

/** packRows puts a matrix into its places; packColumns, its transposition. */
template <class T>
void checkPacking(int columns, int depth, Random& random) {
  ArenaScope scope;
  const std::string what = std::to_string(depth) + " x " + std::to_string(columns);
  const Panels panels = Panels::of<T>(columns);
  const int stride = columns + 3;
  const std::vector<T> matrix = random.integers<T>(static_cast<int64_t>(depth) * stride);
  T* const rows = takeUnset<T>(scope.arena, panels.size(depth));
  for (int panel = 0; panel < panels.count; panel++)
    packRows(panels, panel, depth, matrix.data(), stride, rows + panels.offset(panel, depth));
  for (int k = 0; k < depth; k++)
    for (int c = 0; c < panels.vectors * kLanes<T>; c++)
      CHECK(packedAt(panels, rows, depth, k, c) == (c < columns ? matrix[k * stride + c] : T(0)), what);

  // Turned: the matrix has `depth` columns of its own, and its rows become the packed columns.
  const int far = depth + 2, step = 2 * kLanes<T>;
  const std::vector<T> turned = random.integers<T>(static_cast<int64_t>(columns) * far);
  for (int vector = 0; vector < panels.vectors; vector++) {
    T* const to = takeUnset<T>(scope.arena, static_cast<int64_t>(depth) * step);
    const int first = vector * kLanes<T>, lanes = panels.lanesOf(vector);
    packColumns(panels, 2, 0, lanes, depth, &turned[static_cast<int64_t>(first) * far], far, to);
    for (int k = 0; k < depth; k++) {
      for (int c = 0; c < kLanes<T>; c++)
        CHECK(to[k * step + c] == (c < lanes ? turned[(first + c) * far + k] : T(0)), what);
      CHECK(std::isnan(to[k * step + kLanes<T>]), what);
    }
  }
}

/** The number that a packed matrix in parts holds for (depth, column): the sum of its three parts. */
float partsAt(const Panels& panels, const float* packed, int64_t depth, int64_t k, int column) {
  int panel = 0;
  while (panels.begin(panel + 1) * panels.lanes <= column) panel++;
  const int vector = column / panels.lanes - panels.begin(panel);
  const float* const tile = packed + panels.offset(panel, depth) +
                            (k / kPartsDepth * panels.width(panel) + vector) * kPartsTile;
  float sum = 0;
  for (int part = 2; part >= 0; part--) {
    uint16_t half;
    const char* const at = reinterpret_cast<const char*>(tile) + part * kPartTile * 4;
    std::memcpy(&half, at + (k % kPartsDepth / 2) * 64 + column % panels.lanes * 4 + k % 2 * 2, sizeof half);
    const uint32_t bits = static_cast<uint32_t>(half) << 16;
    float number;
    std::memcpy(&number, &bits, sizeof number);
    sum += number;
  }
  return sum;
}

/** Both ways of packing keep every bit of every number; what fills up columns and depth is zero. */
void checkPackingInParts(int columns, int depth, Random& random) {
  ArenaScope scope;
  const std::string what = std::to_string(depth) + " x " + std::to_string(columns);
  Panels panels = Panels::of<float>(columns);
  panels.form = Form::kParts;
  const std::vector<float> matrix = randomFloats(random, static_cast<int64_t>(depth) * columns);
  std::vector<float> turned(matrix.size());
  for (int k = 0; k < depth; k++)
    for (int c = 0; c < columns; c++) turned[c * depth + k] = matrix[k * columns + c];
  float* const rows = takeUnset<float>(scope.arena, panels.size(depth));
  float* const fromColumns = takeUnset<float>(scope.arena, panels.size(depth));
  for (int panel = 0; panel < panels.count; panel++) {
    packRows(panels, panel, depth, matrix.data(), columns, rows + panels.offset(panel, depth));
    for (int v = 0; v < panels.width(panel); v++) {
      const int vector = panels.begin(panel) + v;
      packColumns(panels, panels.width(panel), v, panels.lanesOf(vector), depth,
                  turned.data() + int64_t{vector} * panels.lanes * depth, depth,
                  fromColumns + panels.offset(panel, depth));
    }
  }
  for (int64_t k = 0; k < partsBlocks(depth) * kPartsDepth; k++) {
    for (int c = 0; c < panels.padded(); c++) {
      const float expected = k < depth && c < columns ? matrix[k * columns + c] : 0;
      CHECK(partsAt(panels, rows, depth, k, c) == expected, what);
      CHECK(partsAt(panels, fromColumns, depth, k, c) == expected, what);
    }
  }
}

template <class T>
void checkMultiplyInto(int count, int columns, int depth, bool inParts, Random& random) {
  ArenaScope scope;
  Panels panels = Panels::of<T>(columns);
  panels.form = inParts ? Form::kParts : Form::kFloats;
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
void checkTransposedProduct(int rows, int begin, int end, int depth, const std::vector<int>& widths, bool inParts,
                            Random& random) {
  ArenaScope scope;
  const T unset = T(-1000);
  const int stride = rows + 5;
  const std::vector<T> left = random.integers<T>(static_cast<int64_t>(depth) * stride);
  std::vector<Factor<T>> factors;
  std::vector<std::vector<T>> outs, expected;
  for (const int columns : widths) {
    Panels panels = Panels::of<T>(columns);
    panels.form = inParts ? Form::kParts : Form::kFloats;
    const std::vector<T> right = random.integers<T>(static_cast<int64_t>(depth) * columns);
    T* const packed = takeUnset<T>(scope.arena, panels.size(depth));
    for (int panel = 0; panel < panels.count; panel++)
      packRows(panels, panel, depth, right.data(), columns, packed + panels.offset(panel, depth));
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
                       static_cast<T*>(nullptr), true);
  for (auto& out : expected)
    for (T& sum : out) sum = sum == unset ? unset : 2 * sum;
  CHECK(outs == expected, what);
}

template <class T>
void checkTransposedProducts(bool inParts) {
  Random random(5);
  for (const int depth : {0, 1, 5, 127, 128, 129, 300, 511, 530}) {
    checkTransposedProduct<T>(1, 0, 1, depth, {1, 1}, inParts, random);
    checkTransposedProduct<T>(11, 2, 9, depth, {kLanes<T> + 1, 3}, inParts, random);
    checkTransposedProduct<T>(37, 0, 37, depth, {5 * kLanes<T> - 1, 2 * kLanes<T>}, inParts, random);
    checkTransposedProduct<T>(8, 3, 3, depth, {4}, inParts, random);
  }
}

template <class T>
void checkProducts(bool inParts) {
  Random random(4);
  for (const int count : {0, 1, 2, 3, 4, 5, 6, 7, 11, 13, 16, 17, 40})
    for (const int columns : {1, 4, 9, 17, 33, 70})
      for (const int depth : {0, 1, 3, 19, 32, 33, 70}) checkMultiplyInto<T>(count, columns, depth, inParts, random);
}

/** Whether this code was compiled for the matrix unit, and there is one. */
bool canUseParts() { return wantsParts<float>(kPartsRows); }

/** How far products are from those in double, of the sum of the absolute values: the greatest, and the mean. */
void measureError(bool inParts, double& greatest, double& mean) {
  ArenaScope scope;
  Random random(6);
  const int count = 16, columns = 64, depth = 500;
  Panels panels = Panels::of<float>(columns);
  panels.form = inParts ? Form::kParts : Form::kFloats;
  const std::vector<float> left = randomFloats(random, count * depth), right = randomFloats(random, depth * columns);
  float* const packed = takeUnset<float>(scope.arena, panels.size(depth));
  for (int panel = 0; panel < panels.count; panel++)
    packRows(panels, panel, depth, right.data(), columns, packed + panels.offset(panel, depth));
  std::vector<float> out(count * columns);
  std::vector<const float*> from;
  std::vector<float*> to;
  for (int row = 0; row < count; row++) {
    from.push_back(left.data() + row * depth);
    to.push_back(out.data() + row * columns);
  }
  multiplyInto<float>(count, from.data(), depth, panels, packed, to.data());
  greatest = mean = 0;
  for (int row = 0; row < count; row++) {
    for (int c = 0; c < columns; c++) {
      double sum = 0, size = 0;
      for (int k = 0; k < depth; k++) {
        const double product = double{left[row * depth + k]} * right[k * columns + c];
        sum += product;
        size += std::abs(product);
      }
      const double error = std::abs(out[row * columns + c] - sum) / size;
      greatest = std::max(greatest, error);
      mean += error / (count * columns);
    }
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
      if (canUseParts()) checkPackingInParts(columns, depth, random);
    }
}

REPRISE_TEST("rows times packed weights are the product") {
  checkProducts<float>(false);
  checkProducts<double>(false);
  if (canUseParts()) checkProducts<float>(true);
}

REPRISE_TEST("the transposed product is the gradient of weights and biases, for the rows asked for") {
  checkTransposedProducts<float>(false);
  checkTransposedProducts<double>(false);
  if (canUseParts()) checkTransposedProducts<float>(true);
}

REPRISE_TEST("the matrix unit's products are as exact as those of floats") {
  if (!canUseParts()) return;
  double floats, floatsMean, parts, partsMean;
  measureError(false, floats, floatsMean);
  measureError(true, parts, partsMean);
  CHECK(parts < 1.2 * floats, test::show(parts) + " to " + test::show(floats));
  CHECK(partsMean < 1.2 * floatsMean, test::show(partsMean) + " to " + test::show(floatsMean));
}

}  // namespace REPRISE_ISA
}  // namespace reprise
