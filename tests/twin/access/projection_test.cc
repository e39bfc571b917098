#include "twin/access/projection.h"

#include <gmock/gmock.h>
#include <google/protobuf/dynamic_message.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "ostlandet/twin/v1/capacity.pb.h"
#include "ostlandet/twin/v1/grid.pb.h"
#include "ostlandet/twin/v1/heat.pb.h"
#include "ostlandet/twin/v1/heat_network.pb.h"
#include "ostlandet/twin/v1/operations.pb.h"
#include "ostlandet/twin/v1/scenario.pb.h"
#include "ostlandet/twin/v1/store.pb.h"
#include "tests/support/all_clearances.h"
#include "tests/support/message_filler.h"
#include "tests/support/source_folder.h"

namespace twin::access {
namespace {

namespace pb = ostlandet::twin::v1;
using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::FileDescriptor;
using google::protobuf::Message;

const std::vector<Clearance> kAllClearances = tests::MakeAllClearances();
const Clearance kPublic = Clearance::Public();
const Clearance kEverything = Clearance::Everything();

// Every file of the contract, as it lies in the source tree: a new one is looked at at once.
const std::vector<const FileDescriptor*>& Files() {
  static const auto* files = [] {
    auto* found = new std::vector<const FileDescriptor*>();
    const std::string folder = tests::SourceFolder() + "/proto/";
    for (const auto& entry : std::filesystem::directory_iterator(folder + "ostlandet/twin/v1")) {
      if (entry.path().extension() != ".proto") continue;
      const auto* file = google::protobuf::DescriptorPool::generated_pool()->FindFileByName(
          entry.path().string().substr(folder.size()));
      EXPECT_NE(file, nullptr) << entry.path() << " is not in the program";
      if (file != nullptr) found->push_back(file);
    }
    return found;
  }();
  return *files;
}

void VisitWithNested(const Descriptor& message,
                     const std::function<void(const Descriptor&)>& visit) {
  visit(message);
  for (int i = 0; i < message.nested_type_count(); ++i) {
    VisitWithNested(*message.nested_type(i), visit);
  }
}

void ForEachMessage(const std::function<void(const Descriptor&)>& visit) {
  for (const FileDescriptor* file : Files()) {
    for (int i = 0; i < file->message_type_count(); ++i) {
      VisitWithNested(*file->message_type(i), visit);
    }
  }
}

void Fill(Message& message, int depth) { tests::FillMessage(message, depth); }

// Every set field whose class lies above the clearance.
void ListLeaks(const Message& message, Clearance clearance, std::vector<std::string>& leaks) {
  std::vector<const FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    if (field->containing_type()->full_name().rfind("ostlandet.twin.", 0) != 0) continue;
    if (!IsVisible(*field, clearance)) leaks.push_back(field->full_name());
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) continue;
    const auto& reflection = *message.GetReflection();
    if (!field->is_repeated()) {
      ListLeaks(reflection.GetMessage(message, field), clearance, leaks);
      continue;
    }
    for (int i = 0; i < reflection.FieldSize(message, field); ++i) {
      ListLeaks(reflection.GetRepeatedMessage(message, field, i), clearance, leaks);
    }
  }
}

TEST(SecrecyTest, EveryFieldHasAClass) {
  int fields = 0;
  ForEachMessage([&fields](const Descriptor& message) {
    for (int i = 0; i < message.field_count(); ++i, ++fields) {
      EXPECT_NE(SecrecyOf(*message.field(i)), pb::SECRECY_UNSPECIFIED)
          << message.field(i)->full_name() << " has no secrecy class";
    }
  });
  EXPECT_GT(fields, 100);
}

