// One step of search: embedding, recurrent layers, attention, output layer, and the best tokens of every row.
//
// The rows are few and the weights many, so here the threads share the columns of each product, and the weights come
// packed from before the first step.
#pragma once

#include <limits>

#include "decoder.h"

namespace reprise {

template <class T>
struct DecodeStep {
  int rows;
  const int32_t *ids, *order;            // the token before each row, and the row of the states it goes on from (or null)
  int vocabSize, embeddingSize;
  const T* embedding;                    // [vocabSize, embeddingSize]
  LstmLayer<T>* layers;                  // packed; h0 and c0 are the old states, lastH and lastC the new
  int layerCount;
  // With attention:
  AttentionMemory<T> memory;             // without: no keys
  PackedWeight<T> packedQuery;           // the query's null unless additive
  PackedWeight<T> packedOutput;
  int output;                            // what the vocabulary's layer reads; without attention the top layer's size
  const T* feed;                         // [old rows, output] with input feeding, else null
  T *newOutput, *newWeights;             // [rows, output], [rows, source]
  PackedWeight<T> packedVocab;           // [vocabSize, output]
  const T* vocabBias;                    // [vocabSize]
  // Results: the `top` best tokens of each row, or where it is 0 all log-probabilities.
  int top;
  T* logProbs;                           // [rows, top or vocabSize]
  int32_t* tokens;                       // [rows, top]
};

namespace REPRISE_ISA {

template <class T>
class DecodeStepRun {
 public:
  explicit DecodeStepRun(const DecodeStep<T>& step) : step_(step) {}

  void run() {
    ArenaScope scope;
    const Walk walk(step_.rows, 1, nullptr, false, 1);
    const T* read = runLayers(scope.arena, walk);
    if (step_.memory.keys) {
      attend(scope.arena, read);
      read = step_.newOutput;
    }
    chooseTokens(scope.arena, read);
  }

 private:
  int64_t from(int row) const { return step_.order ? step_.order[row] : row; }

  /** @returns the outputs of the top layer, [rows, hidden] */
  const T* runLayers(Arena& arena, const Walk& walk) {
    const int fed = step_.feed ? step_.output : 0, width = step_.embeddingSize + fed;
    T* const joined = arena.take<T>(static_cast<int64_t>(step_.rows) * width);
    for (int row = 0; row < step_.rows; row++) {
      T* const to = joined + static_cast<int64_t>(row) * width;
      std::copy_n(step_.embedding + static_cast<int64_t>(step_.ids[row]) * step_.embeddingSize, step_.embeddingSize, to);
      if (fed) std::copy_n(step_.feed + from(row) * fed, fed, to + step_.embeddingSize);
    }
    const T* below = joined;
    for (int index = 0; index < step_.layerCount; index++) {
      LstmLayer<T> layer = step_.layers[index];
      layer.walk = &walk;
      layer.batch = step_.rows;
      layer.xs = below;
      layer.h0 = inOrder(arena, layer.h0, layer.hidden);
      layer.c0 = inOrder(arena, layer.c0, layer.hidden);
      layer.outputs = layer.lastH;
      lstmForward(layer);
      below = layer.lastH;
    }
    return below;
  }

  const T* inOrder(Arena& arena, const T* states, int size) const {
    if (!step_.order) return states;
    T* const to = arena.take<T>(static_cast<int64_t>(step_.rows) * size);
    for (int row = 0; row < step_.rows; row++) std::copy_n(states + from(row) * size, size, to + int64_t{row} * size);
    return to;
  }

  void attend(Arena& arena, const T* hidden) {
    const AttentionMemory<T>& memory = step_.memory;
    const int size = step_.layers[step_.layerCount - 1].hidden, rows = step_.rows;
    const auto queries = rowsOf(hidden, size);
    std::vector<const T*> compared = queries;
    if (step_.packedQuery.at) {
      T* const space = arena.take<T>(int64_t{rows} * memory.keySize);
      multiplyByColumns(queries, {rows, memory.keySize, size, step_.packedQuery}, space);
      compared = rowsOf(space, memory.keySize);
    }
    const int width = memory.valueSize + size;
    T* const joined = arena.take<T>(int64_t{rows} * width);
    const Attention<T> attention(memory);
    parallel(rows, [&](int row) {
      T* const context = joined + int64_t{row} * width;
      attention.attend(row, compared[row], step_.newWeights + int64_t{row} * memory.source, context);
      std::copy_n(queries[row], size, context + memory.valueSize);
    });
    multiplyByColumns(rowsOf(joined, width), {rows, step_.output, width, step_.packedOutput}, step_.newOutput,
                      storeTanh<T>);
  }

  std::vector<const T*> rowsOf(const T* matrix, int size) const {
    std::vector<const T*> rows(step_.rows);
    for (int row = 0; row < step_.rows; row++) rows[row] = matrix + int64_t{row} * size;
    return rows;
  }

