#include "twin/planning/planning_key.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace twin::planning {
namespace {

const PlanningKey kKey{.model_revision = 3,
                       .data_revision = "0123456789ab",
                       .planning_year = 2030,
                       .growth_scenario = "base",
                       .seed = 1,
                       .weather_year = 7};

// SHA-256 over u64 length + bytes of "3", "0123456789ab", "2030", "base", "1/7", "planning/2",
// worked out by Python's hashlib.
TEST(PlanningKeyTest, TheHashIsTheFormatsOwn) {
  EXPECT_EQ(CalcKeyHash(kKey), "95536843a6f74d7369271c0f42207489");
}

TEST(PlanningKeyTest, EveryPartOfTheKeyMakesAnotherHash) {
  std::set<std::string> hashes{CalcKeyHash(kKey)};
  PlanningKey key = kKey;
  const auto add = [&] {
    const std::string hash = CalcKeyHash(key);
    EXPECT_EQ(hash.size(), 32u);
    EXPECT_TRUE(hashes.insert(hash).second);
    key = kKey;
  };
  key.model_revision = 4;
  add();
  key.data_revision = "0123456789ac";
  add();
  key.planning_year = 2031;
  add();
  key.growth_scenario = "high";
  add();
  key.seed = 2;
  add();
  key.weather_year = 8;
  add();
  key.seed = 11;  // no part may run into its neighbour
  key.weather_year = 17;
  add();
  key.seed = 1;
  key.weather_year = 117;
  add();
  EXPECT_EQ(CalcKeyHash(key), *hashes.find(CalcKeyHash(kKey)));
}

}  // namespace
}  // namespace twin::planning
