// What the passes over a block of hidden rows share: how the vocabulary is dealt out, and where everything lies.
#pragma once

#include "layer.h"

namespace reprise {

template <class T>
struct VocabularyLoss {
  int rows, size, vocab;
  const int* real;        // [count]: the numbers of the rows that count
  int count;
  const T* hidden;        // [rows, size]
  const T* weight;        // [vocab, size]
  const T* bias;          // [vocab], or null
  const int32_t* labels;  // [rows], from 0 to vocab - 1 where the row counts
  T labelSmoothing;
  T* loss;                // one scalar: the mean over the rows that count, 0 where none does
  // Null when nothing is to be learned.
  T *dHidden, *dWeight, *dBias;
};

namespace REPRISE_ISA {

/** The most vocabulary rows in a chunk; a chunk's logits for one panel of hidden rows fit the first cache. */
constexpr int kChunkRows = 20 * kTileRows;

/** The vocabulary in chunks of nearly equal size, and these dealt out to the threads as pieces. */
struct VocabularyChunks {
  int vocab, count, pieces;

  explicit VocabularyChunks(int vocab_) : vocab(vocab_) {
    const int threads = threadCount();
    const int least = (vocab + kChunkRows - 1) / kChunkRows;
    count = std::min(vocab, (least + threads - 1) / threads * threads);
    pieces = std::min(threads, count);
  }

  /** The first vocabulary row of a chunk; that of `count` is the size of the vocabulary. */
  int begin(int chunk) const { return static_cast<int>(static_cast<int64_t>(vocab) * chunk / count); }
  int rows(int chunk) const { return begin(chunk + 1) - begin(chunk); }
  /** The first chunk of a piece. */
  int first(int piece) const { return static_cast<int>(static_cast<int64_t>(count) * piece / pieces); }
};

/** One block of hidden rows: the columns of the logits, which lie in memory as [chunk][panel of columns][chunk row]. */
template <class T>
class VocabularyBlock {
 public:
  /** @param first_ the first of the block's rows among those that count */
  VocabularyBlock(const VocabularyLoss<T>& loss_, const VocabularyChunks& chunks_, int first_, int count_)
      : loss(loss_), chunks(chunks_), first(first_), count(count_), columns(Panels::of<T>(count_)),
        columnParts(Panels::of<T>(count_, std::min(kChunkRows, loss_.vocab))),
        units(Panels::of<T>(loss_.size, std::min(kChunkRows, loss_.vocab))), padded(columns.vectors * kLanes<T>) {
    Arena& arena = scope_.arena;
    const int64_t stats = static_cast<int64_t>(chunks.count) * padded;
    most = arena.take<T>(stats);
    sums = arena.take<T>(stats);
    totals = arena.take<T>(stats);
    targets = arena.take<T>(padded);
    losses = arena.take<T>(padded);
    if (learning()) {
      logits = arena.take<T>(static_cast<int64_t>(loss.vocab) * padded);
      partial = arena.take<T>(static_cast<int64_t>(chunks.pieces) * loss.size * padded);
    }
    packHidden(arena);
  }

  bool learning() const { return loss.dWeight != nullptr; }

  /** The number of a column's row among all hidden rows. */
  int64_t hiddenRow(int column) const { return loss.real[first + column]; }

  /** A chunk's logits for one panel of columns: [chunk rows][width]. */
  T* logitsOf(int chunk, int panel) const {
    return logits + static_cast<int64_t>(chunks.begin(chunk)) * padded + columns.offset(panel, chunks.rows(chunk));
  }

  /** Where the numbers of a chunk and a vector of columns stand. */
  int64_t statsOf(int chunk, int vector) const { return static_cast<int64_t>(chunk) * padded + vector * kLanes<T>; }

  /** What a piece adds to the hidden rows' gradient: [size][padded]. */
  T* partialOf(int piece) const { return partial + static_cast<int64_t>(piece) * loss.size * padded; }

