#include "solvers/contingency_list.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/support/small_contingencies.h"

namespace solvers {
namespace {

using models::BranchIndex;
using models::BusIndex;
using testing::ElementsAre;
using SmallCase = tests::SmallContingencies;
using tests::MakeSmallContingencies;

std::vector<std::string> IdsOf(const std::vector<Contingency>& list) {
  std::vector<std::string> ids;
  for (const Contingency& contingency : list) ids.push_back(contingency.id);
  return ids;
}

TEST(ContingencyListTest, RulesGiveBranchesGeneratorsBusbarsAndMasts) {
  SmallCase one = MakeSmallContingencies();
  one.grid.branches[BranchIndex(1)].kind = models::BranchKind::kTransformer;
  const auto lines =
      MakeContingencies(one.grid, one.inputs, {}, {.has_transformers = false, .masts = {}});
  ASSERT_TRUE(lines.ok());
  EXPECT_THAT(IdsOf(*lines), ElementsAre("l0", "twin"));
  const auto all = MakeContingencies(
      one.grid, one.inputs, one.generation_mw,
      {.has_generators = true,
       .has_busbars = true,
       .masts = {{.name = "both", .branches = {BranchIndex(0), BranchIndex(2)}}}});
  ASSERT_TRUE(all.ok()) << all.status();
  EXPECT_THAT(IdsOf(*all), ElementsAre("l0", "l1", "twin", "g0", "busbar:b0", "busbar:b1",
                                       "busbar:b2", "mast:both"));
  EXPECT_EQ((*all)[1].kind, ContingencyKind::kTransformer);
  EXPECT_EQ((*all)[3].generation_lost_mw, 20.0);
  EXPECT_FALSE((*all)[3].keeps_voltage);
  EXPECT_EQ((*all)[5].branches.size(), 3u);
  EXPECT_STREQ(NameOf((*all)[7].kind), "common mast");
}

TEST(ContingencyListTest, AMastOfOneBranchOrOfAnUnknownOneIsRefused) {
  const SmallCase one = MakeSmallContingencies();
  for (const std::vector<BranchIndex>& branches :
       {std::vector{BranchIndex(0)}, std::vector{BranchIndex(0), BranchIndex(99)}}) {
    const auto list = MakeContingencies(one.grid, one.inputs, {},
                                        {.masts = {{.name = "m", .branches = branches}}});
    EXPECT_EQ(list.status().code(), absl::StatusCode::kInvalidArgument);
  }
}

// Both circuits between two busbars are lost together; the line behind them is alone.
TEST(ContingencyListTest, ParallelCircuitsAreAMastByRule) {
  SmallCase one = MakeSmallContingencies();
  const auto list = MakeContingencies(one.grid, one.inputs, {},
                                      {.has_lines = false, .has_parallel_circuits = true});
  ASSERT_TRUE(list.ok()) << list.status();
  ASSERT_THAT(IdsOf(*list), ElementsAre("mast:b0-b1"));
  EXPECT_THAT((*list)[0].branches, ElementsAre(BranchIndex(0), BranchIndex(2)));
  EXPECT_EQ((*list)[0].kind, ContingencyKind::kCommonMast);
  // Named from the other end, it is the same pair.
  std::swap(one.grid.branches[BranchIndex(2)].from, one.grid.branches[BranchIndex(2)].to);
  const auto turned = MakeContingencies(one.grid, one.inputs, {},
                                        {.has_lines = false, .has_parallel_circuits = true});
  ASSERT_TRUE(turned.ok());
  EXPECT_EQ(IdsOf(*turned), IdsOf(*list));
  // Two transformers stand on no mast, and what is out already is not lost again.
  one.grid.branches[BranchIndex(2)].kind = models::BranchKind::kTransformer;
  EXPECT_TRUE(MakeContingencies(
                  one.grid, one.inputs, {},
                  {.has_lines = false, .has_transformers = false, .has_parallel_circuits = true})
                  ->empty());
  one.grid.branches[BranchIndex(2)].kind = models::BranchKind::kLine;
  one.inputs.in_service[BranchIndex(0)] = 0;
  EXPECT_TRUE(MakeContingencies(one.grid, one.inputs, {},
                                {.has_lines = false, .has_parallel_circuits = true})
                  ->empty());
}

}  // namespace
}  // namespace solvers
