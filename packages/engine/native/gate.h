// One gate of a layer by itself: activation-free sums of all its units, four vectors of units at a time.
#pragma once

#include "layer.h"

namespace reprise {
namespace REPRISE_ISA {

template <class T>
class Gate {
 public:
  const Panels units;

  /** @param number of the gate in the layer's weights */
  Gate(Arena& arena, const RecurrentLayer<T>& layer, int number)
      : units(Panels::of<T>(layer.hidden, rowsPerShare(*layer.walk, layer.batch))),
        layer_(layer),
        first_(number * static_cast<int64_t>(layer.hidden)),
        packed_(arena.take<T>(units.size(layer.input, layer.hidden))),
        bias_(arena.take<T>(units.padded())) {}

  void pack(int panel) const {
    const int64_t input = layer_.input, hidden = layer_.hidden;
    const int width = units.width(panel);
    T* const xs = packed_ + units.offset(panel, input, hidden);
    T* const hs = xs + width * kLanes<T> * units.stored(input);
    for (int v = 0; v < width; v++) {
      const int vector = units.begin(panel) + v, lanes = units.lanesOf(vector), unit = vector * kLanes<T>;
      const int64_t column = first_ + unit;
      packColumns(units, width, v, lanes, input, layer_.weightIh + column * input, input, xs);
      packColumns(units, width, v, lanes, hidden, layer_.weightHh + column * hidden, hidden, hs);
      store(bias_ + unit, load(layer_.biasIh + column, lanes) + load(layer_.biasHh + column, lanes));
    }
  }

  /**
   * The gate's sums for some rows, a tile at a time.
   * @param xs, hs what goes into the gate, a pointer for each row
   */
  void multiply(int count, const T* const* xs, const T* const* hs, const OnTile<T>& body) const {
    eachTile<T>(count, {{xs, layer_.input}, {hs, layer_.hidden}}, units, packed_, bias_, body);
  }

 private:
  const RecurrentLayer<T>& layer_;
  const int64_t first_;
  T *const packed_, *const bias_;
};

}  // namespace REPRISE_ISA
}  // namespace reprise
