#include "solvers/parallel_for.h"

#include <gtest/gtest.h>

#include <atomic>
#include <vector>

namespace solvers {
namespace {

TEST(ParallelForTest, EveryIndexIsWorkedOnOnceByAThreadThatExists) {
  for (const std::size_t threads : {1u, 2u, 7u}) {
    for (const std::size_t count : {0u, 1u, 2u, 5u, 1000u}) {
      std::vector<std::atomic<int>> calls(count);
      std::atomic<std::size_t> strange{0};
      ParallelFor(count, threads, [&](std::size_t index, std::size_t thread) {
        calls[index].fetch_add(1);
        if (thread >= threads) strange.fetch_add(1);
      });
      for (std::size_t i = 0; i < count; ++i) EXPECT_EQ(calls[i].load(), 1) << i;
      EXPECT_EQ(strange.load(), 0u);
    }
  }
}

TEST(ParallelForTest, OneThreadWorksInOrderWhereItWasCalled) {
  std::vector<std::size_t> order;  // no lock: a second thread would be a race
  ParallelFor(5, 1, [&](std::size_t index, std::size_t) { order.push_back(index); });
  EXPECT_EQ(order, (std::vector<std::size_t>{0, 1, 2, 3, 4}));
}

TEST(ParallelForTest, AThreadsOwnPlaceIsUsedByNobodyElse) {
  std::vector<long> sums(3, 0);  // no lock, for the same reason
  ParallelFor(10'000, 3, [&](std::size_t index, std::size_t thread) {
    sums[thread] += static_cast<long>(index);
  });
  EXPECT_EQ(sums[0] + sums[1] + sums[2], 49'995'000);
}

TEST(ParallelForTest, ThereIsAtLeastOneThread) {
  EXPECT_GE(CountWorkThreads(), 1u);
  EXPECT_LE(CountWorkThreads(), 64u);
}

}  // namespace
}  // namespace solvers
