// Mutations of the contract: whatever a handler fills in, and whatever somebody forgets to say of a
// field, nothing comes out of the projection that the reader may not see.
#include <gmock/gmock.h>
#include <google/protobuf/any.pb.h>
#include <google/protobuf/descriptor.pb.h>
#include <google/protobuf/dynamic_message.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "ostlandet/twin/v1/capacity.pb.h"
#include "ostlandet/twin/v1/operations.pb.h"
#include "tests/support/all_clearances.h"
#include "tests/support/message_filler.h"
#include "tests/support/source_folder.h"
#include "twin/access/projection.h"

namespace twin::access {
namespace {

namespace pb = ostlandet::twin::v1;
using google::protobuf::Descriptor;
using google::protobuf::DescriptorPool;
using google::protobuf::DescriptorProto;
using google::protobuf::FieldDescriptor;
using google::protobuf::FileDescriptorProto;
using google::protobuf::Message;

// What somebody may do to the class of a field: forget it, or give it another.
constexpr pb::Secrecy kMutations[] = {pb::SECRECY_UNSPECIFIED, pb::SECRECY_K1_PARTY,
                                      pb::SECRECY_K2_PLANNER, pb::SECRECY_K3_POWER_SENSITIVE,
                                      pb::SECRECY_K4_ENGINE};

std::vector<const google::protobuf::FileDescriptor*> ContractFiles() {
  std::vector<const google::protobuf::FileDescriptor*> files;
  const std::string folder = tests::SourceFolder() + "/proto/";
  for (const auto& entry : std::filesystem::directory_iterator(folder + "ostlandet/twin/v1")) {
    const auto* file = DescriptorPool::generated_pool()->FindFileByName(
        entry.path().string().substr(folder.size()));
    EXPECT_NE(file, nullptr) << entry.path();
    if (file != nullptr) files.push_back(file);
  }
  return files;
}

std::string MutantName(const Descriptor& message, int field, pb::Secrecy secrecy) {
  return absl::StrCat(message.name(), "_", field, "_", static_cast<int>(secrecy));
}

// `message` with every field's class written out and that of `field` changed.
DescriptorProto Mutate(const Descriptor& message, int field, pb::Secrecy secrecy) {
  DescriptorProto mutant;
  message.CopyTo(&mutant);
  mutant.set_name(MutantName(message, field, secrecy));
  mutant.mutable_options()->ClearExtension(pb::default_secrecy);
  for (int i = 0; i < mutant.field_size(); ++i) {
    mutant.mutable_field(i)->mutable_options()->SetExtension(pb::secrecy,
                                                             SecrecyOf(*message.field(i)));
  }
  auto& options = *mutant.mutable_field(field)->mutable_options();
  options.ClearExtension(pb::secrecy);
  if (secrecy != pb::SECRECY_UNSPECIFIED) options.SetExtension(pb::secrecy, secrecy);
  return mutant;
}

// A file of all mutants of `original`'s messages, beside it: what their fields hold is the
// contract's own.
const google::protobuf::FileDescriptor* BuildMutants(
    const google::protobuf::FileDescriptor& original, DescriptorPool& pool) {
  FileDescriptorProto file;
  file.set_name("mutated/" + original.name());
  file.set_package("ostlandet.twin.mutated");
  file.set_syntax("proto3");
  std::set<std::string> needed = {original.name(), pb::Secrecy_descriptor()->file()->name()};
  for (int i = 0; i < original.dependency_count(); ++i) {
    needed.insert(original.dependency(i)->name());
  }
  for (const std::string& name : needed) file.add_dependency(name);
  for (int m = 0; m < original.message_type_count(); ++m) {
    for (int f = 0; f < original.message_type(m)->field_count(); ++f) {
      for (const pb::Secrecy secrecy : kMutations) {
        *file.add_message_type() = Mutate(*original.message_type(m), f, secrecy);
      }
    }
  }
  return pool.BuildFile(file);
}

bool IsSet(const Message& message, const FieldDescriptor& field) {
  const auto& reflection = *message.GetReflection();
  return field.is_repeated() ? reflection.FieldSize(message, &field) > 0
                             : reflection.HasField(message, &field);
}

FileDescriptorProto ParseFile(const char* text) {
  FileDescriptorProto file;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &file));
  return file;
}

bool HoldsText(const Message& message, const std::string& canary) {
  return message.SerializeAsString().find(canary) != std::string::npos;
}

