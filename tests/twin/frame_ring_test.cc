#include "twin/frame_ring.h"

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <thread>

namespace twin {
namespace {

FramePtr MakeFrame(std::int64_t quarter) {
  auto frame = std::make_shared<Frame>();
  frame->sequence = static_cast<std::uint64_t>(quarter);
  frame->quarter = models::Quarter(quarter);
  return frame;
}

TEST(FrameRingTest, KeepsTheNewestAndFindsByNumber) {
  FrameRing ring(3);
  EXPECT_EQ(ring.Latest(), nullptr);
  for (int i = 10; i < 15; ++i) ring.Publish(MakeFrame(i));
  EXPECT_EQ(ring.Latest()->sequence, 14u);
  EXPECT_EQ(ring.Find(11), nullptr);
  EXPECT_EQ(ring.Find(12)->sequence, 12u);
  EXPECT_EQ(ring.Find(15), nullptr);
  EXPECT_EQ(ring.FindQuarter(models::Quarter(13))->sequence, 13u);
}

TEST(FrameRingTest, WakesSubscribersUntilTheyLeave) {
  FrameRing ring(3);
  int woken = 0;
  const auto subscription = ring.Subscribe([&woken] { ++woken; });
  ring.Publish(MakeFrame(1));
  ring.WakeAll();
  EXPECT_EQ(woken, 2);
  ring.Unsubscribe(subscription);
  ring.Publish(MakeFrame(2));
  EXPECT_EQ(woken, 2);
}

TEST(FrameRingTest, ReadersAndTheWriterDoNotDisturbEachOther) {
  FrameRing ring(16);
  std::atomic<bool> is_done{false};
  std::thread reader([&] {
    while (!is_done) {
      const FramePtr latest = ring.Latest();
      if (latest == nullptr) continue;
      const FramePtr found = ring.Find(latest->sequence);  // null once it has left the ring
      EXPECT_TRUE(found == nullptr || found == latest);
    }
  });
  for (int i = 0; i < 5000; ++i) ring.Publish(MakeFrame(i));
  is_done = true;
  reader.join();
  EXPECT_EQ(ring.Latest()->sequence, 4999u);
}

}  // namespace
}  // namespace twin
