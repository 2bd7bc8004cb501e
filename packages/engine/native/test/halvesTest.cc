#include "../halves.h"

#include <limits>

#include "../decodeStep.h"
#include "check.h"
#include "random.h"

namespace reprise {
namespace REPRISE_ISA {
namespace {

using test::Random;

/** Random numbers with no more bits than float16 has. */
std::vector<float> randomHalves(Random& random, int64_t count) {
  std::vector<float> numbers;
  for (const double number : random.array(count)) numbers.push_back(std::round(static_cast<float>(number) * 512) / 512);
  return numbers;
}

/** rows · weight by a weight packed in one form. */
std::vector<float> multiply(const std::vector<float>& rows, int count, const std::vector<float>& weight, int columns,
                            int depth, bool inHalves) {
  ArenaScope scope;
  float* const to = scope.arena.take<float>(packedColumnsSize<float>(columns, depth, inHalves));
  packWeightColumns(columns, depth, weight.data(), inHalves, to);
  const PackedColumns<float> packed(count, columns, depth, {to, inHalves});
  std::vector<float> out(static_cast<size_t>(count) * columns);
  std::vector<const float*> from;
  for (int row = 0; row < count; row++) from.push_back(rows.data() + row * depth);
  eachTileByPanels<float>(count, {{from.data(), depth}}, packed.panels, packed.packed(), nullptr,
                          [&](const TileSums<float>& sums, int first, int vector) {
                            for (int r = 0; r < sums.rows; r++)
                              for (int v = 0; v < sums.vectors; v++) {
                                const int column = (vector + v) * kLanes<float>;
                                store(&out[(first + r) * columns + column], sums.at(r, v), columns - column);
                              }
                          });
  return out;
}

void checkLstm(int batch) {
  Random random(3);
  const int input = 21, hidden = 19;
  const std::vector<float> xs = randomHalves(random, batch * input), h = randomHalves(random, batch * hidden);
  const std::vector<float> weightIh = randomHalves(random, 4 * hidden * input);
  const std::vector<float> weightHh = randomHalves(random, 4 * hidden * hidden), bias = randomHalves(random, 4 * hidden);
  const Walk walk(batch, 1, nullptr, false, 1);
  std::vector<float> results[2];
  for (const bool inHalves : {false, true}) {
    ArenaScope scope;
    LstmLayer<float> layer{};
    layer.walk = &walk;
    layer.batch = batch;
    layer.input = input;
    layer.hidden = hidden;
    layer.xs = xs.data();
    layer.h0 = layer.c0 = h.data();
    layer.weightIh = weightIh.data();
    layer.weightHh = weightHh.data();
    layer.biasIh = layer.biasHh = bias.data();
    layer.packed.inHalves = inHalves;
    float* const packed = scope.arena.take<float>(packedLstmSize(layer));
    packLstm(layer, packed);
    layer.packed.at = packed;
    layer.weightIh = layer.weightHh = layer.biasIh = layer.biasHh = nullptr;
    results[inHalves].resize(2 * batch * hidden);
    layer.outputs = layer.lastH = results[inHalves].data();
    layer.lastC = layer.lastH + batch * hidden;
    lstmForward(layer);
  }
  CHECK(results[0] == results[1], std::to_string(batch));
}

}  // namespace

REPRISE_TEST("numbers are halves when float16 holds every bit of them") {
  Random random(1);
  std::vector<float> numbers = randomHalves(random, 70);
  CHECK(areHalves(numbers.data(), 70) == (REPRISE_HALVES == 1));
  const double large = 12.0;
  CHECK(!areHalves(&large, 1));
  if (!REPRISE_HALVES) return;
  for (const float half : {0.0f, -0.0f, 65504.0f, 5.9604645e-8f, std::numeric_limits<float>::infinity()})
    CHECK(areHalves(&half, 1), test::show(half));
  for (const float none : {65536.0f, 1e-8f, 1.0f + 1.0f / 2048, 0.1f}) {
    numbers[69] = none;
    CHECK(!areHalves(numbers.data(), 70), test::show(none));
    CHECK(areHalves(numbers.data(), 69));
  }
}

REPRISE_TEST("products with weights as halves are equal, for few rows and for many") {
  Random random(2);
  if (!REPRISE_HALVES) return;
  for (const int count : {1, 2, 5, 7, 20})
    for (const int columns : {1, 16, 33, 130})
      for (const int depth : {1, 8, 31, 64}) {
        const std::vector<double> drawn = random.array(int64_t{count} * depth);
        const std::vector<float> rows(drawn.begin(), drawn.end()), weight = randomHalves(random, int64_t{columns} * depth);
        CHECK(isHalves(weight.data(), int64_t{columns} * depth));
        // Equal, and for the matrix unit not the same bits: a zero more may turn -0 into 0.
        CHECK(multiply(rows, count, weight, columns, depth, true) ==
                  multiply(rows, count, weight, columns, depth, false),
              std::to_string(count) + " x " + std::to_string(depth) + " x " + std::to_string(columns));
      }
}

REPRISE_TEST("an LSTM's weights packed as halves give the same") {
  if (!REPRISE_HALVES) return;
  for (const int batch : {3, 20}) checkLstm(batch);
}

}  // namespace REPRISE_ISA
}  // namespace reprise