  /** @param put what becomes of the sums on their way to memory */
  void multiplyByColumns(const std::vector<const T*>& rows, const PackedColumns<T>& weight, T* to,
                         void (*put)(const TileSums<T>&, T* const*, int, int) = storeSums<T>) const {
    const int columns = weight.panels.columns;
    std::vector<T*> out(step_.rows);
    for (int row = 0; row < step_.rows; row++) out[row] = to + int64_t{row} * columns;
    eachTileByPanels<T>(step_.rows, {{rows.data(), weight.depth()}}, weight.panels, weight.packed(), nullptr,
                        [&](const TileSums<T>& sums, int first, int vector) {
                          put(sums, out.data() + first, vector * kLanes<T>, columns);
                        });
  }

  void chooseTokens(Arena& arena, const T* read) {
    const PackedColumns<T> weight(step_.rows, step_.vocabSize, step_.output, step_.packedVocab);
    const Panels& panels = weight.panels;
    T* const logits = step_.top ? arena.take<T>(int64_t{step_.rows} * step_.vocabSize) : step_.logProbs;
    // The greatest logit of each panel: a search for the best skips most panels by it.
    T* const greatest = arena.take<T>(int64_t{step_.rows} * panels.count);
    const auto rows = rowsOf(read, step_.output);
    eachTileByPanels<T>(step_.rows, {{rows.data(), weight.depth()}}, panels, weight.packed(), nullptr,
                        [&](const TileSums<T>& sums, int first, int vector) {
                          const int64_t row = first;
                          putLogits(sums, vector * kLanes<T>, logits + row * step_.vocabSize,
                                    greatest + row * panels.count + panels.holding(vector), panels.count);
                        });
    parallel(step_.rows, [&](int row) {
      chooseForRow(row, panels, logits + int64_t{row} * step_.vocabSize, greatest + int64_t{row} * panels.count);
    });
  }

  /** Sums with their bias, and the greatest of each row, `stride` from one row's to the next. */
  REPRISE_ONCE void putLogits(const TileSums<T>& sums, int column, T* logits, T* greatest, int stride) const {
    for (int r = 0; r < sums.rows; r++, logits += step_.vocabSize, greatest += stride) {
      Vec<T> most = splat(-std::numeric_limits<T>::infinity());
      for (int v = 0; v < sums.vectors; v++) {
        const int at = column + v * kLanes<T>, lanes = step_.vocabSize - at;
        Vec<T> x = sums.at(r, v) + load(step_.vocabBias + at, lanes);
        store(logits + at, x, lanes);
        for (int lane = lanes; lane < kLanes<T>; lane++) x[lane] = -std::numeric_limits<T>::infinity();
        most = x <= most ? most : x;
      }
      *greatest = maxOf<T>(most);
    }
  }

  REPRISE_ONCE void chooseForRow(int row, const Panels& panels, T* logits, const T* greatest) const {
    const int size = step_.vocabSize;
    T most = greatest[0];
    for (int panel = 1; panel < panels.count; panel++)
      most = greatest[panel] <= most || most != most ? most : greatest[panel];
    Vec<T> sums{};
    T rest = 0;
    int at = 0;
    for (; at + kLanes<T> <= size; at += kLanes<T>) sums += expOf(load(logits + at) - most);
    for (; at < size; at++) rest += std::exp(logits[at] - most);
    const T norm = most + std::log(sumOf<T>(sums) + rest);
    if (step_.top) return keepBest(row, panels, logits, greatest, norm);
    for (int place = 0; place < size; place += kLanes<T>) {
      const int lanes = std::min(kLanes<T>, size - place);
      store(logits + place, load(logits + place, lanes) - norm, lanes);
    }
  }

  /** The best tokens, the better and among equals the lower first. */
  void keepBest(int row, const Panels& panels, const T* logits, const T* greatest, T norm) const {
    const int count = step_.top;
    T* const best = step_.logProbs + int64_t{row} * count;
    int32_t* const tokens = step_.tokens + int64_t{row} * count;
    int kept = 0;
    for (int panel = 0; panel < panels.count; panel++) {
      if (kept == count && !(greatest[panel] > best[count - 1])) continue;
      const int end = std::min(step_.vocabSize, panels.begin(panel + 1) * panels.lanes);
      for (int token = panels.begin(panel) * panels.lanes; token < end; token++) {
        const T x = logits[token];
        if (kept == count && !(x > best[count - 1])) continue;
        int place = kept < count ? kept++ : count - 1;
        for (; place > 0 && x > best[place - 1]; place--) {
          best[place] = best[place - 1];
          tokens[place] = tokens[place - 1];
        }
        best[place] = x;
        tokens[place] = token;
      }
    }
    for (int place = 0; place < count; place++) best[place] -= norm;
  }

  const DecodeStep<T>& step_;
};

template <class T>
void decodeStep(const DecodeStep<T>& step) {
  DecodeStepRun<T>(step).run();
}

}  // namespace REPRISE_ISA
}  // namespace reprise