// Every field of the contract, with its class taken away or changed for every other, before every
// reader that a policy can make.
TEST(ProjectionMutationTest, AFieldThatLosesItsClassIsSeenByNobodyWhicheverFieldItIs) {
  // Kept for ever: the projection remembers descriptors.
  auto& pool = *new DescriptorPool(DescriptorPool::generated_pool());
  auto& factory = *new google::protobuf::DynamicMessageFactory(&pool);
  int fields = 0;
  int shown = 0;
  for (const auto* original : ContractFiles()) {
    const auto* file = BuildMutants(*original, pool);
    ASSERT_NE(file, nullptr) << original->name();
    for (int m = 0; m < original->message_type_count(); ++m) {
      const Descriptor& message = *original->message_type(m);
      for (int f = 0; f < message.field_count(); ++f, ++fields) {
        for (const pb::Secrecy secrecy : kMutations) {
          const Descriptor* type = file->FindMessageTypeByName(MutantName(message, f, secrecy));
          ASSERT_NE(type, nullptr);
          const std::unique_ptr<Message> filled(factory.GetPrototype(type)->New());
          // The mutated field last: of a oneof the last one stands.
          tests::FillMessage(*filled, 1);
          tests::FillField(*filled, *type->field(f), 1);
          ASSERT_TRUE(IsSet(*filled, *type->field(f))) << type->field(f)->full_name();
          for (const Clearance& clearance : tests::MakeAllClearances()) {
            const std::unique_ptr<Message> seen(filled->New());
            seen->CopyFrom(*filled);
            Project(*seen, clearance);
            const bool is_seen = IsSet(*seen, *type->field(f));
            shown += is_seen ? 1 : 0;
            EXPECT_EQ(is_seen, clearance.Sees(secrecy))
                << message.field(f)->full_name() << " as " << secrecy << " by " << clearance.bits();
          }
        }
      }
    }
  }
  EXPECT_GT(fields, 1000);
  EXPECT_EQ(shown, fields * 3 * 8) << "each readable class by the half of readers who have it";
  RecordProperty("fields", fields);
}

constexpr char kShapes[] = R"pb(
  name: "ostlandet/twin/shapes.proto"
  package: "ostlandet.twin.shapes"
  syntax: "proto3"
  dependency: "ostlandet/twin/v1/secrecy.proto"
  dependency: "google/protobuf/any.proto"
  dependency: "google/protobuf/struct.proto"
  dependency: "google/protobuf/timestamp.proto"
  message_type {
    name: "Inner"
    field {
      name: "open"
      number: 1
      type: TYPE_STRING
      label: LABEL_OPTIONAL
      options {
        [ostlandet.twin.v1.secrecy]: SECRECY_K0_PUBLIC
      }
    }
    field {
      name: "closed"
      number: 2
      type: TYPE_STRING
      label: LABEL_OPTIONAL
      options {
        [ostlandet.twin.v1.secrecy]: SECRECY_K3_POWER_SENSITIVE
      }
    }
    field {
      name: "again"
      number: 3
      type: TYPE_MESSAGE
      type_name: ".ostlandet.twin.shapes.Outer"
      label: LABEL_REPEATED
      options {
        [ostlandet.twin.v1.secrecy]: SECRECY_K0_PUBLIC
      }
    }
    field { name: "forgotten" number: 4 type: TYPE_STRING label: LABEL_REPEATED }
  }
  message_type {
    name: "Outer"
    options {
      [ostlandet.twin.v1.default_secrecy]: SECRECY_K0_PUBLIC
    }
    oneof_decl { name: "choice" }
    field {
      name: "one"
      number: 1
      type: TYPE_MESSAGE
      type_name: ".ostlandet.twin.shapes.Inner"
      label: LABEL_OPTIONAL
      oneof_index: 0
    }
    field {
      name: "other"
      number: 2
      type: TYPE_STRING
      label: LABEL_OPTIONAL
      oneof_index: 0
      options {
        [ostlandet.twin.v1.secrecy]: SECRECY_K3_POWER_SENSITIVE
      }
    }
    field {
      name: "by_name"
      number: 3
      type: TYPE_MESSAGE
      type_name: ".ostlandet.twin.shapes.Outer.ByNameEntry"
      label: LABEL_REPEATED
    }
    field {
      name: "closed_by_name"
      number: 4
      type: TYPE_MESSAGE
      type_name: ".ostlandet.twin.shapes.Outer.ClosedByNameEntry"
      label: LABEL_REPEATED
      options {
        [ostlandet.twin.v1.secrecy]: SECRECY_K3_POWER_SENSITIVE
      }
    }
    field {
      name: "any"
      number: 5
      type: TYPE_MESSAGE
      type_name: ".google.protobuf.Any"
      label: LABEL_OPTIONAL
    }
    field {
      name: "anything"
      number: 6
      type: TYPE_MESSAGE
      type_name: ".google.protobuf.Struct"
      label: LABEL_OPTIONAL
    }
    field {
      name: "at"
      number: 7
      type: TYPE_MESSAGE
      type_name: ".google.protobuf.Timestamp"
      label: LABEL_OPTIONAL
    }
    field {
      name: "engine"
      number: 8
      type: TYPE_STRING
      label: LABEL_OPTIONAL
      options {
        [ostlandet.twin.v1.secrecy]: SECRECY_K4_ENGINE
      }
    }
    nested_type {
      name: "ByNameEntry"
      options { map_entry: true }
      field { name: "key" number: 1 type: TYPE_STRING label: LABEL_OPTIONAL }
      field {
        name: "value"
        number: 2
        type: TYPE_MESSAGE
        label: LABEL_OPTIONAL
        type_name: ".ostlandet.twin.shapes.Inner"
      }
    }
    nested_type {
      name: "ClosedByNameEntry"
      options { map_entry: true }
      field { name: "key" number: 1 type: TYPE_STRING label: LABEL_OPTIONAL }
      field { name: "value" number: 2 type: TYPE_STRING label: LABEL_OPTIONAL }
    }
  }
)pb";

