#include "models/plants/heat_pump.h"

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "tests/support/region_paths.h"

namespace models {
namespace {

double CalcLogMeanDegcToK(double a_degc, double b_degc) {
  return (a_degc - b_degc) / std::log((a_degc + 273.15) / (b_degc + 273.15));
}

// By hand: T̄_sink of 60 → 85 °C is 345.4993 K, T̄_source of 10 → 5 °C is 280.6426 K.
TEST(HeatPumpTest, LorenzCopByHand) {
  const double cop_ratio = CalcLorenzCopRatio(
      {.source_in_degc = 10, .source_out_degc = 5, .sink_in_degc = 60, .sink_out_degc = 85});
  EXPECT_NEAR(cop_ratio, 345.4993 / (345.4993 - 280.6426), 1e-4);
}

// The closed form with constant temperatures is Carnot's.
TEST(HeatPumpTest, WithoutGlideItIsCarnot) {
  const double cop_ratio = CalcLorenzCopRatio(
      {.source_in_degc = 5, .source_out_degc = 5, .sink_in_degc = 75, .sink_out_degc = 75});
  EXPECT_NEAR(cop_ratio, 348.15 / 70.0, 1e-12);
}

TEST(HeatPumpTest, TheLimitOfVanishingGlideIsSmooth) {
  // The log mean changes formula at 1e-6 K; both sides of it agree.
  const auto cop_at = [](double glide_k) {
    return CalcLorenzCopRatio({.source_in_degc = 5,
                               .source_out_degc = 5,
                               .sink_in_degc = 75 - glide_k,
                               .sink_out_degc = 75});
  };
  EXPECT_NEAR(cop_at(0.9e-6), cop_at(1.1e-6), 1e-7);
}

TEST(HeatPumpTest, DirectionOfTheGlideDoesNotMatter) {
  const double forward_ratio = CalcLorenzCopRatio(
      {.source_in_degc = 10, .source_out_degc = 4, .sink_in_degc = 50, .sink_out_degc = 80});
  const double backward_ratio = CalcLorenzCopRatio(
      {.source_in_degc = 4, .source_out_degc = 10, .sink_in_degc = 80, .sink_out_degc = 50});
  EXPECT_NEAR(forward_ratio / backward_ratio, 1.0, 1e-13);
}

TEST(HeatPumpTest, HotterWaterCostsMoreAndAWarmerSourceLess) {
  double before_ratio = 1e9;
  for (double sink_degc = 55.0; sink_degc <= 120.0; sink_degc += 5.0) {
    const double cop_ratio = CalcLorenzCopRatio({.source_in_degc = 8,
                                                 .source_out_degc = 3,
                                                 .sink_in_degc = 50,
                                                 .sink_out_degc = sink_degc});
    EXPECT_LT(cop_ratio, before_ratio);
    EXPECT_GT(cop_ratio, 1.0);
    before_ratio = cop_ratio;
  }
  before_ratio = 0.0;
  for (double source_degc = -5.0; source_degc <= 40.0; source_degc += 5.0) {
    const double cop_ratio = CalcLorenzCopRatio({.source_in_degc = source_degc,
                                                 .source_out_degc = source_degc - 4,
                                                 .sink_in_degc = 50,
                                                 .sink_out_degc = 80});
    EXPECT_GT(cop_ratio, before_ratio);
    before_ratio = cop_ratio;
  }
}

// The table is rounded to nine digits; so is the tolerance.
TEST(HeatPumpTest, AgreesWithTheReferenceTable) {
  const std::string path = tests::ReferenceDirectory() + "/heat/analytic/heatpump_lorenz.csv";
  if (!std::filesystem::exists(path)) {
    GTEST_SKIP() << "no reference table at " << path << " (set OET_REFERENCE_DIR)";
  }
  std::ifstream file(path);
  std::string line;
  const auto next_line = [&] {  // the table has Windows line ends
    if (!std::getline(file, line)) return false;
    if (!line.empty() && line.back() == '\r') line.pop_back();
    return true;
  };
  ASSERT_TRUE(next_line());
  ASSERT_EQ(line,
            "T_src_in_C,T_src_out_C,T_sink_in_C,T_sink_out_C,Tm_sink_K,Tm_src_K,COP_lorenz,"
            "COP_carnot_extreme");
  int rows = 0;
  while (next_line()) {
    std::vector<double> values;
    std::stringstream fields(line);
    for (std::string field; std::getline(fields, field, ',');) values.push_back(std::stod(field));
    ASSERT_EQ(values.size(), 8u);
    const double cop_ratio = CalcLorenzCopRatio({.source_in_degc = values[0],
                                                 .source_out_degc = values[1],
                                                 .sink_in_degc = values[2],
                                                 .sink_out_degc = values[3]});
    EXPECT_NEAR(cop_ratio / values[6], 1.0, 2e-9) << line;
    EXPECT_NEAR(CalcLogMeanDegcToK(values[3], values[2]) / values[4], 1.0, 2e-9) << line;
    EXPECT_GT(cop_ratio, values[7]) << "gliding temperatures beat Carnot at the extremes: " << line;
    ++rows;
  }
  EXPECT_EQ(rows, 4);
}

}  // namespace
}  // namespace models
