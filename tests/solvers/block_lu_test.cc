#include "solvers/block_lu.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>
#include <vector>

#include "models/base/philox.h"

namespace solvers {
namespace {

std::size_t U(int value) { return static_cast<std::size_t>(value); }

double Draw(std::uint64_t seed, int step) {
  return models::CalcUniformShare({.seed = seed, .stream = 1, .step = step});
}

// A ring, so that nothing falls apart, and chords by chance.
BlockPattern MakeRandomPattern(int size, double chord_share, std::uint64_t seed) {
  std::vector<std::set<int>> rows(U(size));
  const auto join = [&](int a, int b) {
    rows[U(a)].insert(b);
    rows[U(b)].insert(a);
  };
  for (int i = 0; i < size; ++i) {
    join(i, i);
    join(i, (i + 1) % size);
    for (int j = 0; j < i; ++j) {
      if (Draw(seed, size * i + j) < chord_share) join(i, j);
    }
  }
  BlockPattern pattern;
  pattern.row_start.push_back(0);
  for (const auto& row : rows) {
    pattern.column.insert(pattern.column.end(), row.begin(), row.end());
    pattern.row_start.push_back(static_cast<int>(pattern.column.size()));
  }
  return pattern;
}

// Not symmetric in value, dominated by its diagonal.
std::vector<double> MakeValues(const BlockPattern& pattern, std::uint64_t seed) {
  std::vector<double> values(pattern.column.size());
  for (int row = 0; row < pattern.size(); ++row) {
    for (int entry = pattern.row_start[U(row)]; entry < pattern.row_start[U(row) + 1]; ++entry) {
      const bool is_diagonal = pattern.column[U(entry)] == row;
      values[U(entry)] = is_diagonal ? 2.0 * pattern.size() : 0.5 + Draw(seed, entry);
    }
  }
  return values;
}

// The walk along the lists that the kernels do, on numbers instead of 2 × 2 blocks.
std::vector<double> Eliminate(const BlockLuSymbolic& lu, const std::vector<double>& values) {
  std::vector<double> a(U(lu.block_count()), 0.0);
  for (std::size_t entry = 0; entry < values.size(); ++entry) {
    a[U(lu.position_of_entry[entry])] = values[entry];
  }
  std::size_t next = 0;
  for (int row = 0; row < lu.size(); ++row) {
    for (int left = lu.row_start[U(row)]; left < lu.diagonal[U(row)]; ++left) {
      const int pivot = lu.column[U(left)];
      a[U(left)] /= a[U(lu.diagonal[U(pivot)])];
      for (int right = lu.diagonal[U(pivot)] + 1; right < lu.row_start[U(pivot) + 1]; ++right) {
        a[U(lu.target[next++])] -= a[U(left)] * a[U(right)];
      }
    }
  }
  EXPECT_EQ(next, lu.target.size());
  return a;
}

// Rows and columns in the order of elimination, no zero left out.
std::vector<double> EliminateDense(const BlockLuSymbolic& lu, const BlockPattern& pattern,
                                   const std::vector<double>& values) {
  const std::size_t n = U(lu.size());
  std::vector<double> a(n * n, 0.0);
  for (std::size_t row = 0; row < n; ++row) {
    for (int entry = pattern.row_start[row]; entry < pattern.row_start[row + 1]; ++entry) {
      a[U(lu.step_of[row]) * n + U(lu.step_of[U(pattern.column[U(entry)])])] = values[U(entry)];
    }
  }
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t k = 0; k < i; ++k) {
      a[i * n + k] /= a[k * n + k];
      for (std::size_t j = k + 1; j < n; ++j) a[i * n + j] -= a[i * n + k] * a[k * n + j];
    }
  }
  return a;
}

struct PatternCase {
  int size;
  double chord_share;
  int last;
};

class BlockLuTest : public testing::TestWithParam<PatternCase> {
 protected:
  const BlockPattern pattern_ = MakeRandomPattern(GetParam().size, GetParam().chord_share, 7);
  const BlockLuSymbolic lu_ = AnalyseBlockLu(pattern_, GetParam().last);
};

