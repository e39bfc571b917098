// Every call of the contract under libFuzzer, through a real server in this process: identity,
// policy, budget, handler, projection, audit. The first byte says who calls, the second which
// method; the rest is the request's bytes. Of every reply to who does not see power-sensitive
// fields it is demanded that it has none. Built by clang, run by ./tests/fuzz/libfuzzer.
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>
#include <sys/stat.h>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/dynamic_message.h"
#include "google/protobuf/message.h"
#include "ostlandet/twin/v1/capacity.pb.h"
#include "tests/support/region_paths.h"
#include "twin/access/digest.h"
#include "twin/access/policy.h"
#include "twin/access/projection.h"
#include "twin/byte_buffer.h"
#include "twin/config.h"
#include "twin/server.h"

namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MethodDescriptor;
using twin::access::Role;

constexpr std::chrono::seconds kPatience{25};
constexpr int kFramesRead = 2;  // of a stream

void Demand(bool holds, const std::string& what) {
  if (holds) return;
  std::fprintf(stderr, "%s\n", what.c_str());
  std::abort();
}

std::string TokenOf(Role role) { return absl::StrCat("fuzz-", twin::access::RoleName(role)); }

void WritePrivately(const std::string& path, const std::string& text) {
  std::ofstream(path) << text;
  chmod(path.c_str(), 0600);
}

class Target {
 public:
  Target() : folder_(std::filesystem::temp_directory_path() / "twin-fuzz-XXXXXX") {
    Demand(mkdtemp(folder_.data()) != nullptr, "no folder");
    const std::string data = folder_ + "/data";
    std::filesystem::create_directory(data);
    WriteAccess(data);
    twin::Config config;
    config.data_directory = data;
    config.region_directory = tests::RegionDirectory();
    config.console_directory = "";
    config.grpc_address = "127.0.0.1:0";
    config.http_address = "127.0.0.1:0";
    config.speed = "paused";
    config.tls = "off";
    config.log_level = "off";
    config.has_heat_plans = false;
    config.has_capacity = true;  // its handlers up to where the year is needed, which takes minutes
    config.planning_weather_years = 0;
    config.policy_file = folder_ + "/policy.toml";
    auto started = twin::Server::Start(config, clock_);
    Demand(started.ok(), std::string(started.status().message()));
    server_ = *std::move(started);
    channel_ = grpc::CreateChannel(absl::StrCat("127.0.0.1:", server_->grpc_port()),
                                   grpc::InsecureChannelCredentials());
    stub_ = std::make_unique<grpc::GenericStub>(channel_);
    for (const char* name :
         {"Operations", "Grid", "Heat", "Store", "Scenario", "Capacity", "Planning"}) {
      const auto* service = google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(
          absl::StrCat("ostlandet.twin.v1.", name));
      Demand(service != nullptr, absl::StrCat("no service ", name));
      for (int i = 0; i < service->method_count(); ++i) methods_.push_back(service->method(i));
    }
  }

