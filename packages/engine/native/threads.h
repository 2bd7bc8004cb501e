// The kernels' threads: one pool for the process, its size set once from REPRISE_THREADS.
#pragma once

#include <functional>

namespace reprise {

/** How many threads work on one kernel, the calling one included. */
int threadCount();

/** @param count from 1 on */
void setThreadCount(int count);

/**
 * Runs `task(0) … task(count - 1)`, each once, on the threads of the pool, and returns when all are done. Tasks are
 * handed out in order as threads become free, so no result may depend on which thread runs which.
 *
 * An exception of a task reaches the caller, once the other threads have stopped.
 *
 * When the pool is at work for another thread of the process, the caller does all tasks itself. A single task may call
 * this again.
 */
void parallel(int count, const std::function<void(int)>& task);

}  // namespace reprise
