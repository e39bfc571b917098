#pragma once

#include <fstream>
#include <iterator>
#include <string>

#include "ostlandet/twin/v1/planning.grpc.pb.h"
#include "tests/support/source_folder.h"
#include "tests/support/test_server.h"

namespace tests {

inline std::string ReadWhole(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file.good()) << path;
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// One of the six sample plans with its assumptions, as somebody sends it.
inline ostlandet::twin::v1::PlanFile SamplePlan(const std::string& name,
                                                const std::string& ending = ".sos") {
  const std::string folder = SourceFolder() + "/tests/cases/plans/";
  ostlandet::twin::v1::PlanFile file;
  file.set_name(name + ending);
  file.set_content(ReadWhole(folder + name + ending));
  file.set_assumptions_csv(ReadWhole(folder + name + ".csv"));
  return file;
}

class PlanServiceTest : public ServerTest {
 protected:
  std::unique_ptr<ostlandet::twin::v1::Planning::Stub> Stub() {
    return ostlandet::twin::v1::Planning::NewStub(channel_);
  }

  /// Everything a stream said, and how it ended.
  template <class Reply>
  struct Said {
    std::vector<Reply> messages;
    grpc::Status status;
  };
  Said<ostlandet::twin::v1::CheckPlanResponse> Check(
      const ostlandet::twin::v1::CheckPlanRequest& request, grpc::ClientContext& context) {
    return ReadAll<ostlandet::twin::v1::CheckPlanResponse>(Stub()->CheckPlan(&context, request));
  }
  Said<ostlandet::twin::v1::CheckPlansResponse> CheckSeveral(
      const ostlandet::twin::v1::CheckPlansRequest& request, grpc::ClientContext& context) {
    return ReadAll<ostlandet::twin::v1::CheckPlansResponse>(Stub()->CheckPlans(&context, request));
  }

 private:
  template <class Reply, class Reader>
  static Said<Reply> ReadAll(Reader reader) {
    Said<Reply> said;
    for (Reply message; reader->Read(&message);) said.messages.push_back(message);
    said.status = reader->Finish();
    return said;
  }
};

}  // namespace tests
