// Working memory of a kernel: taken in pieces, given back all at once, and kept by the thread for the next call.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace reprise {

/** A stack of memory blocks. Pieces are aligned to a cache line and live until the {@link ArenaScope} ends. */
class Arena {
 public:
  Arena() = default;
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;
  ~Arena();

  /** The calling thread's own. */
  static Arena& mine();

  /** Uninitialised memory for `count` items. @throws std::bad_alloc */
  template <class T>
  T* take(int64_t count) {
    return static_cast<T*>(takeBytes(static_cast<size_t>(count) * sizeof(T)));
  }

  size_t used() const { return used_; }
  void release(size_t used);

 private:
  struct Block {
    char* memory;
    size_t size;
  };

  void* takeBytes(size_t size);
  void grow(size_t size);

  std::vector<Block> blocks_;  // the last one is in use, the earlier ones are full
  size_t used_ = 0;            // in the last block
};

/** Gives back at its end what was taken since its beginning. */
class ArenaScope {
 public:
  ArenaScope() : arena(Arena::mine()), used_(arena.used()) {}
  ~ArenaScope() { arena.release(used_); }
  ArenaScope(const ArenaScope&) = delete;
  ArenaScope& operator=(const ArenaScope&) = delete;

  Arena& arena;

 private:
  size_t used_;
};

}  // namespace reprise
