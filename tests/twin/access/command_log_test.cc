#include "twin/access/command_log.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <thread>
#include <vector>

#include "tests/support/temporary_folder.h"

namespace twin::access {
namespace {

AuditEntry Entry(const std::string& method) {
  return {.who = "u-1", .role = "grid_company", .method = method, .outcome = "OK"};
}

TEST(CommandLogTest, CommandsAtTheSameTimeMakeOneWholeChain) {
  const tests::TemporaryFolder folder;
  std::vector<std::thread> commands;
  for (int i = 0; i < 4; ++i) {
    commands.emplace_back([&folder] {
      for (int k = 0; k < 10; ++k) {
        EXPECT_TRUE(NoteCommand(folder.path(), Entry("local/export")).ok());
      }
    });
  }
  for (std::thread& command : commands) command.join();
  const auto report = VerifyAuditLog(CommandLogFolder(folder.path()));
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(report->problem, "");
  EXPECT_EQ(report->lines, 40);
}

TEST(CommandLogTest, TheTwinsOwnLogIsAnotherChain) {
  const tests::TemporaryFolder folder;
  const auto log = AuditLog::Open(folder.path() + "/audit");
  ASSERT_TRUE(log.ok()) << log.status();
  (*log)->Append(Entry("/ostlandet.twin.v1.Grid/GetGridState"));
  ASSERT_TRUE(NoteCommand(folder.path(), Entry("local/backup")).ok());
  (*log)->Append(Entry("/ostlandet.twin.v1.Grid/GetGridState"));
  EXPECT_EQ(VerifyAuditLog(folder.path() + "/audit")->lines, 2);
  EXPECT_EQ(VerifyAuditLog(folder.path() + "/audit")->problem, "");
  const auto commands = ReadAuditLog(CommandLogFolder(folder.path()), 5);
  ASSERT_TRUE(commands.ok() && commands->size() == 1) << commands.status();
  EXPECT_EQ(commands->front().entry.method, "local/backup");
}

TEST(CommandLogTest, WhatCannotBeNotedIsAnError) {
  const tests::TemporaryFolder folder;
  std::FILE* in_the_way = std::fopen((folder.path() + "/audit").c_str(), "w");
  ASSERT_NE(in_the_way, nullptr);
  std::fclose(in_the_way);
  EXPECT_FALSE(NoteCommand(folder.path(), Entry("local/export")).ok());
}

}  // namespace
}  // namespace twin::access
