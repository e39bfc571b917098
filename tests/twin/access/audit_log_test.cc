#include "twin/access/audit_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "ostlandet/twin/v1/capacity.pb.h"
#include "ostlandet/twin/v1/grid.pb.h"
#include "ostlandet/twin/v1/operations.pb.h"
#include "ostlandet/twin/v1/scenario.pb.h"
#include "twin/access/audit_rules.h"

namespace twin::access {
namespace {

namespace fs = std::filesystem;
namespace pb = ostlandet::twin::v1;
using testing::HasSubstr;

class AuditLogTest : public testing::Test {
 protected:
  AuditLogTest() {
    std::string folder = (fs::temp_directory_path() / "twin-audit-XXXXXX").string();
    folder_ = mkdtemp(folder.data());
    folder_ += "/audit";
  }
  ~AuditLogTest() override { fs::remove_all(fs::path(folder_).parent_path()); }

  std::unique_ptr<AuditLog> Open(std::int64_t max_file_bytes = AuditLog::kMaxFileBytes) {
    auto log = AuditLog::Open(folder_, max_file_bytes);
    EXPECT_TRUE(log.ok()) << log.status();
    return *std::move(log);
  }
  static AuditEntry Entry(int i) {
    return {.who = "operator",
            .role = "grid_company",
            .method = "/ostlandet.twin.v1.Grid/GetGridState",
            .what = "element_ids=" + std::to_string(i),
            .record = "",
            .projection = "SECRECY_K3_POWER_SENSITIVE",
            .outcome = "OK"};
  }
  std::string path() const { return folder_ + "/audit.jsonl"; }
  std::string Read() const {
    std::ifstream file(path());
    return {std::istreambuf_iterator<char>(file), {}};
  }
  void Write(const std::string& bytes) const { std::ofstream(path()) << bytes; }

