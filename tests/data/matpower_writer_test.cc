#include "data/matpower_writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <random>
#include <string>

#include "absl/strings/str_cat.h"
#include "data/matpower_reader.h"
#include "tests/support/region_paths.h"

namespace data {
namespace {

using testing::HasSubstr;

constexpr double kInf = std::numeric_limits<double>::infinity();

std::uint64_t Bits(double value) { return std::bit_cast<std::uint64_t>(value); }

void ExpectEqualBits(const MatpowerCase& a, const MatpowerCase& b) {
  EXPECT_EQ(Bits(a.base_mva), Bits(b.base_mva));
  ASSERT_EQ(a.buses.size(), b.buses.size());
  ASSERT_EQ(a.generators.size(), b.generators.size());
  ASSERT_EQ(a.branches.size(), b.branches.size());
  for (std::size_t i = 0; i < a.buses.size(); ++i) {
    const MatpowerBus &x = a.buses[i], &y = b.buses[i];
    EXPECT_EQ(x.number, y.number);
    EXPECT_EQ(x.type, y.type);
    for (const auto member :
         {&MatpowerBus::demand_mw, &MatpowerBus::demand_mvar, &MatpowerBus::shunt_mw,
          &MatpowerBus::shunt_mvar, &MatpowerBus::vm_pu, &MatpowerBus::va_deg,
          &MatpowerBus::base_kv, &MatpowerBus::v_max_pu, &MatpowerBus::v_min_pu}) {
      ASSERT_EQ(Bits(x.*member), Bits(y.*member)) << "bus row " << i + 1;
    }
  }
  for (std::size_t i = 0; i < a.generators.size(); ++i) {
    const MatpowerGenerator &x = a.generators[i], &y = b.generators[i];
    EXPECT_EQ(x.bus_number, y.bus_number);
    EXPECT_EQ(x.is_in_service, y.is_in_service);
    for (const auto member :
         {&MatpowerGenerator::generation_mw, &MatpowerGenerator::generation_mvar,
          &MatpowerGenerator::q_max_mvar, &MatpowerGenerator::q_min_mvar,
          &MatpowerGenerator::v_set_pu, &MatpowerGenerator::p_max_mw}) {
      ASSERT_EQ(Bits(x.*member), Bits(y.*member)) << "generator row " << i + 1;
    }
  }
  for (std::size_t i = 0; i < a.branches.size(); ++i) {
    const MatpowerBranch &x = a.branches[i], &y = b.branches[i];
    EXPECT_EQ(x.from_number, y.from_number);
    EXPECT_EQ(x.to_number, y.to_number);
    EXPECT_EQ(x.is_in_service, y.is_in_service);
    for (const auto member :
         {&MatpowerBranch::r_pu, &MatpowerBranch::x_pu, &MatpowerBranch::b_pu,
          &MatpowerBranch::rate_a_mva, &MatpowerBranch::tap_ratio, &MatpowerBranch::shift_deg}) {
      ASSERT_EQ(Bits(x.*member), Bits(y.*member)) << "branch row " << i + 1;
    }
  }
}

MatpowerCase MakeSmall() {
  return {.name = "small",
          .base_mva = 50.0 / 3.0,
          .buses = {{.number = 7, .type = MatpowerBusType::kSlack, .v_max_pu = kInf},
                    {.number = 900'000'001, .demand_mw = 0.1 + 0.2, .va_deg = -0.0}},
          .generators = {{.bus_number = 7, .q_max_mvar = kInf, .q_min_mvar = -kInf}},
          .branches = {{.from_number = 7, .to_number = 900'000'001, .x_pu = -1.0 / 3.0}}};
}

void ExpectRoundTrip(const MatpowerCase& matpower) {
  const auto text = FormatMatpowerCase(matpower);
  ASSERT_TRUE(text.ok()) << text.status();
  const auto again = ParseMatpowerCase(*text, matpower.name + ".m");
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->name, matpower.name);
  ExpectEqualBits(matpower, *again);
}

TEST(MatpowerWriterTest, EveryNumberComesBackBitByBit) {
  ExpectRoundTrip(MakeSmall());
  std::mt19937_64 random(3);
  for (int trial = 0; trial < 2000; ++trial) {
    MatpowerCase matpower = MakeSmall();
    // Any bits that make a number the reader takes: below 1e9, subnormal ones among them.
    const auto draw = [&random] {
      for (;;) {
        const double value = std::bit_cast<double>(random());
        if (std::abs(value) <= 1e9) return value;
      }
    };
    matpower.buses[1].demand_mw = draw();
    matpower.buses[1].va_deg = draw();
    matpower.branches[0].r_pu = draw();
    matpower.branches[0].b_pu = draw();
    ExpectRoundTrip(matpower);
  }
}

TEST(MatpowerWriterTest, WhatNoCaseCanHoldIsRefusedWithItsRow) {
  MatpowerCase matpower = MakeSmall();
  matpower.buses[1].demand_mw = std::nan("");
  EXPECT_THAT(std::string(FormatMatpowerCase(matpower).status().message()),
              HasSubstr("mpc.bus row 2: demand is nan"));
  matpower = MakeSmall();
  matpower.branches[0].x_pu = kInf;
  EXPECT_THAT(std::string(FormatMatpowerCase(matpower).status().message()),
              HasSubstr("mpc.branch row 1: reactance is inf"));
  matpower = MakeSmall();
  matpower.generators[0].q_max_mvar = std::nan("");
  EXPECT_EQ(FormatMatpowerCase(matpower).status().code(), absl::StatusCode::kInvalidArgument);
  for (const char* name : {"", "9lives", "a b", "x;y"}) {
    matpower = MakeSmall();
    matpower.name = name;
    EXPECT_EQ(FormatMatpowerCase(matpower).status().code(), absl::StatusCode::kInvalidArgument);
  }
}

TEST(MatpowerWriterTest, AFileIsWholeOrNotThere) {
  const auto folder = std::filesystem::temp_directory_path();
  const std::string path = (folder / absl::StrCat("twin_case_", ::getpid(), ".m")).string();
  MatpowerCase matpower = MakeSmall();
  ASSERT_TRUE(WriteMatpowerCase(matpower, path).ok());
  const auto again = LoadMatpowerCase(path);
  std::filesystem::remove(path);
  ASSERT_TRUE(again.ok()) << again.status();
  ExpectEqualBits(matpower, *again);
  EXPECT_EQ(WriteMatpowerCase(matpower, "/nowhere/x.m").code(), absl::StatusCode::kInternal);
}

class MatpowerWriterOfCaseTest : public testing::TestWithParam<const char*> {};

TEST_P(MatpowerWriterOfCaseTest, AReferenceCaseComesBackBitByBit) {
  const std::string path =
      absl::StrCat(tests::ReferenceDirectory(), "/matpower/", GetParam(), ".m");
  if (!std::filesystem::exists(path)) {
    GTEST_SKIP() << "no reference case " << path << "; set OET_REFERENCE_DIR";
  }
  const auto matpower = LoadMatpowerCase(path);
  ASSERT_TRUE(matpower.ok()) << matpower.status();
  ExpectRoundTrip(*matpower);
}

INSTANTIATE_TEST_SUITE_P(Cases, MatpowerWriterOfCaseTest,
                         testing::Values("case14", "case33bw", "case141", "case300", "case533mt_hi",
                                         "case1354pegase", "case_ACTIVSg10k"),
                         [](const auto& one) { return std::string(one.param); });

}  // namespace
}  // namespace data
