#include "solvers/parallel_for.h"

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

namespace solvers {

void ParallelFor(std::size_t count, std::size_t threads,
                 const std::function<void(std::size_t, std::size_t)>& work) {
  std::atomic<std::size_t> next{0};
  const auto run = [&](std::size_t thread) {
    for (std::size_t index; (index = next.fetch_add(1)) < count;) work(index, thread);
  };
  std::vector<std::thread> others;
  for (std::size_t thread = 1; thread < std::min(threads, count); ++thread) {
    others.emplace_back(run, thread);
  }
  run(0);
  for (std::thread& thread : others) thread.join();
}

std::size_t CountWorkThreads() {
  return std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, 64);
}

}  // namespace solvers
