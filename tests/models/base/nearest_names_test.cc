#include "models/base/nearest_names.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace models {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(NearestNamesTest, NearestFirstByInsertionsDeletionsAndSubstitutions) {
  EXPECT_THAT(FindNearestNames("Sylling", {"Hamang", "Syling", "Sylling 2", "Syllling 22"}, 3),
              ElementsAre("Sylling 2", "Syling"));
}

TEST(NearestNamesTest, CaseDoesNotMatter) {
  EXPECT_THAT(FindNearestNames("HAMANG", {"Hamang", "hamang2"}, 2),
              ElementsAre("Hamang", "hamang2"));
}

TEST(NearestNamesTest, APrefixIsNearHoweverLongTheName) {
  EXPECT_THAT(FindNearestNames("Fro", {"Frogner transformatorstasjon", "Fru"}, 2),
              ElementsAre("Frogner transformatorstasjon", "Fru"));
}

TEST(NearestNamesTest, WhatIsFarAwayIsNotNamed) {
  EXPECT_THAT(FindNearestNames("Sylling", {"Rjukan transformatorstasjon"}, 5), IsEmpty());
}

TEST(NearestNamesTest, EqualNamesAreNamedOnceAndCountedOnce) {
  EXPECT_THAT(FindNearestNames("Ås", {"Ås", "Ås", "Ås", "Ask"}, 2), ElementsAre("Ås", "Ask"));
}

TEST(NearestNamesTest, NoMoreThanAskedForAndTiesByName) {
  EXPECT_THAT(FindNearestNames("a1", {"a4", "a3", "a2"}, 2), ElementsAre("a2", "a3"));
  EXPECT_THAT(FindNearestNames("a1", {"a2"}, 0), IsEmpty());
  EXPECT_THAT(FindNearestNames("a1", {}, 5), IsEmpty());
}

TEST(NearestNamesTest, ALongTextIsComparedByItsBeginning) {
  const std::string long_name(5000, 'x');
  EXPECT_THAT(FindNearestNames(long_name + "1", {long_name + "2"}, 1),
              ElementsAre(long_name + "2"));
}

}  // namespace
}  // namespace models
