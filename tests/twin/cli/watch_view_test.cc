#include "twin/cli/watch_view.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_split.h"

namespace twin::cli {
namespace {

namespace pb = ostlandet::twin::v1;
using testing::HasSubstr;
using testing::Not;

pb::WatchResponse Snapshot() {
  pb::WatchResponse frame;
  frame.set_kind(pb::FRAME_KIND_SNAPSHOT);
  frame.set_sequence(7);
  frame.set_data_notice("synthetic");
  frame.mutable_time()->set_seconds(1769497200);  // 2026-01-27 08:00 in Oslo
  frame.mutable_balance()->set_demand_mw(8000.0);
  for (int i = 0; i < 30; ++i) {
    pb::BranchState* branch = frame.mutable_grid()->add_branches();
    branch->set_id("line" + std::to_string(i));
    branch->set_rating_mva(100.0);
    branch->set_is_in_service(true);
    branch->set_loading_share(0.01 * i);
  }
  pb::BranchState* first = frame.mutable_grid()->mutable_branches(0);
  first->set_outage_loading_share(1.23);
  first->set_worst_outage_id("line1");
  pb::BusState* bus = frame.mutable_grid()->add_buses();
  bus->set_id("b");
  bus->set_vm_pu(0.987);
  bus->set_is_energised(true);
  for (const char* name : {"Oslo", "Drammen"}) {
    pb::HeatFrame* heat = frame.add_heat();
    heat->set_heat_system_id(name);
    heat->set_delivered_mw(name[0] == 'O' ? 800.0 : 100.0);
  }
  return frame;
}

std::vector<std::string> Lines(const std::string& text) { return absl::StrSplit(text, '\n'); }

WatchViewParams Plain(std::size_t lines = 40) {
  return {.columns = 100,
          .lines = lines,
          .has_colours = false,
          .names = {{"line0", "Ådal – Øst 132"}, {"line1", "Sør 132"}}};
}

TEST(WatchViewTest, ShowsWhatMattersMostFirst) {
  WatchedPicture picture;
  picture.Apply(Snapshot());
  const std::string text = DrawWatched(picture, Plain());
  EXPECT_THAT(text, HasSubstr("Tue 27 Jan 2026 08:00"));
  EXPECT_THAT(text, HasSubstr("synthetic"));
  const auto lines = Lines(text);
  const auto loaded = std::find_if(lines.begin(), lines.end(), [](const std::string& line) {
    return line.find("most loaded") != std::string::npos;
  });
  ASSERT_NE(loaded, lines.end());
  EXPECT_THAT(*(loaded + 1), HasSubstr("Ådal – Øst 132")) << "123 % after an outage";
  EXPECT_THAT(*(loaded + 1), HasSubstr("123 %  Sør 132"));
  EXPECT_THAT(*(loaded + 2), HasSubstr("line29"));
  EXPECT_LT(text.find("Oslo"), text.find("Drammen"));
  EXPECT_THAT(text, HasSubstr("voltages from 0.987"));
}

TEST(WatchViewTest, DeltasChangeOnlyWhatTheyHold) {
  WatchedPicture picture;
  picture.Apply(Snapshot());
  pb::WatchResponse delta;
  delta.set_kind(pb::FRAME_KIND_DELTA);
  delta.set_sequence(8);
  delta.set_conflated_frames(2);
  delta.mutable_heat()->CopyFrom(Snapshot().heat());
  delta.mutable_heat(1)->set_unserved_mw(5.0);
  pb::BranchState* branch = delta.mutable_grid()->add_branches();
  branch->set_id("line3");
  branch->set_rating_mva(100.0);
  branch->set_is_in_service(true);
  branch->set_loading_share(1.5);
  picture.Apply(delta);
  EXPECT_EQ(picture.branches().size(), 30u);
  EXPECT_EQ(picture.branches().at("line3").loading_share(), 1.5);
  const std::string text = DrawWatched(picture, Plain());
  EXPECT_THAT(text, HasSubstr("2 merged"));
  EXPECT_THAT(text, HasSubstr("synthetic"));
  EXPECT_LT(text.find("Drammen"), text.find("Oslo")) << "what lacks heat comes first";
}

TEST(WatchViewTest, FitsIntoTheTerminalAndSaysWhatIsHidden) {
  WatchedPicture picture;
  pb::WatchResponse frame = Snapshot();
  for (int i = 0; i < 40; ++i) frame.add_heat()->set_heat_system_id("h" + std::to_string(i));
  picture.Apply(frame);
  for (const std::size_t lines : {24u, 40u, 60u}) {
    EXPECT_LE(Lines(DrawWatched(picture, Plain(lines))).size(), lines + 1) << lines;
  }
  frame.clear_grid();
  WatchedPicture public_picture;
  public_picture.Apply(frame);
  const std::string text = DrawWatched(public_picture, Plain());
  EXPECT_THAT(text, HasSubstr("power-sensitive"));
  EXPECT_THAT(text, Not(HasSubstr("most loaded")));
}

}  // namespace
}  // namespace twin::cli
