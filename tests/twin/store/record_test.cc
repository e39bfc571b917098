#include "twin/store/record.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "tests/support/small_store.h"

namespace twin::store {
namespace {

using tests::kMonday;
using tests::SmallCommand;
using tests::SmallStep;

BaseRecord FullBase() {
  BaseRecord base;
  base.sequence = 41;
  base.attributes = {{"data_revision", "7"}, {"notice", "synthetic, ø"}};
  base.last_step = SmallStep(kMonday - 1, 41);
  base.commands_in_force = {SmallCommand("p-1", kMonday - 9, 12),
                            SmallCommand("p-2", kMonday - 5, 30)};
  return base;
}

TEST(RecordTest, AStepComesBackAsItWas) {
  StepRecord step = SmallStep(kMonday + 5, 9);
  step.quality = Quality::kStale;
  step.ended_commands = {3, 4};
  const auto decoded = DecodeStep(EncodeStep(step));
  ASSERT_TRUE(decoded.ok()) << decoded.status();
  EXPECT_EQ(*decoded, step);
}

TEST(RecordTest, EveryBitOfADoubleIsKept) {
  StepRecord step = SmallStep(kMonday, 1);
  step.state = {-0.0, std::numeric_limits<double>::denorm_min(),
                std::numeric_limits<double>::quiet_NaN()};
  const auto decoded = DecodeStep(EncodeStep(step));
  ASSERT_TRUE(decoded.ok());
  EXPECT_TRUE(std::signbit(decoded->state[0]));
  EXPECT_EQ(decoded->state[1], std::numeric_limits<double>::denorm_min());
  EXPECT_TRUE(std::isnan(decoded->state[2]));
}

TEST(RecordTest, ACommandComesBackAsItWas) {
  const CommandRecord command = SmallCommand("p-1", kMonday, 2);
  EXPECT_EQ(*DecodeCommand(EncodeCommand(command)), command);
  EXPECT_EQ(*DecodeCommand(EncodeCommand({})), CommandRecord{});
}

TEST(RecordTest, ABaseComesBackAsItWas) {
  EXPECT_EQ(*DecodeBase(EncodeBase(FullBase())), FullBase());
  EXPECT_EQ(*DecodeBase(EncodeBase({})), BaseRecord{});
}

TEST(RecordTest, EveryCutAndEveryExtraByteIsDataLoss) {
  const std::string step = EncodeStep(SmallStep(kMonday, 1));
  const std::string command = EncodeCommand(SmallCommand("p", kMonday, 1));
  const std::string base = EncodeBase(FullBase());
  const auto is_lost = [](const absl::Status& status) { return absl::IsDataLoss(status); };
  for (std::size_t size = 0; size < step.size(); ++size) {
    ASSERT_TRUE(is_lost(DecodeStep(step.substr(0, size)).status())) << size;
  }
  for (std::size_t size = 0; size < command.size(); ++size) {
    ASSERT_TRUE(is_lost(DecodeCommand(command.substr(0, size)).status())) << size;
  }
  for (std::size_t size = 0; size < base.size(); ++size) {
    ASSERT_TRUE(is_lost(DecodeBase(base.substr(0, size)).status())) << size;
  }
  EXPECT_TRUE(is_lost(DecodeStep(step + "x").status()));
  EXPECT_TRUE(is_lost(DecodeCommand(command + "x").status()));
  EXPECT_TRUE(is_lost(DecodeBase(base + "x").status()));
}

}  // namespace
}  // namespace twin::store
