#include "twin/gateway/forwarded.h"

#include <gtest/gtest.h>

namespace {

using twin::gateway::CanonicalAddress;
using twin::gateway::FindCaller;

const std::vector<std::string> kProxies{"127.0.0.1", "192.0.2.10"};

TEST(ForwardedTest, WhoConnectsIsMeantWhateverItWritesUnlessItIsATrustedProxy) {
  EXPECT_EQ(FindCaller("198.51.100.7", {"203.0.113.1"}, kProxies), "198.51.100.7");
  EXPECT_EQ(FindCaller("127.0.0.1", {"203.0.113.1"}, {}), "127.0.0.1");
  EXPECT_EQ(FindCaller("127.0.0.1", {"203.0.113.1"}, kProxies), "203.0.113.1");
}

TEST(ForwardedTest, OnlyWhatTrustedProxiesHaveAddedIsBelieved) {
  // What stands before the last stranger may have been written by that stranger.
  EXPECT_EQ(FindCaller("127.0.0.1", {"10.9.9.9, 203.0.113.1, 192.0.2.10"}, kProxies),
            "203.0.113.1");
  EXPECT_EQ(FindCaller("127.0.0.1", {"10.9.9.9", "203.0.113.1"}, kProxies), "203.0.113.1");
}

TEST(ForwardedTest, WhatIsNoAddressMeansTheProxy) {
  for (const char* text : {"", "unknown", "203.0.113.1, evil", "203.0.113.1:80", ",,"}) {
    EXPECT_EQ(FindCaller("127.0.0.1", {text}, kProxies), "127.0.0.1") << text;
  }
  EXPECT_EQ(FindCaller("127.0.0.1", {"192.0.2.10"}, kProxies), "127.0.0.1") << "proxies alone";
}

TEST(ForwardedTest, AnAddressOfVersionSixIsItsSubscribers) {
  EXPECT_EQ(CanonicalAddress(" 2001:db8:1:2:3:4:5:6 "), "2001:db8:1:2::/64");
  EXPECT_EQ(FindCaller("127.0.0.1", {"2001:db8:1:2:3:4:5:6"}, kProxies), "2001:db8:1:2::/64");
  EXPECT_EQ(CanonicalAddress("nobody"), "");
}

}  // namespace
