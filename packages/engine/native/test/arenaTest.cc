#include "../arena.h"

#include <cstring>
#include <new>
#include <thread>

#include "check.h"
#include "random.h"

using reprise::Arena;
using reprise::ArenaScope;

REPRISE_TEST("pieces begin at a cache line and lie apart, also where a block is full") {
  Arena arena;
  reprise::test::Random random(1);
  struct Piece {
    unsigned char* at;
    int64_t size;
  };
  std::vector<Piece> pieces;
  for (int number = 0; number < 200; number++) {
    const int64_t size = number % 50 == 49 ? 3 << 20 : random.between(0, 5000);
    unsigned char* const at = arena.take<unsigned char>(size);
    CHECK(reinterpret_cast<uintptr_t>(at) % 64 == 0);
    std::memset(at, number, size);
    pieces.push_back({at, size});
  }
  for (int number = 0; number < 200; number++)
    for (int64_t at = 0; at < pieces[number].size; at++) CHECK(pieces[number].at[at] == number);
}

REPRISE_TEST("a scope gives back what was taken in it, and nothing from before") {
  ArenaScope outer;
  double* const kept = outer.arena.take<double>(100);
  std::fill_n(kept, 100, 7.0);
  const size_t used = outer.arena.used();
  double* first = nullptr;
  for (int turn = 0; turn < 3; turn++) {
    ArenaScope inner;
    double* const piece = inner.arena.take<double>(1000);
    if (!first) first = piece;
    CHECK(piece == first);
    std::fill_n(piece, 1000, 1.0);
  }
  CHECK(outer.arena.used() == used);
  for (int turn = 0; turn < 3; turn++) {
    ArenaScope inner;
    std::fill_n(inner.arena.take<char>(size_t{5} << (20 + turn)), size_t{5} << (20 + turn), 'x');
    {
      ArenaScope innermost;
      std::fill_n(innermost.arena.take<char>(3 << 20), 3 << 20, 'y');
    }
    std::fill_n(inner.arena.take<char>(100), 100, 'z');
  }
  for (int at = 0; at < 100; at++) CHECK(kept[at] == 7.0);
}

REPRISE_TEST("calls alike come to take the same memory") {
  std::vector<char*> seen;
  std::thread([&] {
    for (int call = 0; call < 5; call++) {
      ArenaScope scope;
      char* last = nullptr;
      for (int piece = 0; piece < 20; piece++) last = scope.arena.take<char>(1 << 20);
      seen.push_back(last);
    }
  }).join();
  // The first two find out how much it is.
  CHECK(seen[3] == seen[2]);
  CHECK(seen[4] == seen[2]);
}

REPRISE_TEST("each thread has its own") {
  ArenaScope scope;
  Arena* other = nullptr;
  std::thread([&] { other = &Arena::mine(); }).join();
  CHECK(other != &scope.arena);
}

REPRISE_TEST("more than there is, is an error, and the arena goes on") {
  ArenaScope scope;
  CHECK_THROWS(std::bad_alloc, scope.arena.take<char>(int64_t{1} << 60));
  std::fill_n(scope.arena.take<char>(1000), 1000, 'x');
}