  std::string folder_;
};

TEST_F(AuditLogTest, EveryLineFollowsFromTheOneBeforeAlsoOverARestart) {
  for (int start = 0; start < 3; ++start) {
    const auto log = Open();
    for (int i = 0; i < 5; ++i) log->Append(Entry(i));
  }
  const auto report = VerifyAuditLog(folder_);
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(report->lines, 15);
  EXPECT_EQ(report->problem, "");
  EXPECT_EQ(report->head.size(), 64u);
  struct stat info = {};
  ASSERT_EQ(::stat(path().c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
  const auto lines = ReadAuditLog(folder_, 2);
  ASSERT_TRUE(lines.ok());
  ASSERT_EQ(lines->size(), 2u);
  EXPECT_EQ((*lines)[1].number, 15);
  EXPECT_EQ((*lines)[1].entry.what, "element_ids=4");
}

TEST_F(AuditLogTest, WhatWasChangedTakenOutOrPutInShows) {
  {
    const auto log = Open();
    for (int i = 0; i < 6; ++i) log->Append(Entry(i));
  }
  const std::string whole = Read();
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < whole.size();) {
    const std::size_t end = whole.find('\n', at) + 1;
    lines.push_back(whole.substr(at, end - at));
    at = end;
  }
  ASSERT_EQ(lines.size(), 6u);
  const auto join = [](const std::vector<std::string>& parts) {
    std::string all;
    for (const std::string& part : parts) all += part;
    return all;
  };
  std::vector<std::string> changed = lines;
  changed[2].replace(changed[2].find("operator"), 8, "somebody");
  Write(join(changed));
  EXPECT_THAT(VerifyAuditLog(folder_)->problem, HasSubstr("line 3: was changed"));
  std::vector<std::string> without = lines;
  without.erase(without.begin() + 2);
  Write(join(without));
  EXPECT_THAT(VerifyAuditLog(folder_)->problem, HasSubstr("line 3: does not follow"));
  std::vector<std::string> twice = lines;
  twice.insert(twice.begin() + 2, lines[1]);
  Write(join(twice));
  EXPECT_THAT(VerifyAuditLog(folder_)->problem, HasSubstr("line 3: does not follow"));
  // Lines cut off the end leave a whole chain with another head.
  Write(whole);
  const std::string head = VerifyAuditLog(folder_)->head;
  Write(whole.substr(0, whole.size() - lines[5].size()));
  EXPECT_EQ(VerifyAuditLog(folder_)->problem, "");
  EXPECT_NE(VerifyAuditLog(folder_)->head, head);
}

TEST_F(AuditLogTest, ATornLineIsCutAndTold) {
  {
    const auto log = Open();
    for (int i = 0; i < 3; ++i) log->Append(Entry(i));
  }
  const std::string whole = Read();
  Write(whole.substr(0, whole.size() - 30));
  {
    const auto log = Open();
    log->Append(Entry(9));
  }
  const auto report = VerifyAuditLog(folder_);
  EXPECT_EQ(report->problem, "");
  EXPECT_EQ(report->lines, 4);
  const auto lines = ReadAuditLog(folder_, 2);
  EXPECT_EQ((*lines)[0].entry.method, "audit/torn_line_cut");
  EXPECT_EQ((*lines)[1].entry.what, "element_ids=9");
}

TEST_F(AuditLogTest, AFullFileIsSetAsideAndTheChainGoesOn) {
  for (int start = 0; start < 2; ++start) {
    const auto log = Open(2000);
    for (int i = 0; i < 20; ++i) log->Append(Entry(i));
  }
  std::size_t files = 0;
  for (const auto& entry : fs::directory_iterator(folder_)) files += entry.is_regular_file();
  EXPECT_GT(files, 4u);
  const auto report = VerifyAuditLog(folder_);
  EXPECT_EQ(report->problem, "");
  EXPECT_EQ(report->lines, 40);
  EXPECT_EQ(ReadAuditLog(folder_, 25)->size(), 25u);
  fs::remove(folder_ + "/audit-000000000001.jsonl");
  EXPECT_THAT(VerifyAuditLog(folder_)->problem, HasSubstr("line 1: does not follow"));
}

TEST_F(AuditLogTest, ManyThreadsWriteOneChain) {
  {
    const auto log = Open();
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([&] {
        for (int i = 0; i < 200; ++i) log->Append(Entry(i));
      });
    }
    for (std::thread& thread : threads) thread.join();
  }
  EXPECT_EQ(VerifyAuditLog(folder_)->lines, 800);
  EXPECT_EQ(VerifyAuditLog(folder_)->problem, "");
}

TEST(AuditRulesTest, WhatEverybodyMaySeeIsNoMatterOfAudit) {
  const Identity company{
      .role = Role::kGridCompany, .token_id = "operator", .clearance = Clearance::Everything()};
  EXPECT_TRUE(IsAudited(company, pb::GetGridStateResponse()));
  EXPECT_TRUE(IsAudited(company, pb::WatchResponse()));
  EXPECT_FALSE(IsAudited({}, pb::WatchResponse())) << "the public sees K0 only";
  EXPECT_FALSE(IsAudited(company, pb::ListLargeLoadsRequest())) << "nothing in it is secret";
}

TEST(AuditRulesTest, IdsAreNotedAndNothingElse) {
  pb::ApplyPatchRequest request;
  request.set_branch_id("b-1");
  request.set_request_id("r");
  request.mutable_patch()->mutable_outage()->set_element_id("oet:line/1");
  EXPECT_EQ(DescribeIds(request), "element_id=oet:line/1 branch_id=b-1");
  pb::WatchRequest watch;
  watch.add_element_ids("a");
  watch.add_element_ids("b");
  EXPECT_EQ(DescribeIds(watch), "element_ids=2");
  pb::AskCapacityRequest ask;
  ask.set_at(std::string(500, 'x'));
  EXPECT_EQ(DescribeIds(ask).size(), 200u);
  pb::AskCapacityResponse answer;
  answer.mutable_answer()->set_record_id("abc");
  EXPECT_EQ(FindRecordId(answer), "abc");
  EXPECT_EQ(FindRecordId(pb::WatchResponse()), "");
}

}  // namespace
}  // namespace twin::access