  /** How many real columns a panel has. */
  int realColumns(int panel) const {
    return std::min(columns.width(panel) * kLanes<T>, count - columns.begin(panel) * kLanes<T>);
  }

  /** The columns of a panel whose label lies in a chunk: body(column of the block, place in the panel's logits). */
  template <class Body>
  REPRISE_INLINE void eachLabel(int chunk, int panel, Body&& body) const {
    const int width = columns.width(panel) * kLanes<T>, begin = columns.begin(panel) * kLanes<T>;
    const int from = chunks.begin(chunk), rows = chunks.rows(chunk);
    for (int column = begin; column < std::min(count, begin + width); column++) {
      const int at = loss.labels[hiddenRow(column)] - from;
      if (at >= 0 && at < rows) body(column, static_cast<int64_t>(at) * width + column - begin);
    }
  }

  const VocabularyLoss<T>& loss;
  const VocabularyChunks& chunks;
  const int first, count;
  const Panels columns;      // the hidden rows
  const Panels columnParts;  // the same as a right factor
  const Panels units;    // what a hidden row consists of
  const int padded;      // how many columns a row of logits has in memory
  const T* hiddenColumns = nullptr;  // [panel of columns][size][width]
  const T* hiddenDepth = nullptr;    // [panel of units][panel of columns][its columns][width]
  T* most = nullptr;                 // [chunks][padded]: a chunk's largest logit
  T* sums = nullptr;                 // [chunks][padded]: of the exponentials relative to that
  T* totals = nullptr;               // [chunks][padded]: of the logits
  T *targets = nullptr, *losses = nullptr;  // [padded]: the label's logit, the loss
  T *logits = nullptr, *partial = nullptr;

 private:
  /** The hidden rows as right factors: once with the rows as columns, and once, for the weights, as the depth. */
  void packHidden(Arena& arena) {
    const int size = loss.size;
    const T* rows = loss.hidden + hiddenRow(0) * size;
    if (hiddenRow(count - 1) - hiddenRow(0) != count - 1) {
      T* const real = arena.take<T>(static_cast<int64_t>(count) * size);
      for (int column = 0; column < count; column++)
        std::copy_n(loss.hidden + hiddenRow(column) * size, size, real + static_cast<int64_t>(column) * size);
      rows = real;
    }
    T* const asColumns = arena.take<T>(columnParts.size(size));
    T* const asDepth = learning() ? arena.take<T>(units.padded() * storedDepth()) : nullptr;
    hiddenColumns = asColumns;
    hiddenDepth = asDepth;
    parallel(columns.count + (learning() ? units.count : 0), [&](int task) {
      if (task >= columns.count) return packDepth(task - columns.count, rows, asDepth);
      const int begin = columns.begin(task), width = columns.width(task);
      for (int v = 0; v < width; v++) {
        packColumns(columnParts, width, v, columns.lanesOf(begin + v), size,
                    rows + static_cast<int64_t>(begin + v) * kLanes<T> * size, size,
                    asColumns + columnParts.offset(task, size));
      }
    });
  }

  int64_t storedDepth() const {
    int64_t stored = 0;
    for (int panel = 0; panel < columns.count; panel++) stored += units.stored(realColumns(panel));
    return stored;
  }

  /** Panel after panel of columns by itself, since their logits are factors of their own. */
  void packDepth(int unitPanel, const T* rows, T* asDepth) const {
    const int64_t size = loss.size, width = units.width(unitPanel) * kLanes<T>;
    T* to = asDepth + units.begin(unitPanel) * kLanes<T> * storedDepth();
    for (int panel = 0; panel < columns.count; panel++) {
      const int real = realColumns(panel);
      packRows(units, unitPanel, real, rows + columns.begin(panel) * kLanes<T> * size, size, to);
      to += width * units.stored(real);
    }
  }

  ArenaScope scope_;
};

}  // namespace REPRISE_ISA
}  // namespace reprise