TEST(ProjectionTest, NoMessageKeepsAFieldAboveTheClearance) {
  for (const Clearance clearance : kAllClearances) {
    ForEachMessage([clearance](const Descriptor& type) {
      const Message* prototype =
          google::protobuf::MessageFactory::generated_factory()->GetPrototype(&type);
      const std::unique_ptr<Message> message(prototype->New());
      Fill(*message, 4);
      Project(*message, clearance);
      std::vector<std::string> leaks;
      ListLeaks(*message, clearance, leaks);
      EXPECT_THAT(leaks, testing::IsEmpty()) << type.full_name();
    });
  }
}

TEST(ProjectionTest, ThePublicSeesTheBalanceAndNotTheGrid) {
  pb::GetGridStateResponse response;
  response.mutable_balance()->set_demand_mw(8000.0);
  response.mutable_grid()->add_branches()->set_loading_share(0.97);
  response.add_stale()->set_reason("bus Hamang 300 collapsed");
  Project(response, kPublic);
  EXPECT_EQ(response.balance().demand_mw(), 8000.0);
  EXPECT_FALSE(response.has_grid());
  EXPECT_EQ(response.stale(0).reason(), "");
}

// What the public may see of a full record: its own question, the declassified tuple, the notice.
TEST(ProjectionTest, ThePublicSeesOfACapacityAnswerTheDeclassifiedTupleOnly) {
  pb::AskCapacityResponse response;
  Fill(response, 4);
  Project(response, kPublic);
  std::vector<const FieldDescriptor*> fields;
  response.answer().GetReflection()->ListFields(response.answer(), &fields);
  std::vector<std::string> names;
  for (const FieldDescriptor* field : fields) names.push_back(field->name());
  EXPECT_THAT(names, testing::ElementsAre("record_id", "question", "data_notice", "code_version",
                                          "bus_name", "process_today", "candidates", "principles",
                                          "cell", "cell_is_above_feeder"));
}

TEST(ProjectionTest, WhoMayKnowKeepsEverythingOfTheReply) {
  pb::GetGridStateResponse response;
  response.mutable_grid()->add_branches()->set_loading_share(0.97);
  const std::string before = response.SerializeAsString();
  Project(response, kEverything);
  EXPECT_EQ(response.SerializeAsString(), before);
}

TEST(ProjectionTest, TheListOfWhatIsWithheldDoesNotDependOnContent) {
  EXPECT_THAT(WithheldPaths(*pb::GetGridStateResponse::descriptor(), kPublic),
              testing::ElementsAre("grid", "stale.reason", "key.data_revision"));
  EXPECT_THAT(WithheldPaths(*pb::GetGridStateResponse::descriptor(), kEverything),
              testing::IsEmpty());
}

TEST(ProjectionTest, StoredCommandsNeverLeave) {
  pb::StoredCommand command;
  command.set_role("grid_company");
  command.mutable_apply_patch()->set_id("p-1");
  Project(command, kEverything);
  EXPECT_EQ(command.ByteSizeLong(), 0u);
}

TEST(ProjectionTest, WhatIsWithheldTellsItsClasses) {
  using testing::ElementsAre;
  EXPECT_THAT(WithheldClasses(*pb::GetHeatNetworkResponse::descriptor(), kPublic),
              ElementsAre(pb::SECRECY_K1_PARTY));
  EXPECT_THAT(WithheldClasses(*pb::GetHeatNetworkStateResponse::descriptor(), kPublic),
              ElementsAre(pb::SECRECY_K1_PARTY, pb::SECRECY_K3_POWER_SENSITIVE));
  EXPECT_THAT(WithheldClasses(*pb::GetHeatNetworkStateResponse::descriptor(),
                              Clearance{pb::SECRECY_K0_PUBLIC, pb::SECRECY_K1_PARTY}),
              ElementsAre(pb::SECRECY_K3_POWER_SENSITIVE));
  EXPECT_THAT(WithheldClasses(*pb::GetHeatNetworkStateResponse::descriptor(), kEverything),
              testing::IsEmpty());
}

}  // namespace
}  // namespace twin::access