  void Call(Role role, std::size_t number, absl::string_view bytes) {
    const MethodDescriptor& method = *methods_[number % methods_.size()];
    const Message& prototype =
        *google::protobuf::MessageFactory::generated_factory()->GetPrototype(method.input_type());
    std::unique_ptr<Message> request(prototype.New());
    // What does not parse is refused before a handler; it is sent all the same.
    const bool is_message = request->ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
    if (is_message) Tame(*request);
    const std::string sent = is_message ? request->SerializeAsString() : std::string(bytes);
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + kPatience);
    if (role != Role::kPublic) {
      context.AddMetadata("authorization", "Bearer " + TokenOf(role));
    }
    const std::string path = absl::StrCat("/", method.service()->full_name(), "/", method.name());
    grpc::CompletionQueue queue;
    const auto call = stub_->PrepareCall(&context, path, &queue);
    call->StartCall(&queue_tag_);
    Wait(queue);
    call->WriteLast(twin::ToByteBuffer(sent), {}, &queue_tag_);
    Wait(queue);
    for (int frame = 0; frame < kFramesRead; ++frame) {
      grpc::ByteBuffer reply;
      call->Read(&reply, &queue_tag_);
      if (!Wait(queue)) break;
      CheckReply(role, method, reply);
      if (!method.server_streaming()) break;
    }
    if (method.server_streaming()) context.TryCancel();
    grpc::Status status;
    call->Finish(&status, &queue_tag_);
    Wait(queue);
    CheckStatus(path, status);
    queue.Shutdown();
    void* tag = nullptr;
    bool ok = false;
    while (queue.Next(&tag, &ok)) {
    }
    if (++calls_ % 1000 == 0) Clean();
  }

 private:
  // Six users, one of each role but the public; and no limit of calls and no waiting for the clock
  // that replies are released by, so that the machine's time goes into handlers.
  void WriteAccess(const std::string& data) {
    std::string users =
        "schema = \"ostlandet.twin.register\"\nschema_version = 1\nversion = \"1\"\n";
    std::string tokens;
    for (const Role role : twin::access::kAllRoles) {
      if (role == Role::kPublic) continue;
      const std::string name(twin::access::RoleName(role));
      absl::StrAppend(&users, "[[user]]\nid = \"u-", name, "\"\nrole = \"", name,
                      "\"\norganisation = \"x\"\npurpose = \"x\"\ndecision = \"x\"\n"
                      "expires = 2099-01-01T00:00:00Z\n");
      absl::StrAppend(&tokens, "[[token]]\nid = \"u-", name, "\"\nsha256 = \"",
                      twin::access::CalcSha256Hex(TokenOf(role)), "\"\n");
    }
    WritePrivately(data + "/register.toml", users);
    WritePrivately(data + "/tokens.toml", tokens);
    WritePrivately(data + "/operator.token", TokenOf(Role::kGridCompany));
    std::string policy(twin::access::Policy::ShippedText());
    for (const char* key :
         {"calls_per_s", "burst_count", "area_questions_per_day", "questions_per_day",
          "point_questions_per_day", "reply_grid_ms", "answer_grid_ms", "stream_grid_ms"}) {
      std::string kept;
      for (absl::string_view rest = policy; !rest.empty();) {
        const std::size_t end = std::min(rest.find('\n'), rest.size() - 1) + 1;
        if (!absl::StartsWith(rest, key)) absl::StrAppend(&kept, rest.substr(0, end));
        rest.remove_prefix(end);
      }
      policy = std::move(kept);
    }
    WritePrivately(folder_ + "/policy.toml", policy);
  }

  // Work that a caller may order for minutes is ordered for moments: what is looked for is found by
  // many calls.
  static void Tame(Message& message) {
    const auto& reflection = *message.GetReflection();
    std::vector<const FieldDescriptor*> fields;
    reflection.ListFields(message, &fields);
    for (const FieldDescriptor* field : fields) {
      const std::string& name = field->name();
      if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
        for (int i = 0; field->is_repeated() && i < reflection.FieldSize(message, field); ++i) {
          Tame(*reflection.MutableRepeatedMessage(&message, field, i));
        }
        if (!field->is_repeated()) Tame(*reflection.MutableMessage(&message, field));
      } else if (!field->is_repeated() && field->cpp_type() == FieldDescriptor::CPPTYPE_INT32 &&
                 (name == "quarters" || name == "hours")) {
        const int value = reflection.GetInt32(message, field);
        if (value > 2) reflection.SetInt32(&message, field, 1 + value % 2);
      } else if (!field->is_repeated() && name == "members" &&
                 field->cpp_type() == FieldDescriptor::CPPTYPE_INT32) {
        if (reflection.GetInt32(message, field) > 10) reflection.SetInt32(&message, field, 10);
      } else if (!field->is_repeated() && name == "max_steps" &&
                 field->cpp_type() == FieldDescriptor::CPPTYPE_INT64) {
        if (reflection.GetInt64(message, field) > 4) reflection.SetInt64(&message, field, 4);
      }
    }
  }

  bool Wait(grpc::CompletionQueue& queue) {
    void* tag = nullptr;
    bool ok = false;
    return queue.Next(&tag, &ok) && ok;
  }

  void CheckReply(Role role, const MethodDescriptor& method, const grpc::ByteBuffer& buffer) {
    std::unique_ptr<Message> reply(google::protobuf::MessageFactory::generated_factory()
                                       ->GetPrototype(method.output_type())
                                       ->New());
    const auto bytes = twin::ToString(buffer);
    Demand(reply->ParseFromString(bytes), absl::StrCat(method.full_name(), ": no reply"));
    const auto clearance = twin::access::Policy::Shipped().rules(role).clearance;
    std::unique_ptr<Message> projected(reply->New());
    projected->CopyFrom(*reply);
    twin::access::Project(*projected, clearance);
    Demand(projected->ByteSizeLong() == reply->ByteSizeLong(),
           absl::StrCat(method.full_name(), " told a ", twin::access::RoleName(role),
                        " what it may not know"));
  }

  static void CheckStatus(const std::string& path, const grpc::Status& status) {
    const auto code = status.error_code();
    Demand(code != grpc::StatusCode::INTERNAL && code != grpc::StatusCode::UNKNOWN &&
               code != grpc::StatusCode::DATA_LOSS,
           absl::StrCat(path, ": ", status.error_message()));
    Demand(status.ok() || code == grpc::StatusCode::CANCELLED || !status.error_message().empty(),
           absl::StrCat(path, ": refused without a reason"));
  }

  // Backups that were ordered would fill the disk.
  void Clean() const {
    std::error_code ignored;
    std::filesystem::remove_all(folder_ + "/data/backups", ignored);
  }

  std::string folder_;
  twin::SystemClock clock_;
  std::unique_ptr<twin::Server> server_;
  std::shared_ptr<grpc::Channel> channel_;
  std::unique_ptr<grpc::GenericStub> stub_;
  std::vector<const MethodDescriptor*> methods_;
  char queue_tag_ = 0;
  std::size_t calls_ = 0;
};

Target* target = nullptr;

}  // namespace

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  target = new Target();
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  if (size < 2) return 0;
  const Role role = twin::access::kAllRoles[bytes[0] % twin::access::kAllRoles.size()];
  target->Call(role, bytes[1],
               absl::string_view(reinterpret_cast<const char*>(bytes) + 2, size - 2));
  return 0;
}
