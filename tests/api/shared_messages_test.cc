#include "twin/services/shared_messages.h"

#include <gmock/gmock.h>

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "twin/byte_buffer.h"
#include "twin/limits.h"

namespace {

using twin::ClockSetting;
using twin::FramePtr;
using twin::services::SharedMessages;

FramePtr MakeFrame() { return std::make_shared<const twin::Frame>(); }

class SharedMessagesTest : public testing::Test {
 protected:
  std::string Get(const std::string& asked, const FramePtr& target, const FramePtr& before,
                  const ClockSetting& clock = {}) {
    return twin::ToString(messages_.Get(asked, target, before, clock,
                                        [&] { return absl::StrCat("message ", ++made_count_); }));
  }

  SharedMessages messages_;
  int made_count_ = 0;
  const FramePtr first_ = MakeFrame();
  const FramePtr second_ = MakeFrame();
};

TEST_F(SharedMessagesTest, WhoAsksTheSameGetsTheSameBytes) {
  EXPECT_EQ(Get("public", second_, first_), "message 1");
  EXPECT_EQ(Get("public", second_, first_), "message 1");
  EXPECT_EQ(made_count_, 1);
}

TEST_F(SharedMessagesTest, EverythingThatMakesAMessageAnotherKeepsThemApart) {
  Get("public", second_, first_);
  EXPECT_EQ(Get("grid_company", second_, first_), "message 2") << "who asks, and for what";
  EXPECT_EQ(Get("public", second_, nullptr), "message 3") << "a snapshot";
  EXPECT_EQ(Get("public", first_, first_), "message 4") << "another frame";
  EXPECT_EQ(Get("public", second_, first_, {twin::ClockMode::kScaled, 60.0}), "message 5")
      << "the clock was set";
  EXPECT_EQ(Get("public", second_, first_), "message 1");
}

TEST_F(SharedMessagesTest, AFrameOfTheSameSequenceAfterARewindIsAnother) {
  EXPECT_EQ(Get("branch", MakeFrame(), first_), "message 1");
  EXPECT_EQ(Get("branch", MakeFrame(), first_), "message 2");
}

TEST_F(SharedMessagesTest, KeepsTheNewestOnly) {
  const std::size_t kept = twin::limits::kMaxSharedMessages;
  std::weak_ptr<const twin::Frame> oldest;
  {
    const FramePtr frame = MakeFrame();
    oldest = frame;
    Get("public", frame, nullptr);
  }
  for (std::size_t i = 1; i < kept; ++i) Get("public", MakeFrame(), nullptr);
  EXPECT_FALSE(oldest.expired());
  Get("public", MakeFrame(), nullptr);
  EXPECT_TRUE(oldest.expired()) << "a message that nobody gets any more holds its frame";
}

}  // namespace