class ShapesTest : public testing::Test {
 protected:
  static const Descriptor* Outer() {
    static auto* pool = new DescriptorPool(DescriptorPool::generated_pool());
    static const auto* file = pool->BuildFile(ParseFile(kShapes));
    return file == nullptr ? nullptr : file->FindMessageTypeByName("Outer");
  }
  void SetUp() override {
    google::protobuf::Any::descriptor();  // links what the shapes import
    ASSERT_NE(Outer(), nullptr);
    static auto* factory = new google::protobuf::DynamicMessageFactory();
    message_.reset(factory->GetPrototype(Outer())->New());
  }
  void Parse(const char* text) {
    ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(text, message_.get())) << text;
  }
  std::string Projected(Clearance clearance) {
    Project(*message_, clearance);
    std::string text;
    google::protobuf::TextFormat::Printer printer;
    printer.SetSingleLineMode(true);
    printer.PrintToString(*message_, &text);
    return text;
  }
  std::unique_ptr<Message> message_;
};

TEST_F(ShapesTest, MapsAreSeenByTheirFieldsClassAndTheirValuesByTheirOwn) {
  Parse(R"pb(by_name {
               key: "a"
               value { open: "o" closed: "CANARY" }
             }
             closed_by_name { key: "CANARY" value: "CANARY" })pb");
  EXPECT_EQ(Projected(Clearance::Public()), R"(by_name { key: "a" value { open: "o" } } )");
}

TEST_F(ShapesTest, OneofsAreClearedLikeOtherFields) {
  Parse(R"pb(other: "CANARY")pb");
  EXPECT_EQ(Projected(Clearance::Public()), "");
  Parse(R"pb(one { open: "o" closed: "CANARY" })pb");
  EXPECT_EQ(Projected(Clearance::Public()), R"(one { open: "o" } )");
}

TEST_F(ShapesTest, NothingForgottenLiesDeepEnough) {
  std::string text = R"(one { closed: "CANARY" forgotten: "CANARY" open: "o" })";
  for (int depth = 0; depth < 40; ++depth) {
    text = absl::StrCat("one { again { ", text, " } forgotten: \"CANARY\" closed: \"CANARY\" }");
  }
  Parse(text.c_str());
  Project(*message_, Clearance::Public());
  EXPECT_FALSE(HoldsText(*message_, "CANARY"));
  EXPECT_TRUE(HoldsText(*message_, "o"));
  Parse(text.c_str());
  Project(*message_, Clearance::Everything());
  EXPECT_TRUE(HoldsText(*message_, "CANARY")) << "K3 is seen by who may";
}

