#include "../threads.h"

#include <atomic>
#include <chrono>
#include <thread>

#include "check.h"

using reprise::parallel;
using reprise::setThreadCount;
using reprise::threadCount;

namespace {

/** Runs `tasks` tasks, and checks that each ran once. */
void checkRound(int tasks) {
  std::vector<std::atomic<int>> runs(tasks);
  for (std::atomic<int>& count : runs) count = 0;
  parallel(tasks, [&](int task) { runs[task]++; });
  for (const std::atomic<int>& count : runs) CHECK(count == 1);
}

/** Runs `body(number)` on `count` threads of its own, and hands on what one of them threw. */
template <class Body>
void onThreads(int count, Body&& body) {
  std::vector<std::thread> threads;
  std::vector<std::exception_ptr> errors(count);
  for (int number = 0; number < count; number++) {
    threads.emplace_back([&, number] {
      try {
        body(number);
      } catch (...) {
        errors[number] = std::current_exception();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const std::exception_ptr& error : errors)
    if (error) std::rethrow_exception(error);
}

}  // namespace

REPRISE_TEST("every task runs once, with any number of threads") {
  for (const int threads : {1, 2, 3, 5, 8}) {
    setThreadCount(threads);
    CHECK(threadCount() == threads);
    for (const int tasks : {0, 1, 2, 3, 7, 100, 1000})
      for (int turn = 0; turn < 5; turn++) checkRound(tasks);
  }
}

REPRISE_TEST("threads that went to sleep wake up") {
  setThreadCount(3);
  for (int turn = 0; turn < 10; turn++) {
    checkRound(50);
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
}

REPRISE_TEST("what a task throws reaches the caller, and the next round runs") {
  for (const int threads : {1, 4}) {
    setThreadCount(threads);
    for (int turn = 0; turn < 40; turn++) {
      std::string message;
      try {
        parallel(20, [&](int task) {
          if (task == turn % 20) throw std::runtime_error("task " + std::to_string(task));
        });
      } catch (const std::runtime_error& error) {
        message = error.what();
      }
      CHECK(message == "task " + std::to_string(turn % 20), "got '" + message + "'");
      checkRound(20);
    }
  }
}

REPRISE_TEST("one error reaches the caller where all tasks throw, and no task runs after it") {
  setThreadCount(4);
  for (int turn = 0; turn < 40; turn++) {
    std::atomic<int> running{0};
    CHECK_THROWS(std::runtime_error, parallel(4, [&](int) {
                   running++;
                   std::this_thread::yield();
                   running--;
                   throw std::runtime_error("no");
                 }));
    CHECK(running == 0);
    checkRound(4);
  }
}

REPRISE_TEST("several threads of the process call at once") {
  setThreadCount(3);
  onThreads(4, [](int) {
    for (int turn = 0; turn < 300; turn++) checkRound(1 + turn % 9);
  });
}

REPRISE_TEST("the pool becomes larger and smaller while it works") {
  std::atomic<bool> done{false};
  onThreads(3, [&](int number) {
    if (number == 0) {
      for (int turn = 0; turn < 300; turn++) {
        setThreadCount(1 + turn * 7 % 6);
        std::this_thread::yield();
      }
      done = true;
    } else {
      while (!done) checkRound(8);
    }
  });
  setThreadCount(2);
  checkRound(8);
}

REPRISE_TEST("sizes that cannot be are brought to some that can") {
  setThreadCount(0);
  CHECK(threadCount() == 1);
  setThreadCount(1 << 20);
  CHECK(threadCount() <= 1 << 16, "got " + std::to_string(threadCount()));
  checkRound(3);
  setThreadCount(2);
}
