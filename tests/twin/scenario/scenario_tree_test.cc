#include "twin/scenario/scenario_tree.h"

#include <gmock/gmock.h>

#include <fstream>

#include "absl/strings/str_cat.h"
#include "tests/twin/scenario/living_twin.h"
#include "twin/limits.h"

namespace twin::scenario {
namespace {

using tests::kTwinBegins;
using tests::RegionStepper;

class ScenarioTreeTest : public tests::LivingTwinTest {};

TEST_F(ScenarioTreeTest, ABranchWithoutPatchesIsTheLivingTwinBitForBit) {
  StartTree();
  Step(3);
  const std::string id = Branch();
  RunTo(id, kTwinBegins + 15);
  for (int i = 3; i < 15; ++i) {
    const FramePtr live = Step();
    const FramePtr branch = FrameOf(id, kTwinBegins + i);
    EXPECT_EQ(branch->state_hash, live->state_hash) << i;
    EXPECT_EQ(branch->values, live->values) << i;
  }
}

TEST_F(ScenarioTreeTest, APatchedBranchIsWhatTheLivingTwinBecomesWithTheSamePatches) {
  StartTree();
  Step(2);
  const std::string id = Branch();
  const models::Patch cold =
      Patch(models::TemperatureShift{-12.0}, (kTwinBegins + 4).start_minute());
  ASSERT_TRUE(tree_->ApplyPatch(id, cold, true, "", "grid_company").ok());
  ASSERT_TRUE(engine_->ApplyPatch(cold, "", "grid_company").ok());
  const BranchInfo done = RunTo(id, kTwinBegins + 10);
  EXPECT_EQ(done.status, BranchStatus::kPaused);
  EXPECT_EQ(done.totals.quarters, 8);
  const FramePtr live = Step(8);
  EXPECT_EQ(FrameOf(id, kTwinBegins + 9)->state_hash, live->state_hash);
  EXPECT_EQ(FrameOf(id, kTwinBegins + 9)->values, live->values);
}

TEST_F(ScenarioTreeTest, ThePatchesOfTheLivingTwinGoIntoItsBranches) {
  StartTree();
  Step(1);
  ASSERT_TRUE(
      engine_
          ->ApplyPatch(Patch(models::TemperatureShift{-9.0}, (kTwinBegins + 1).start_minute()), "",
                       "grid_company")
          .ok());
  Step(1);
  const std::string id = Branch();
  RunTo(id, kTwinBegins + 6);
  EXPECT_EQ(FrameOf(id, kTwinBegins + 5)->state_hash, Step(4)->state_hash);
}

TEST_F(ScenarioTreeTest, TheNumberOfThreadsChangesNoBit) {
  Step(1);
  std::vector<StateHash> hashes;
  for (const std::size_t threads : {1u, 2u}) {
    StartTree(threads);
    std::vector<std::string> ids;
    for (int i = 0; i < 3; ++i) {
      ids.push_back(Branch(absl::StrCat("branch ", i)));
      ASSERT_TRUE(tree_
                      ->ApplyPatch(ids.back(), Patch(models::TemperatureShift{-2.0 * i}), false, "",
                                   "grid_company")
                      .ok());
      ASSERT_TRUE(tree_->Run(ids.back(), kTwinBegins + 10, "grid_company").ok());
    }
    for (const std::string& id : ids) {
      Wait(id);
      hashes.push_back(FrameOf(id, kTwinBegins + 9)->state_hash);
    }
  }
  for (int i = 0; i < 3; ++i) EXPECT_EQ(hashes[i], hashes[i + 3]) << i;
  EXPECT_NE(hashes[0], hashes[1]);
}

TEST_F(ScenarioTreeTest, RewoundItRepeatsItselfAndWithAnotherPatchItDoesNot) {
  StartTree();
  Step(1);
  const std::string id = Branch();
  RunTo(id, kTwinBegins + 5);
  ASSERT_TRUE(
      tree_->ApplyPatch(id, Patch(models::TemperatureShift{-6.0}), false, "", "grid_company").ok());
  RunTo(id, kTwinBegins + 12);
  const FramePtr first = FrameOf(id, kTwinBegins + 11);
  // Back to before the patch: it is forgotten.
  const auto back = tree_->Rewind(id, kTwinBegins + 4, "grid_company");
  ASSERT_TRUE(back.ok()) << back.status();
  EXPECT_EQ(back->next, kTwinBegins + 4);
  EXPECT_THAT(back->patches, testing::IsEmpty());
  RunTo(id, kTwinBegins + 5);
  ASSERT_TRUE(
      tree_->ApplyPatch(id, Patch(models::TemperatureShift{-6.0}), false, "", "grid_company").ok());
  RunTo(id, kTwinBegins + 12);
  EXPECT_EQ(FrameOf(id, kTwinBegins + 11)->state_hash, first->state_hash);

  ASSERT_TRUE(tree_->Rewind(id, kTwinBegins + 4, "grid_company").ok());
  RunTo(id, kTwinBegins + 12);
  EXPECT_NE(FrameOf(id, kTwinBegins + 11)->state_hash, first->state_hash);
}

TEST_F(ScenarioTreeTest, FramesThatAreNotKeptAreComputedAgainBitForBit) {
  StartTree();
  Step(1);
  BranchSpec spec;
  spec.name = "small";
  spec.budget.max_bytes = limits::kMinBranchBytes;
  const auto made = tree_->Create(spec, Now());
  ASSERT_TRUE(made.ok()) << made.status();
  const BranchInfo done = RunTo(made->id, kTwinBegins + 31);
  EXPECT_GT(done.stride, 1u);
  EXPECT_LE(done.own_bytes, static_cast<std::size_t>(limits::kMinBranchBytes));
  for (int i = 1; i < 31; ++i) {
    EXPECT_EQ(FrameOf(made->id, kTwinBegins + i)->state_hash, Step()->state_hash) << i;
  }
}

TEST_F(ScenarioTreeTest, ABranchOfABranchGoesItsOwnWayAndOutlivesItsParent) {
  StartTree();
  Step(1);
  const std::string parent = Branch("parent");
  ASSERT_TRUE(tree_->ApplyPatch(parent, Patch(models::TemperatureShift{-6.0}), false, "", "").ok());
  RunTo(parent, kTwinBegins + 8);
  BranchSpec spec;
  spec.name = "child";
  const auto child = tree_->CreateFrom(spec, parent, kTwinBegins + 4);
  ASSERT_TRUE(child.ok()) << child.status();
  EXPECT_EQ(child->parent_id, parent);
  EXPECT_EQ(child->patches.size(), 1u);
  const FramePtr at_parent = FrameOf(parent, kTwinBegins + 7);
  ASSERT_TRUE(tree_->Delete(parent, "").ok());
  EXPECT_TRUE(absl::IsNotFound(tree_->Get(parent).status()));
  RunTo(child->id, kTwinBegins + 8);
  EXPECT_EQ(FrameOf(child->id, kTwinBegins + 7)->state_hash, at_parent->state_hash);
  // The child begins at its own origin.
  EXPECT_TRUE(absl::IsNotFound(tree_->FindFrame(child->id, kTwinBegins + 2).status()));
}

TEST_F(ScenarioTreeTest, AfterAKillEveryAcknowledgedOrderIsThereAndGivesTheSameBits) {
  StartTree();
  Step(5);
  const std::string parent = Branch("parent");
  RunTo(parent, kTwinBegins + 8);
  ASSERT_TRUE(tree_->ApplyPatch(parent, Patch(models::TemperatureShift{-8.0}), false, "", "").ok());
  RunTo(parent, kTwinBegins + 12);
  ASSERT_TRUE(tree_->Rewind(parent, kTwinBegins + 10, "").ok());
  const auto cut =
      tree_->ApplyPatch(parent, Patch(models::GridOrder{"Oslo", 20.0}), false, "request", "");
  ASSERT_TRUE(cut.ok()) << cut.status();
  RunTo(parent, kTwinBegins + 14);
  ASSERT_TRUE(tree_->EndPatch(parent, cut->id, std::nullopt, "", "").ok());
  RunTo(parent, kTwinBegins + 18);
  BranchSpec spec;
  spec.name = "child";
  const std::string child = tree_->CreateFrom(spec, parent, kTwinBegins + 13)->id;
  RunTo(child, kTwinBegins + 18);
  const std::string gone = Branch("gone");
  ASSERT_TRUE(tree_->Delete(gone, "").ok());
  const FramePtr of_parent = FrameOf(parent, kTwinBegins + 17);
  const FramePtr of_child = FrameOf(child, kTwinBegins + 17);
  EXPECT_NE(of_parent->state_hash, Step(13)->state_hash);

  // Nothing is written at the end: to drop the tree and the engine is to be killed. The bytes of a
  // write that was cut stand at the end of the log, too.
  tree_.reset();
  std::ofstream(Directory() + "/scenarios/branches.log", std::ios::binary | std::ios::app)
      << "TREC and then the power went";
  StartTree(2);
  EXPECT_THAT(tree_->damage(), testing::IsEmpty());
  EXPECT_EQ(tree_->List().size(), 2u);
  EXPECT_EQ(Wait(parent).next, kTwinBegins + 18);
  EXPECT_EQ(Wait(child).next, kTwinBegins + 18);
  EXPECT_EQ(FrameOf(parent, kTwinBegins + 17)->state_hash, of_parent->state_hash);
  EXPECT_EQ(FrameOf(child, kTwinBegins + 17)->state_hash, of_child->state_hash);
  EXPECT_EQ(FrameOf(child, kTwinBegins + 17)->values, of_child->values);
  // The same request is still the same one.
  const auto again =
      tree_->ApplyPatch(parent, Patch(models::GridOrder{"Oslo", 5.0}), false, "request", "");
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->id, cut->id);
}

TEST_F(ScenarioTreeTest, AnOrderThatCannotBeWrittenIsNotTaken) {
  bool is_full = false;
  StartTree(1, [&](absl::string_view point) -> absl::Status {
    if (is_full && point == "branches.append.begin") return absl::ResourceExhaustedError("full");
    return absl::OkStatus();
  });
  Step(1);
  const std::string id = Branch();
  is_full = true;
  EXPECT_TRUE(absl::IsResourceExhausted(
      tree_->ApplyPatch(id, Patch(models::TemperatureShift{-8.0}), false, "", "").status()));
  EXPECT_TRUE(absl::IsResourceExhausted(tree_->Run(id, kTwinBegins + 9, "").status()));
  EXPECT_TRUE(absl::IsResourceExhausted(tree_->Delete(id, "")));
  EXPECT_THAT(tree_->Get(id)->patches, testing::IsEmpty());
  EXPECT_EQ(tree_->Get(id)->next, kTwinBegins + 1);
  is_full = false;
  RunTo(id, kTwinBegins + 3);
  EXPECT_EQ(FrameOf(id, kTwinBegins + 2)->state_hash, Step(2)->state_hash);
}

TEST_F(ScenarioTreeTest, ARunningBranchTakesPatchesAndPausesWhereItStands) {
  StartTree();
  Step(1);
  const std::string id = Branch();
  ASSERT_TRUE(tree_->Run(id, kTwinBegins + 90, "").ok());
  const auto taken = tree_->ApplyPatch(id, Patch(models::TemperatureShift{-8.0}), false, "", "");
  ASSERT_TRUE(taken.ok()) << taken.status();
  ASSERT_TRUE(tree_->Pause(id, "").ok());
  const BranchInfo paused = Wait(id);
  EXPECT_EQ(paused.status, BranchStatus::kPaused);
  EXPECT_LT(paused.next, kTwinBegins + 90);
  EXPECT_GE(paused.next.start_minute(), taken->from);
}

TEST_F(ScenarioTreeTest, WhatIsWrongIsSaidPrecisely) {
  StartTree();
  Step(3);
  BranchSpec spec;
  EXPECT_TRUE(absl::IsInvalidArgument(tree_->Create(spec, Now()).status()));  // no name
  spec.name = "ok";
  spec.budget.max_bytes = 5;
  EXPECT_TRUE(absl::IsInvalidArgument(tree_->Create(spec, Now()).status()));
  EXPECT_TRUE(absl::IsNotFound(tree_->Get("b-none").status()));
  spec.budget = {.max_steps = 4};
  const std::string id = tree_->Create(spec, Now())->id;
  EXPECT_TRUE(absl::IsInvalidArgument(tree_->Run(id, kTwinBegins + 8, "").status()));  // budget
  EXPECT_TRUE(absl::IsInvalidArgument(tree_->Run(id, kTwinBegins + 2, "").status()));  // behind
  EXPECT_TRUE(absl::IsInvalidArgument(tree_->Rewind(id, kTwinBegins + 2, "").status()));
  EXPECT_TRUE(absl::IsInvalidArgument(
      tree_->ApplyPatch(id, Patch(models::TemperatureShift{1.0}, 60), true, "", "").status()));
  EXPECT_TRUE(absl::IsNotFound(tree_->EndPatch(id, "p-none", std::nullopt, "", "").status()));
  EXPECT_TRUE(absl::IsNotFound(tree_->FindFrame(id, kTwinBegins + 3).status()));
}

TEST_F(ScenarioTreeTest, ABranchEndsWithItsLifetime) {
  StartTree();
  Step(1);
  BranchSpec spec;
  spec.name = "short";
  spec.lives_s = 60;
  const std::string id = tree_->Create(spec, Now())->id;
  const std::string longer = Branch("longer");
  now_s_ += 61;
  EXPECT_TRUE(absl::IsNotFound(tree_->Get(id).status()));
  StartTree();
  EXPECT_EQ(tree_->List().size(), 1u);
  EXPECT_TRUE(tree_->Get(longer).ok());
}

TEST_F(ScenarioTreeTest, AThousandAreAliveAndCostLittleBeforeTheyDiverge) {
  StartTree();
  Step(2);
  const auto began = std::chrono::steady_clock::now();
  for (std::size_t i = 0; i < limits::kMaxBranches; ++i) Branch(absl::StrCat("branch ", i));
  const double each_ms =
      std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - began).count() /
      static_cast<double>(limits::kMaxBranches);
  RecordProperty("branch_us", static_cast<int>(each_ms * 1e3));
  EXPECT_LT(each_ms, 10.0);
  const std::vector<BranchInfo> all = tree_->List();
  EXPECT_EQ(all.size(), limits::kMaxBranches);
  for (const BranchInfo& info : all) EXPECT_EQ(info.own_bytes, 0u);
  // The least budget is a few points, and one point alone stays below a megabyte.
  const std::size_t point_bytes = CalcPointBytes(Now().point);
  RecordProperty("point_bytes", static_cast<int>(point_bytes));
  EXPECT_LT(3 * point_bytes, static_cast<std::size_t>(limits::kMinBranchBytes));
  BranchSpec spec;
  spec.name = "one too many";
  EXPECT_TRUE(absl::IsResourceExhausted(tree_->Create(spec, Now()).status()));
  ASSERT_TRUE(tree_->Delete(all.front().id, "").ok());
  EXPECT_TRUE(tree_->Create(spec, Now()).ok());
}

}  // namespace
}  // namespace twin::scenario