TEST_P(BlockLuTest, EveryRowIsEliminatedOnceAndTheLastOneLast) {
  ASSERT_EQ(lu_.size(), GetParam().size);
  EXPECT_EQ(lu_.order.back(), GetParam().last);
  std::vector<int> sorted = lu_.order, all(U(GetParam().size));
  std::iota(all.begin(), all.end(), 0);
  std::sort(sorted.begin(), sorted.end());
  EXPECT_EQ(sorted, all);
  for (std::size_t step = 0; step < lu_.order.size(); ++step) {
    EXPECT_EQ(lu_.step_of[U(lu_.order[step])], static_cast<int>(step));
    EXPECT_EQ(lu_.column[U(lu_.diagonal[step])], static_cast<int>(step));
    EXPECT_TRUE(std::is_sorted(lu_.column.begin() + lu_.row_start[step],
                               lu_.column.begin() + lu_.row_start[step + 1]));
  }
}

TEST_P(BlockLuTest, TheWalkGivesTheFactorsOfADenseEliminationAndNothingIsMissing) {
  for (const std::uint64_t seed : {1u, 2u, 3u}) {
    const std::vector<double> values = MakeValues(pattern_, seed);
    const std::vector<double> sparse = Eliminate(lu_, values);
    const std::vector<double> dense = EliminateDense(lu_, pattern_, values);
    const std::size_t n = U(lu_.size());
    std::vector<char> is_stored(n * n, 0);
    for (std::size_t row = 0; row < n; ++row) {
      for (int at = lu_.row_start[row]; at < lu_.row_start[row + 1]; ++at) {
        const std::size_t place = row * n + U(lu_.column[U(at)]);
        is_stored[place] = 1;
        EXPECT_NEAR(sparse[U(at)], dense[place], 1e-12 * (1.0 + std::abs(dense[place])));
        EXPECT_NE(dense[place], 0.0) << "stored without need";
      }
    }
    for (std::size_t place = 0; place < n * n; ++place) {
      EXPECT_TRUE(is_stored[place] != 0 || dense[place] == 0.0) << "fill left out";
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Patterns, BlockLuTest,
                         testing::Values(PatternCase{3, 0.0, 1}, PatternCase{12, 0.0, 0},
                                         PatternCase{12, 0.3, 11}, PatternCase{40, 0.02, 17},
                                         PatternCase{40, 0.1, 0}, PatternCase{9, 1.0, 4}),
                         [](const auto& one) {
                           return "Rows" + std::to_string(one.param.size) + "Chords" +
                                  std::to_string(static_cast<int>(100 * one.param.chord_share)) +
                                  "Last" + std::to_string(one.param.last);
                         });

// A chain eliminated from its ends needs no fill; a star eliminated centre first fills wholly.
TEST(BlockLuOrderTest, AChainFillsNothingAndAStarWithItsCentreLastNeither) {
  BlockPattern chain{.row_start = {0, 2, 5, 8, 10}, .column = {0, 1, 0, 1, 2, 1, 2, 3, 2, 3}};
  EXPECT_EQ(AnalyseBlockLu(chain, 0).block_count(), 10);
  BlockPattern star{.row_start = {0, 4, 6, 8, 10}, .column = {0, 1, 2, 3, 0, 1, 0, 2, 0, 3}};
  EXPECT_EQ(AnalyseBlockLu(star, 0).block_count(), 10);
  EXPECT_EQ(AnalyseBlockLu(star, 3).order.back(), 3);
}

TEST(BlockLuOrderTest, OneRowAloneIsItsOwnFactor) {
  const BlockLuSymbolic lu = AnalyseBlockLu({.row_start = {0, 1}, .column = {0}}, 0);
  EXPECT_EQ(lu.order, std::vector<int>{0});
  EXPECT_EQ(lu.block_count(), 1);
  EXPECT_TRUE(lu.target.empty());
}

}  // namespace
}  // namespace solvers
