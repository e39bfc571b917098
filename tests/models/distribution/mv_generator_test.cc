#include "models/distribution/mv_generator.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>
#include <string>

#include "models/base/errors.h"
#include "models/distribution/mv_layout.h"
#include "models/distribution/mv_sizing.h"
#include "tests/support/mv_rules.h"

namespace models {
namespace {

MvSupplyPoint MakePoint(const std::string& key, double cold_mw, double people, double area_km2) {
  const MvRules rules = tests::MakeMvRules();
  return {.bus = BusIndex(0),
          .key = key,
          .lat_deg = 60.2,
          .lon_deg = 10.4,
          .nominal_kv = 22.0,
          .cold_mw = cold_mw,
          .tan_phi_ratio = 0.18,
          .customer_count = people * rules.customers_per_person_ratio,
          .town_share = CalcTownShare(rules, people / area_km2),
          .area_km2 = area_km2};
}

Table<MvSupplyIndex, MvSupplyPoint> MakePoints() {
  return {MakePoint("town", 60.0, 20000.0, 60.0), MakePoint("country", 14.0, 4500.0, 1800.0),
          MakePoint("hamlet", 2.0, 600.0, 300.0)};
}

MvGenerated Make(const MvRules& rules, const Table<MvSupplyIndex, MvSupplyPoint>& points) {
  auto made = GenerateMvGrid(rules, points);
  EXPECT_TRUE(made.ok()) << made.status();
  return *std::move(made);
}

// Every number of a network as text, to compare bytes.
std::string Print(const MvGrid& grid, MvSupplyIndex supply) {
  std::string text;
  const MvSupply& one = grid.supplies[supply];
  for (std::size_t f = 0; f < one.feeder_count; ++f) {
    const MvFeeder& feeder = grid.feeders[MvFeederIndex(one.first.value() + f)];
    for (std::size_t i = 0; i < feeder.node_count; ++i) {
      const MvNode& node = grid.nodes[MvNodeIndex(feeder.first.value() + i)];
      char line[256];
      std::snprintf(
          line, sizeof line, "%d %zu %a %a %a %a %a %a\n",
          node.parent.valid() ? static_cast<int>(node.parent.value() - feeder.first.value()) : -1,
          node.line_type.value(), node.length_km, node.lat_deg, node.lon_deg, node.customer_count,
          node.cold_mw, node.transformer_kva);
      text += line;
    }
  }
  return text;
}

TEST(MvGeneratorTest, DemandAndCustomersAreAllThere) {
  const auto points = MakePoints();
  const MvGenerated made = Make(tests::MakeMvRules(), points);
  ASSERT_EQ(made.grid.supplies.size(), points.size());
  for (std::size_t s = 0; s < points.size(); ++s) {
    const MvSupply& supply = made.grid.supplies[MvSupplyIndex(s)];
    double cold_mw = 0.0, customers = 0.0;
    for (std::size_t f = 0; f < supply.feeder_count; ++f) {
      const MvFeeder& feeder = made.grid.feeders[MvFeederIndex(supply.first.value() + f)];
      EXPECT_EQ(feeder.supply, MvSupplyIndex(s));
      for (std::size_t i = 0; i < feeder.node_count; ++i) {
        const MvNode& node = made.grid.nodes[MvNodeIndex(feeder.first.value() + i)];
        cold_mw += node.cold_mw;
        customers += node.customer_count;
      }
    }
    EXPECT_NEAR(cold_mw, points[MvSupplyIndex(s)].cold_mw, 1e-9);
    EXPECT_NEAR(customers, points[MvSupplyIndex(s)].customer_count, 1e-6);
  }
}

TEST(MvGeneratorTest, EveryFeederIsATreeOfItsOwnNodes) {
  const MvGenerated made = Make(tests::MakeMvRules(), MakePoints());
  std::size_t next = 0;
  for (const MvFeeder& feeder : made.grid.feeders) {
    EXPECT_EQ(feeder.first.value(), next);
    EXPECT_FALSE(made.grid.nodes[feeder.first].parent.valid());
    for (std::size_t i = next; i < next + feeder.node_count; ++i) {
      const MvNodeIndex parent = made.grid.nodes[MvNodeIndex(i)].parent;
      if (parent.valid()) {
        EXPECT_GE(parent.value(), next);
        EXPECT_LT(parent.value(), i);
      }
      EXPECT_EQ(FeederOf(made.grid, MvNodeIndex(i)).value(),
                static_cast<std::size_t>(&feeder - &made.grid.feeders.rows()[0]));
    }
    if (feeder.tie.valid()) {
      EXPECT_NE(FeederOf(made.grid, feeder.tie), FeederOf(made.grid, feeder.tie_to));
    }
    next += feeder.node_count;
  }
  EXPECT_EQ(next, made.grid.nodes.size());
  EXPECT_EQ(MvNodeLabel(made.grid, MvNodeIndex(0)), "F1/N1");
}

TEST(MvGeneratorTest, OneSeedGivesTheSameBytesAndAnotherOthers) {
  MvRules rules = tests::MakeMvRules();
  const MvGenerated first = Make(rules, MakePoints()), again = Make(rules, MakePoints());
  rules.seed = 2;
  const MvGenerated other = Make(rules, MakePoints());
  for (std::size_t s = 0; s < 3; ++s) {
    EXPECT_EQ(Print(first.grid, MvSupplyIndex(s)), Print(again.grid, MvSupplyIndex(s)));
    EXPECT_NE(Print(first.grid, MvSupplyIndex(s)), Print(other.grid, MvSupplyIndex(s)));
  }
}

TEST(MvGeneratorTest, AnotherBusbarElsewhereChangesNothing) {
  Table<MvSupplyIndex, MvSupplyPoint> alone;
  alone.Add(MakePoint("country", 14.0, 4500.0, 1800.0));
  EXPECT_EQ(Print(Make(tests::MakeMvRules(), alone).grid, MvSupplyIndex(0)),
            Print(Make(tests::MakeMvRules(), MakePoints()).grid, MvSupplyIndex(1)));
}

TEST(MvGeneratorTest, FeedersKeepTheirPlanningLimits) {
  const MvRules rules = tests::MakeMvRules();
  const MvGenerated made = Make(rules, MakePoints());
  EXPECT_TRUE(made.beyond_limits.empty());
  // What cannot be held is told: 40 MW of scattered farms 30 km away.
  MvRules weak = rules;
  weak.line_types = {rules.line_types[MvLineTypeIndex(0)], rules.line_types[MvLineTypeIndex(4)]};
  weak.drop_limit_share = 0.005;
  Table<MvSupplyIndex, MvSupplyPoint> far;
  far.Add(MakePoint("far", 40.0, 2000.0, 5000.0));
  EXPECT_FALSE(Make(weak, far).beyond_limits.empty());
}

TEST(MvGeneratorTest, WrongRulesAndPointsAreNamedAllAtOnce) {
  MvRules rules = tests::MakeMvRules();
  rules.town.feeder_mw = 0.0;
  rules.drop_limit_share = std::nan("");
  rules.substation_kva = {100.0, 50.0};
  const auto made = GenerateMvGrid(rules, MakePoints());
  ASSERT_EQ(made.status().code(), absl::StatusCode::kInvalidArgument);
  std::set<std::string> fields;
  for (const auto& one : errors::FieldViolationsOf(made.status())) fields.insert(one.field);
  EXPECT_EQ(fields,
            (std::set<std::string>{"town.feeder_mw", "drop_limit_share", "substation_kva"}));
  auto points = MakePoints();
  points[MvSupplyIndex(1)].cold_mw = -1.0;
  points[MvSupplyIndex(2)].customer_count = 0.0;
  const auto refused = GenerateMvGrid(tests::MakeMvRules(), points);
  EXPECT_EQ(errors::FieldViolationsOf(refused.status()).size(), 2u) << refused.status();
}

TEST(MvLayoutTest, TheCostOfWaysLeadsFromTheShortestTreeToAStar) {
  const MvSector sector{.is_urban = true, .to_rad = 6.28, .far_km = 2.0};
  MvSetting setting = tests::MakeMvRules().town;
  setting.detour_ratio = 1.0;
  const auto sums = [&](double cost_ratio) {
    setting.path_cost_ratio = cost_ratio;
    double length_km = 0.0, path_km = 0.0;
    for (const MvPlace& place : LayFeeder(sector, setting, 60, {.seed = 5})) {
      length_km += place.length_km;
      path_km += place.path_km;
    }
    return std::pair(length_km, path_km);
  };
  const auto [tree_km, tree_path_km] = sums(0.0);
  const auto [middle_km, middle_path_km] = sums(0.3);
  const auto [star_km, star_path_km] = sums(1.0);
  EXPECT_LT(tree_km, middle_km);
  EXPECT_LT(middle_km, star_km);
  EXPECT_GT(tree_path_km, middle_path_km);
  EXPECT_GT(middle_path_km, star_path_km);
  EXPECT_NEAR(star_km, star_path_km, 1e-9);  // every place has its own line from the busbar
}

// By hand: Rusck with k∞ = 0.5 gives (0.5 + 0.5/4)/0.5 = 1.25 for 16 customers and 2 for one.
TEST(MvSizingTest, CoincidenceByHand) {
  EXPECT_NEAR(CalcCoincidenceRatio(0.5, 16.0), 1.25, 1e-12);
  EXPECT_NEAR(CalcCoincidenceRatio(0.5, 1.0), 2.0, 1e-12);
  EXPECT_NEAR(CalcCoincidenceRatio(0.5, 1e12), 1.0, 1e-5);
}

// A point's own k∞ replaces the rules'; the layout stays, only sizes follow.
TEST(MvGeneratorTest, ThePointsOwnCoincidenceCounts) {
  MvRules rules = tests::MakeMvRules();
  const auto transformer_kva = [](const MvGenerated& made) {
    double sum_kva = 0.0;
    for (const MvNode& node : made.grid.nodes) sum_kva += node.transformer_kva;
    return sum_kva;
  };
  auto points = MakePoints();
  const double by_rules_kva = transformer_kva(Make(rules, points));
  for (MvSupplyPoint& point : points) point.coincidence_limit_share = 0.9;
  const double own_kva = transformer_kva(Make(rules, points));
  EXPECT_LT(own_kva, by_rules_kva);
  rules.coincidence_limit_share = 0.9;
  EXPECT_EQ(own_kva, transformer_kva(Make(rules, MakePoints())));
}

// Two general loads at one busbar: 3 MW mean of a sector with k∞ = 0.5, 1 MW of one with 0.9.
TEST(MvSupplyPointsTest, CoincidenceIsTheMeanOfTheMix) {
  Region region;
  region.grid.stations.Add({.is_in_region = true});
  region.grid.buses.Add({.id = "b", .station = StationIndex(0), .nominal_kv = 66.0});
  region.municipalities.Add({.population_count = 4000.0, .area_km2 = 100.0});
  region.demand.sector_model.is_given = true;
  region.demand.sector_model.sectors[0].coincidence_share = 0.5;
  region.demand.sector_model.sectors[1].coincidence_share = 0.9;
  LoadParams load{.bus = BusIndex(0), .municipality = MunicipalityIndex(0), .cold_mw = 6.0};
  load.sector_ratio.emplace();
  (*load.sector_ratio)[0] = 0.5;
  region.grid.loads.Add(load);
  load.cold_mw = 2.0;
  (*load.sector_ratio)[0] = 0.0;
  (*load.sector_ratio)[1] = 0.5;
  region.grid.loads.Add(load);
  const auto points = ListMvSupplyPoints(region, tests::MakeMvRules());
  ASSERT_EQ(points.size(), 1u);
  EXPECT_NEAR(points[MvSupplyIndex(0)].coincidence_limit_share, (3.0 * 0.5 + 1.0 * 0.9) / 4.0,
              1e-12);
}

// Two lines in a row, 4 MW at the far end of 3 km, 1 MW at 2 km; many customers, so coincidence 1.
//   below the first 5 MW: 5·√(1+0.04)·10³/(√3·22) = 133.8 A; FeAl 25 carries 0.8·266 = 212.8 A
//   drop = (2·5 + 3·4)·(0.723 + 0.394·0.2)/22² = 22·0.8018/484 = 3.644 %
TEST(MvSizingTest, ConductorsAndDropByHand) {
  MvRules rules = tests::MakeMvRules();
  rules.coincidence_limit_share = 1.0;
  const std::vector<MvPlace> places{{.parent = -1, .length_km = 2.0},
                                    {.parent = 0, .length_km = 3.0}};
  MvFeederDemand demand{.nominal_kv = 22.0,
                        .tan_phi_ratio = 0.2,
                        .cold_mw = {1.0, 4.0},
                        .customer_count = {1e3, 4e3}};
  rules.drop_limit_share = 0.04;
  const MvFeederSizes loose = SizeFeeder(rules, rules.country, places, demand);
  EXPECT_TRUE(loose.fits);
  EXPECT_EQ(loose.line_type[0], MvLineTypeIndex(0));
  EXPECT_NEAR(loose.worst_drop_share, 22.0 * 0.8018 / 484.0, 1e-12);
  // FeAl 50 on the whole way: 22·(0.36 + 0.373·0.2)/484 = 1.975 %.
  rules.drop_limit_share = 0.02;
  const MvFeederSizes tight = SizeFeeder(rules, rules.country, places, demand);
  EXPECT_EQ(tight.line_type[1], MvLineTypeIndex(1));
  EXPECT_NEAR(tight.worst_drop_share, 22.0 * 0.4346 / 484.0, 1e-12);
  rules.drop_limit_share = 0.005;
  EXPECT_FALSE(SizeFeeder(rules, rules.country, places, demand).fits);
}

// 30 MVA in town at 1.2 in an emergency: one unit must carry 25 MVA, so two of 25.
// 130 MVA: 108.3 MVA by two units of 54.2 (none so large) or by three of 36.1, so four of 40.
TEST(MvSizingTest, UnitsByHand) {
  const MvRules rules = tests::MakeMvRules();
  EXPECT_EQ(CalcSupplyUnits(rules, 30.0, 0.9).count, 2);
  EXPECT_EQ(CalcSupplyUnits(rules, 30.0, 0.9).unit_mva, 25.0);
  EXPECT_EQ(CalcSupplyUnits(rules, 130.0, 0.9).count, 4);
  EXPECT_EQ(CalcSupplyUnits(rules, 130.0, 0.9).unit_mva, 40.0);
  EXPECT_EQ(CalcSupplyUnits(rules, 6.0, 0.2).count, 1);
  EXPECT_EQ(CalcSupplyUnits(rules, 6.0, 0.2).unit_mva, 10.0);
  EXPECT_EQ(CalcSupplyUnits(rules, 6.0, 0.8).count, 2);
}

// 0.4 MW of 100 customers: 400·√1.04·1.1/0.9 = 498.6 kVA.
TEST(MvSizingTest, SubstationByHand) {
  const MvRules rules = tests::MakeMvRules();
  EXPECT_EQ(CalcSubstationKva(rules, 0.4, 0.2, 100.0), 500.0);
  EXPECT_EQ(CalcSubstationKva(rules, 0.41, 0.2, 100.0), 800.0);
  EXPECT_EQ(CalcSubstationKva(rules, 3.0, 0.2, 1e6), 4800.0);  // 3.4 MVA: three of 1.6
}

}  // namespace
}  // namespace models
