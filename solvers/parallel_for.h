#pragma once

#include <cstddef>
#include <functional>

namespace solvers {

/// Calls work(index, thread) for every index in [0, count) on `threads` threads, each index once,
/// in no particular order; returns when all are done.
void ParallelFor(std::size_t count, std::size_t threads,
                 const std::function<void(std::size_t index, std::size_t thread)>& work);

/// Threads that background work may use on this machine: all cores, at most 64.
std::size_t CountWorkThreads();

}  // namespace solvers
