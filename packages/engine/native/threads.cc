#include "threads.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace reprise {
namespace {

void relax() {
#if defined(__x86_64__)
  _mm_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

// A kernel follows the last one within microseconds while a model trains, and waking a sleeping thread takes as long
// as a small layer; so threads look out for work this long before they sleep.
constexpr auto kPatience = std::chrono::microseconds(1000);

constexpr int kHelperBits = 16;
constexpr uint64_t kHelperMask = (uint64_t{1} << kHelperBits) - 1;
constexpr int kMostThreads = 1 << kHelperBits;

class Pool {
 public:
  int count() const { return count_.load(std::memory_order_relaxed); }

  void resize(int count) {
    std::lock_guard<std::mutex> busy(busy_);
    count_.store(std::clamp(count, 1, kMostThreads), std::memory_order_relaxed);
  }

  void run(int tasks, const std::function<void(int)>& task) {
    // A single task may have tasks of its own for the threads.
    if (tasks == 1) return task(0);
    std::unique_lock<std::mutex> busy(busy_, std::try_to_lock);
    const int helpers = busy.owns_lock() ? startUpTo(std::min(count() - 1, tasks - 1)) : 0;
    if (helpers <= 0) {
      for (int index = 0; index < tasks; index++) task(index);
      return;
    }
    task_ = &task;
    tasks_ = tasks;
    next_.store(0, std::memory_order_relaxed);
    left_.store(0, std::memory_order_relaxed);
    {
      std::lock_guard<std::mutex> lock(mutex_);
      const uint64_t number = (round_.load(std::memory_order_relaxed) >> kHelperBits) + 1;
      door_.store(number << kHelperBits, std::memory_order_release);
      round_.store(number << kHelperBits | static_cast<uint64_t>(helpers), std::memory_order_release);
    }
    if (asleep_.load() > 0) wake_.notify_all();
    work();
    // All tasks are taken. On a busy machine a thread may not even have begun to look for one: nobody waits for that.
    const uint64_t entered = door_.exchange(0, std::memory_order_acq_rel) & kHelperMask;
    while (left_.load(std::memory_order_acquire) < entered) relax();
    if (error_) std::rethrow_exception(std::exchange(error_, nullptr));
  }

 private:
  void work() {
    try {
      for (int index; (index = next_.fetch_add(1)) < tasks_;) (*task_)(index);
    } catch (...) {
      std::lock_guard<std::mutex> lock(mutex_);
      error_ = std::current_exception();
    }
  }

  /** Starts threads until there are so many, and says how many of these there are: the system may give no more. */
  int startUpTo(int wanted) {
    try {
      for (; started_ < wanted; started_++) {
        const int number = started_;
        const uint64_t seen = round_.load();
        std::thread([this, number, seen] { serve(number, seen); }).detach();
      }
    } catch (const std::system_error&) {
    }
    return std::min(started_, wanted);
  }

  void serve(int number, uint64_t seen) {
    for (;;) {
      seen = await(seen);
      // More threads than this round wants: there were fewer tasks, or the pool was made smaller.
      if (number >= static_cast<int>(seen & kHelperMask)) continue;
      if (!enter(seen)) continue;
      work();
      left_.fetch_add(1, std::memory_order_release);
    }
  }

  /** Takes part in a round, unless it is over. */
  bool enter(uint64_t round) {
    uint64_t door = door_.load(std::memory_order_acquire);
    while (door >> kHelperBits == round >> kHelperBits) {
      if (door_.compare_exchange_weak(door, door + 1, std::memory_order_acq_rel)) return true;
    }
    return false;
  }

  /** Waits for another round than `seen`, and returns it. */
  uint64_t await(uint64_t seen) {
    const auto begin = std::chrono::steady_clock::now();
    for (int turn = 1;; turn++) {
      const uint64_t round = round_.load(std::memory_order_acquire);
      if (round != seen) return round;
      relax();
      if (turn % 64 == 0 && std::chrono::steady_clock::now() - begin > kPatience) break;
    }
    std::unique_lock<std::mutex> lock(mutex_);
    asleep_.fetch_add(1);
    wake_.wait(lock, [&] { return round_.load() != seen; });
    asleep_.fetch_sub(1);
    return round_.load();
  }

  std::mutex busy_;
  std::atomic<int> count_{static_cast<int>(std::max(1u, std::thread::hardware_concurrency()))};
  int started_ = 0;

  const std::function<void(int)>* task_ = nullptr;
  int tasks_ = 0;
  std::atomic<int> next_{0}, asleep_{0};
  std::atomic<uint64_t> round_{0};  // a counter, and in its low bits how many helpers the round wants
  std::atomic<uint64_t> door_{0};   // the counter while a round is open, and in its low bits how many entered; else 0
  std::atomic<uint64_t> left_{0};   // how many of these are done
  std::exception_ptr error_;
  std::mutex mutex_;
  std::condition_variable wake_;
};

// Never destroyed: its threads may still wait when the process ends.
Pool& pool() {
  static Pool* const instance = new Pool;
  return *instance;
}

}  // namespace

int threadCount() { return pool().count(); }

void setThreadCount(int count) { pool().resize(count); }

void parallel(int count, const std::function<void(int)>& task) { pool().run(count, task); }

}  // namespace reprise
