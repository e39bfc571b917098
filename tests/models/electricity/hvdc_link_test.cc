#include "models/electricity/hvdc_link.h"

#include <gtest/gtest.h>

#include <utility>

namespace models {
namespace {

HvdcLinkParams MakeLink() {
  return {.id = "h",
          .name = "Link",
          .from = {.bus = BusIndex(0), .fixed_loss_mw = 2.0, .loss_share = 0.008},
          .to = {.bus = BusIndex(1), .fixed_loss_mw = 1.0, .loss_share = 0.01},
          .r_ohm = 5.0,
          .dc_kv = 500.0,
          .p_max_mw = 700.0};
}

// 500 MW: 500·0.992 − 2 = 494 MW direct, 0.988 kA, 5·0.988² = 4.88072 MW in the conductor,
// 489.11928 arrive, (489.11928 − 1)/1.01 = 483.286415… MW are put in.
TEST(HvdcLink, LossesByHand) {
  const HvdcFlow flow = CalcHvdcFlow(MakeLink(), 500.0);
  EXPECT_EQ(flow.p_from_mw, 500.0);
  EXPECT_NEAR(flow.p_to_mw, -488.11928 / 1.01, 1e-9);
}

TEST(HvdcLink, ReversedIsTheSameWithItsEndsExchanged) {
  HvdcLinkParams link = MakeLink();
  const HvdcFlow back = CalcHvdcFlow(link, -300.0);
  std::swap(link.from, link.to);
  const HvdcFlow forth = CalcHvdcFlow(link, 300.0);
  EXPECT_EQ(back.p_to_mw, forth.p_from_mw);
  EXPECT_EQ(back.p_from_mw, forth.p_to_mw);
  EXPECT_EQ(back.p_to_mw, 300.0);
}

TEST(HvdcLink, OffTakesNothingAndNeverGainsPower) {
  HvdcLinkParams link = MakeLink();
  EXPECT_EQ(CalcHvdcFlow(link, 0.0).p_from_mw, 0.0);
  for (double p_mw = 0.5; p_mw <= 700.0; p_mw += 0.5) {
    const HvdcFlow flow = CalcHvdcFlow(link, p_mw);
    ASSERT_GE(flow.p_from_mw + flow.p_to_mw, 0.0) << p_mw;
    ASSERT_LE(flow.p_to_mw, 0.0) << "below its own losses a link puts nothing in";
  }
  link.is_in_service = false;
  EXPECT_EQ(CalcHvdcFlow(link, 500.0).p_to_mw, 0.0);
}

}  // namespace
}  // namespace models