TEST_F(ShapesTest, AFieldThatCanHoldAnythingIsSeenByNobody) {
  Parse(R"pb(any { type_url: "x/CANARY" value: "CANARY" }
             anything {
               fields {
                 key: "CANARY"
                 value { string_value: "CANARY" }
               }
             }
             at { seconds: 7 }
             engine: "CANARY")pb");
  EXPECT_EQ(Projected(Clearance::Everything()), "at { seconds: 7 } ");
}

TEST_F(ShapesTest, UnknownFieldsAreDroppedAtEveryDepth) {
  const auto add = [](Message& message) {
    message.GetReflection()->MutableUnknownFields(&message)->AddLengthDelimited(4000, "CANARY");
  };
  Parse(R"pb(one {
               open: "o"
               again { at { seconds: 7 } }
             }
             by_name {
               key: "a"
               value { open: "o" }
             })pb");
  add(*message_);
  const auto* reflection = message_->GetReflection();
  Message& one = *reflection->MutableMessage(message_.get(), Outer()->FindFieldByName("one"));
  add(one);
  Message& again = *one.GetReflection()->MutableRepeatedMessage(
      &one, one.GetDescriptor()->FindFieldByName("again"), 0);
  add(again);
  add(*again.GetReflection()->MutableMessage(&again, Outer()->FindFieldByName("at")));
  ASSERT_TRUE(HoldsText(*message_, "CANARY"));
  Project(*message_, Clearance::Everything());
  EXPECT_FALSE(HoldsText(*message_, "CANARY"));
}

// Replies of the contract filled at random, each text a canary of its own class.
TEST(ProjectionMutationTest, NoReplyFilledAtRandomLetsACanaryOut) {
  std::mt19937 random(7);
  int replies = 0;
  for (const char* service :
       {"Operations", "Grid", "Heat", "Store", "Scenario", "Capacity", "Planning"}) {
    const auto* descriptor = DescriptorPool::generated_pool()->FindServiceByName(
        absl::StrCat("ostlandet.twin.v1.", service));
    ASSERT_NE(descriptor, nullptr);
    for (int i = 0; i < descriptor->method_count(); ++i) {
      const Descriptor* type = descriptor->method(i)->output_type();
      const Message* prototype =
          google::protobuf::MessageFactory::generated_factory()->GetPrototype(type);
      for (const Clearance& clearance : tests::MakeAllClearances()) {
        ++replies;
        const std::unique_ptr<Message> message(prototype->New());
        tests::FillMessage(
            *message, 5,
            [](const FieldDescriptor& field) {
              return absl::StrCat("CANARY", static_cast<int>(SecrecyOf(field)), ".");
            },
            &random);
        Project(*message, clearance);
        for (const pb::Secrecy secrecy :
             {pb::SECRECY_UNSPECIFIED, pb::SECRECY_K0_PUBLIC, pb::SECRECY_K1_PARTY,
              pb::SECRECY_K2_PLANNER, pb::SECRECY_K3_POWER_SENSITIVE, pb::SECRECY_K4_ENGINE}) {
          if (clearance.Sees(secrecy)) continue;
          EXPECT_FALSE(HoldsText(*message, absl::StrCat("CANARY", static_cast<int>(secrecy), ".")))
              << type->full_name() << " for " << clearance.bits() << " tells " << secrecy;
        }
      }
    }
  }
  EXPECT_GE(replies, 49 * 16);
}

// How long a part of an answer took tells what was hard about it.
TEST(ProjectionMutationTest, MillisecondsAreForReadersOfPowerSensitiveInformation) {
  int found = 0;
  for (const auto* file :
       {pb::CapacityAnswer::descriptor()->file(), pb::WatchResponse::descriptor()->file()}) {
    for (int m = 0; m < file->message_type_count(); ++m) {
      for (int f = 0; f < file->message_type(m)->field_count(); ++f) {
        const FieldDescriptor& field = *file->message_type(m)->field(f);
        const bool is_time_taken = field.name().find("milliseconds") != std::string::npos ||
                                   field.name().find("timings") != std::string::npos;
        if (!is_time_taken) continue;
        ++found;
        EXPECT_EQ(SecrecyOf(field), pb::SECRECY_K3_POWER_SENSITIVE) << field.full_name();
      }
    }
  }
  EXPECT_GE(found, 5);
}

}  // namespace
}  // namespace twin::access
