#include "models/plan/purpose.h"

#include <gtest/gtest.h>

namespace models {
namespace {

PurposeTable Table() {
  return PurposeTable({
      {.list = PurposeList::kZoning, .code = 1300, .name = "Næringsbebyggelse"},
      {.list = PurposeList::kMunicipal, .code = 1300, .name = "Næringsvirksomhet"},
      {.list = PurposeList::kZoning,
       .code = 1310,
       .name = "Kontor",
       .role = PurposeRole::kBuildings,
       .use = "office"},
      {.list = PurposeList::kZoning, .code = 1000, .name = "Generalisert", .last_version = 44},
      {.list = PurposeList::kZoning, .code = 1168, .name = "Helse", .first_version = 50},
  });
}

TEST(PurposeTest, OneNumberIsTwoThingsInTwoLists) {
  const PurposeTable table = Table();
  EXPECT_EQ((*table.Find(PurposeList::kZoning, 1300, 45))->name, "Næringsbebyggelse");
  EXPECT_EQ((*table.Find(PurposeList::kMunicipal, 1300, 45))->name, "Næringsvirksomhet");
}

TEST(PurposeTest, AnUnknownCodeIsNamedWithItsNeighbours) {
  const auto found = Table().Find(PurposeList::kZoning, 1311, 45);
  EXPECT_EQ(found.status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(found.status().message(),
            "purpose 1311 is not in RpArealformål; nearest: 1310 Kontor, 1300 Næringsbebyggelse, "
            "1168 Helse");
}

TEST(PurposeTest, ARetiredCodeSaysWhenItHeld) {
  const auto found = Table().Find(PurposeList::kZoning, 1000, 45);
  EXPECT_EQ(found.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(found.status().message(),
            "purpose 1000 Generalisert of RpArealformål holds in versions 4.0 to 4.4, not in 4.5");
  EXPECT_TRUE(Table().Find(PurposeList::kZoning, 1000, 44).ok());
}

TEST(PurposeTest, ANewCodeIsNotInAnOldPlan) {
  EXPECT_FALSE(Table().Find(PurposeList::kZoning, 1168, 45).ok());
  EXPECT_TRUE(Table().Find(PurposeList::kZoning, 1168, 50).ok());
}

TEST(PurposeTest, IdsComeBack) {
  for (std::size_t i = 0; i < kPurposeListCount; ++i) {
    const auto list = static_cast<PurposeList>(i);
    EXPECT_EQ(FindPurposeList(PurposeListId(list)), list);
  }
  for (std::size_t i = 0; i < kPurposeRoleCount; ++i) {
    const auto role = static_cast<PurposeRole>(i);
    EXPECT_EQ(FindPurposeRole(PurposeRoleId(role)), role);
  }
  EXPECT_EQ(FindPurposeList("zone"), std::nullopt);
}

}  // namespace
}  // namespace models
