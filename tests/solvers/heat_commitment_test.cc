#include "solvers/heat_commitment.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <random>

namespace solvers {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNok = 1e-5;

CommitmentPlant MakePlant(std::size_t hours, double available_mw, double cost_nok_per_mwh) {
  CommitmentPlant plant;
  plant.hours.assign(hours, {.available_mw = available_mw, .cost_nok_per_mwh = cost_nok_per_mwh});
  return plant;
}

CommitmentInputs MakeInputs(std::vector<double> load_mw) {
  CommitmentInputs inputs;
  inputs.electricity_max_mw.assign(load_mw.size(), kInfinity);
  inputs.load_mw = std::move(load_mw);
  return inputs;
}

CommitmentPlan MustPlan(const CommitmentInputs& inputs) {
  const auto plan = PlanHeatCommitment(inputs, {.solve_s = 30.0, .gap_share = 0.0});
  EXPECT_TRUE(plan.ok()) << plan.status();
  if (!plan.ok()) return {};
  EXPECT_TRUE(plan->is_proven);
  EXPECT_LE(plan->bound_nok, plan->cost_nok + kNok);
  for (std::size_t h = 0; h < inputs.load_mw.size(); ++h) {
    double sum_mw = plan->unserved_mw[h] - plan->cooled_off_mw[h];
    for (const auto& heat_mw : plan->heat_mw) sum_mw += heat_mw[h];
    for (const auto& discharge_mw : plan->discharge_mw) sum_mw += discharge_mw[h];
    EXPECT_NEAR(sum_mw, inputs.load_mw[h], 1e-6) << "hour " << h;
  }
  return *plan;
}

TEST(HeatCommitmentTest, CheapestFirst) {
  CommitmentInputs inputs = MakeInputs({5.0, 15.0, 25.0});
  inputs.plants = {MakePlant(3, 10.0, 300.0), MakePlant(3, 10.0, 100.0)};
  const CommitmentPlan plan = MustPlan(inputs);
  EXPECT_NEAR(plan.cost_nok, 500.0 + (1000.0 + 1500.0) + (1000.0 + 3000.0 + 5.0 * 20'000.0), kNok);
  EXPECT_NEAR(plan.unserved_mw[2], 5.0, 1e-9);
}

// A start pays when what it saves, 200 NOK for every MWh, exceeds its cost.
TEST(HeatCommitmentTest, AStartWaitsForALastingNeed) {
  for (const int hours : {1, 2, 3, 4}) {
    CommitmentInputs inputs = MakeInputs(std::vector<double>(hours, 10.0));
    inputs.plants = {MakePlant(hours, 10.0, 300.0), MakePlant(hours, 10.0, 100.0)};
    inputs.plants[1].running.start_cost_nok = 5000.0;
    const CommitmentPlan plan = MustPlan(inputs);
    const double saved_nok = 200.0 * 10.0 * hours;
    EXPECT_EQ(plan.is_running[1][0] != 0, saved_nok > 5000.0) << hours;
    EXPECT_NEAR(plan.cost_nok, 3000.0 * hours - std::max(0.0, saved_nok - 5000.0), kNok);
    // One that runs already has no start to pay.
    inputs.plants[1].now = {.heat_mw = 10.0, .since_switch_h = 5.0};
    EXPECT_NEAR(MustPlan(inputs).cost_nok, 1000.0 * hours, kNok);
  }
}

TEST(HeatCommitmentTest, TheTankCarriesCheapHeatIntoThePeak) {
  CommitmentInputs inputs = MakeInputs({0.0, 20.0});
  inputs.plants = {MakePlant(2, 10.0, 100.0), MakePlant(2, 20.0, 500.0)};
  inputs.stores = {{.capacity_mwh = 50.0, .power_max_mw = 8.0, .loss_per_h = 0.25}};
  // 8 MWh in, 6 left: 10 + 6 cheap, 4 dear.
  CommitmentPlan plan = MustPlan(inputs);
  EXPECT_NEAR(plan.cost_nok, 100.0 * 18.0 + 500.0 * 4.0, kNok);
  EXPECT_NEAR(plan.content_mwh[0][0], 8.0, 1e-6);
  EXPECT_NEAR(plan.discharge_mw[0][1], 6.0, 1e-6);
  // What is left has a value: worth more than the dear plant's heat it is kept, and filled.
  inputs.stores[0].end_value_nok_per_mwh = 600.0;
  plan = MustPlan(inputs);
  EXPECT_NEAR(plan.content_mwh[0][1], 14.0, 1e-6);
}

TEST(HeatCommitmentTest, LeastTimesHoldAlsoForWhatHasBegun) {
  CommitmentInputs inputs = MakeInputs({10.0, 0.0, 0.0, 0.0, 10.0});
  inputs.plants = {MakePlant(5, 10.0, 100.0)};
  inputs.plants[0].running = {.stable_min_mw = 4.0, .start_cost_nok = 1.0, .up_min_h = 3.0};
  CommitmentPlan plan = MustPlan(inputs);
  EXPECT_EQ(plan.is_running[0], (std::vector<char>{1, 1, 1, 0, 1}));
  EXPECT_NEAR(plan.cooled_off_mw[1], 4.0, 1e-9);
  // Standing for two of four hours: two more hours without.
  inputs.plants[0].running = {.stable_min_mw = 4.0, .down_min_h = 4.0};
  inputs.plants[0].now = {.heat_mw = 0.0, .since_switch_h = -2.0};
  inputs.load_mw = {10.0, 10.0, 10.0, 10.0, 10.0};
  plan = MustPlan(inputs);
  EXPECT_EQ(plan.is_running[0], (std::vector<char>{0, 0, 1, 1, 1}));
  // A stop of three hours is too short for four: it runs on at its least.
  inputs.plants[0].now = {.heat_mw = 10.0, .since_switch_h = 9.0};
  inputs.load_mw = {10.0, 0.0, 0.0, 0.0, 10.0};
  plan = MustPlan(inputs);
  EXPECT_EQ(plan.is_running[0], (std::vector<char>{1, 1, 1, 1, 1}));
}

TEST(HeatCommitmentTest, AStopNowCountsForTheNextStart) {
  CommitmentInputs inputs = MakeInputs({0.0, 0.0, 10.0, 10.0});
  inputs.plants = {MakePlant(4, 10.0, 100.0), MakePlant(4, 10.0, 120.0)};
  inputs.plants[0].running = {.stable_min_mw = 9.0, .down_min_h = 4.0};
  inputs.plants[0].now = {.heat_mw = 10.0, .since_switch_h = 9.0};
  EXPECT_EQ(MustPlan(inputs).is_running[0], (std::vector<char>{0, 0, 0, 0}));
  inputs.plants[0].running.down_min_h = 2.0;
  EXPECT_EQ(MustPlan(inputs).is_running[0], (std::vector<char>{0, 0, 1, 1}));
}

TEST(HeatCommitmentTest, RampsLimitWhatFollows) {
  CommitmentInputs inputs = MakeInputs({0.0, 12.0, 12.0, 12.0});
  inputs.plants = {MakePlant(4, 20.0, 100.0), MakePlant(4, 20.0, 400.0)};
  inputs.plants[0].running = {.ramp_mw_per_h = 3.0, .stable_min_mw = 5.0};
  const CommitmentPlan plan = MustPlan(inputs);
  // A start reaches max(stable, ramp), then 3 MW more every hour; running early costs 500.
  EXPECT_NEAR(plan.heat_mw[0][1], 8.0, 1e-6);
  EXPECT_NEAR(plan.heat_mw[0][2], 11.0, 1e-6);
  EXPECT_NEAR(plan.heat_mw[0][3], 12.0, 1e-6);
  EXPECT_NEAR(plan.cooled_off_mw[0], 5.0, 1e-6);
  inputs.plants[0].running.stable_min_mw = 0.0;
  EXPECT_NEAR(MustPlan(inputs).heat_mw[0][1], 6.0, 1e-6);
}

TEST(HeatCommitmentTest, AnOrderOverridesWhatIsCheapAndAStoreRunsOut) {
  CommitmentInputs inputs = MakeInputs({10.0, 10.0, 10.0});
  inputs.plants = {MakePlant(3, 10.0, 50.0), MakePlant(3, 10.0, 200.0), MakePlant(3, 10.0, 900.0)};
  for (PlannedHour& hour : inputs.plants[0].hours) hour.electricity_ratio = 1.0 / 0.98;
  inputs.plants[1].fuel = {.fuel_capacity_mwh = 30.0, .fuel_delivery_mwh_per_day = 24.0};
  inputs.plants[1].fuel_mwh = 14.0;
  inputs.plants[1].efficiency_ratio = 0.8;
  inputs.electricity_max_mw = {kInfinity, 2.0, 0.0};
  const CommitmentPlan plan = MustPlan(inputs);
  EXPECT_NEAR(plan.heat_mw[0][0], 10.0, 1e-6);
  EXPECT_NEAR(plan.heat_mw[0][1], 1.96, 1e-6);
  EXPECT_NEAR(plan.heat_mw[0][2], 0.0, 1e-6);
  EXPECT_NEAR(plan.electricity_mw[1], 2.0, 1e-6);
  // 14 MWh and 3 delivered, at 0.8: 13.6 MWh of heat for 18.04.
  EXPECT_NEAR(plan.heat_mw[1][1] + plan.heat_mw[1][2], 13.6, 1e-6);
  EXPECT_NEAR(plan.heat_mw[2][1] + plan.heat_mw[2][2], 18.04 - 13.6, 1e-6);
}

TEST(HeatCommitmentTest, MustRunHeatIsCooledOffAndATripEndsIt) {
  CommitmentInputs inputs = MakeInputs({2.0, 2.0});
  inputs.plants = {MakePlant(2, 10.0, -250.0)};
  inputs.plants[0].hours[0].must_run_mw = 6.0;
  inputs.plants[0].hours[1] = {.available_mw = 0.0, .must_run_mw = 6.0};
  inputs.cooled_off_cost_nok_per_mwh = 300.0;
  const CommitmentPlan plan = MustPlan(inputs);
  EXPECT_NEAR(plan.heat_mw[0][0], 6.0, 1e-9);
  EXPECT_NEAR(plan.cooled_off_mw[0], 4.0, 1e-9);
  EXPECT_NEAR(plan.unserved_mw[1], 2.0, 1e-9);
}

// All switchings of two plants over five hours, and for each the best use of the tank in whole
// megawatts: with whole-number data no better split exists.
class Exhaustive {
 public:
  static constexpr int kHours = 5;
  struct Plant {
    int stable_mw, most_mw, cost, start, up, down;
  };
  Exhaustive(std::vector<Plant> plants, std::vector<int> load_mw, int tank_mwh, int power_mw,
             int end_value)
      : plants_(std::move(plants)),
        load_mw_(std::move(load_mw)),
        tank_mwh_(tank_mwh),
        power_mw_(power_mw),
        end_value_(end_value) {}

  double Best() const {
    double best = kInfinity;
    for (int a = 0; a < 1 << kHours; ++a) {
      for (int b = 0; b < 1 << kHours; ++b) {
        if (!Holds(plants_[0], a) || !Holds(plants_[1], b)) continue;
        best = std::min(best, StartsOf(plants_[0], a) + StartsOf(plants_[1], b) + Run(a, b));
      }
    }
    return best;
  }

 private:
  static bool IsOn(int pattern, int hour) { return hour >= 0 && (pattern >> hour & 1) != 0; }
  static bool Holds(const Plant& plant, int pattern) {
    for (int h = 0; h < kHours; ++h) {
      const bool starts = IsOn(pattern, h) && !IsOn(pattern, h - 1);
      const bool stops = h > 0 && !IsOn(pattern, h) && IsOn(pattern, h - 1);
      for (int k = h; starts && k < std::min(kHours, h + plant.up); ++k) {
        if (!IsOn(pattern, k)) return false;
      }
      for (int k = h; stops && k < std::min(kHours, h + plant.down); ++k) {
        if (IsOn(pattern, k)) return false;
      }
    }
    return true;
  }
  static double StartsOf(const Plant& plant, int pattern) {
    double cost = 0.0;
    for (int h = 0; h < kHours; ++h)
      cost += IsOn(pattern, h) && !IsOn(pattern, h - 1) ? plant.start : 0;
    return cost;
  }
  // Cheapest heat of exactly `need` MW (negative: impossible without cooling off).
  double HourCost(int need, bool a, bool b) const {
    int left = need;
    double cost = 0.0;
    for (const auto& [plant, on] : {std::pair{&plants_[0], a}, std::pair{&plants_[1], b}}) {
      if (!on) continue;
      left -= plant->stable_mw;
      cost += plant->cost * plant->stable_mw;
    }
    if (left <= 0) return cost;  // the rest is cooled off
    std::vector<std::pair<int, int>> room;
    if (a) room.emplace_back(plants_[0].cost, plants_[0].most_mw - plants_[0].stable_mw);
    if (b) room.emplace_back(plants_[1].cost, plants_[1].most_mw - plants_[1].stable_mw);
    std::sort(room.begin(), room.end());
    for (const auto& [price, mw] : room) {
      const int used = std::min(left, mw);
      cost += price * used;
      left -= used;
    }
    return cost + 20'000.0 * left;
  }
  double Run(int a, int b) const {
    std::vector<double> cost(tank_mwh_ + 1, kInfinity);
    cost[0] = 0.0;
    for (int h = 0; h < kHours; ++h) {
      std::vector<double> next(tank_mwh_ + 1, kInfinity);
      for (int level = 0; level <= tank_mwh_; ++level) {
        if (cost[level] == kInfinity) continue;
        for (int to = std::max(0, level - power_mw_); to <= std::min(tank_mwh_, level + power_mw_);
             ++to) {
          const double hour = HourCost(load_mw_[h] + to - level, IsOn(a, h), IsOn(b, h));
          next[to] = std::min(next[to], cost[level] + hour);
        }
      }
      cost = next;
    }
    double best = kInfinity;
    for (int level = 0; level <= tank_mwh_; ++level) {
      best = std::min(best, cost[level] - end_value_ * level);
    }
    return best;
  }

  const std::vector<Plant> plants_;
  const std::vector<int> load_mw_;
  const int tank_mwh_, power_mw_, end_value_;
};

TEST(HeatCommitmentTest, RandomSystemsAgainstAllSwitchings) {
  std::mt19937 random(11);
  const auto draw = [&random](int low, int high) {
    return low + static_cast<int>(random() % static_cast<unsigned>(high - low + 1));
  };
  for (int round = 0; round < 60; ++round) {
    std::vector<Exhaustive::Plant> plants;
    std::vector<int> load_mw;
    for (int p = 0; p < 2; ++p) {
      const int stable = draw(1, 5);
      plants.push_back(
          {stable, stable + draw(0, 8), draw(50, 400), draw(0, 3000), draw(1, 3), draw(1, 3)});
    }
    for (int h = 0; h < Exhaustive::kHours; ++h) load_mw.push_back(draw(0, 18));
    const int tank_mwh = draw(0, 8), power_mw = draw(1, 4), value = draw(0, 300);
    CommitmentInputs inputs = MakeInputs({load_mw.begin(), load_mw.end()});
    inputs.stores = {{.capacity_mwh = static_cast<double>(tank_mwh),
                      .power_max_mw = static_cast<double>(power_mw),
                      .end_value_nok_per_mwh = static_cast<double>(value)}};
    for (const Exhaustive::Plant& one : plants) {
      CommitmentPlant plant = MakePlant(Exhaustive::kHours, one.most_mw, one.cost);
      plant.running = {.stable_min_mw = static_cast<double>(one.stable_mw),
                       .start_cost_nok = static_cast<double>(one.start),
                       .up_min_h = static_cast<double>(one.up),
                       .down_min_h = static_cast<double>(one.down)};
      inputs.plants.push_back(plant);
    }
    const double best = Exhaustive(plants, load_mw, tank_mwh, power_mw, value).Best();
    EXPECT_NEAR(MustPlan(inputs).cost_nok, best, 1e-4) << "round " << round;
  }
}

// What must run comes back no faster than it can, after a trip and from a stand.
TEST(HeatCommitmentTest, MustRunHeatWaitsForItsRamp) {
  CommitmentInputs inputs = MakeInputs({20.0, 20.0, 20.0, 20.0, 20.0});
  inputs.plants = {MakePlant(5, 20.0, 10.0), MakePlant(5, 20.0, 500.0)};
  for (PlannedHour& hour : inputs.plants[0].hours) hour.must_run_mw = 15.0;
  inputs.plants[0].hours[2].available_mw = 0.0;
  inputs.plants[0].running = {.ramp_mw_per_h = 6.0, .stable_min_mw = 8.0, .down_min_h = 1.0};
  const CommitmentPlan plan = MustPlan(inputs);
  const std::vector<double> by_hand_mw{8.0, 14.0, 0.0, 8.0, 14.0};
  for (std::size_t h = 0; h < 5; ++h) EXPECT_NEAR(plan.heat_mw[0][h], by_hand_mw[h], 1e-6) << h;
}

TEST(HeatCommitmentTest, WhatDoesNotFitIsNamed) {
  CommitmentInputs inputs = MakeInputs({1.0, 2.0});
  inputs.plants = {MakePlant(3, 1.0, 1.0)};
  EXPECT_EQ(PlanHeatCommitment(inputs, {}).status().message(),
            "plants[0].hours has 3 hours, load_mw 2");
  inputs.plants.clear();
  inputs.load_mw[1] = -1.0;
  EXPECT_EQ(PlanHeatCommitment(inputs, {}).status().message(),
            "load_mw[1] is -1, must be 0 or more");
}

}  // namespace
}  // namespace solvers
