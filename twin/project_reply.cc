#include "twin/project_reply.h"

#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "ostlandet/twin/v1/common.pb.h"
#include "twin/access/projection.h"

namespace twin {
namespace {

namespace pb = ostlandet::twin::v1;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr char kPowerGround[] =
    "power-sensitive information: energiloven § 9-3, kraftberedskapsforskriften § 6-2";
constexpr char kPowerContact[] = "the grid company of the area";
constexpr char kPartyGround[] = "what concerns one party alone: business or personal information";
constexpr char kPartyContact[] = "that party";

// On what ground fields of these classes are withheld, and whom to ask.
void SayGround(const std::set<pb::Secrecy>& classes, pb::Redaction& redaction) {
  const bool is_of_party = classes.count(pb::SECRECY_K1_PARTY) != 0;
  const bool is_of_power = classes.size() > (is_of_party ? 1u : 0u);
  const char* joint = is_of_party && is_of_power ? "; " : "";
  redaction.set_ground(
      absl::StrCat(is_of_power ? kPowerGround : "", joint, is_of_party ? kPartyGround : ""));
  redaction.set_contact(
      absl::StrCat(is_of_power ? kPowerContact : "", joint, is_of_party ? kPartyContact : ""));
}

// Elements of one list, taken out of their reply with the clearance each is told at.
struct Placed {
  const FieldDescriptor* list = nullptr;
  std::vector<std::pair<std::unique_ptr<Message>, access::Clearance>> elements;
};

const FieldDescriptor* FindMunicipality(const FieldDescriptor& list) {
  if (!list.is_repeated() || list.is_map() || list.message_type() == nullptr) return nullptr;
  const auto* field = list.message_type()->FindFieldByName("municipality_id");
  const bool is_text =
      field != nullptr && !field->is_repeated() && field->type() == FieldDescriptor::TYPE_STRING;
  return is_text ? field : nullptr;
}

std::vector<Placed> TakePlaced(const access::Identity& identity, Message& reply,
                               const FindConcession& find_concession) {
  const auto& reflection = *reply.GetReflection();
  std::vector<const FieldDescriptor*> lists;
  reflection.ListFields(reply, &lists);
  std::vector<Placed> taken;
  for (const FieldDescriptor* list : lists) {
    const FieldDescriptor* municipality = FindMunicipality(*list);
    if (municipality == nullptr) continue;
    Placed placed{.list = list, .elements = {}};
    for (int i = 0; i < reflection.FieldSize(reply, list); ++i) {
      const Message& element = reflection.GetRepeatedMessage(reply, list, i);
      const std::string id = element.GetReflection()->GetString(element, municipality);
      std::unique_ptr<Message> copy(element.New());
      copy->CopyFrom(element);
      const access::Identity there =
          access::At(identity, id, id.empty() ? "" : find_concession(id));
      placed.elements.emplace_back(std::move(copy), there.clearance);
    }
    reflection.ClearField(&reply, list);
    taken.push_back(std::move(placed));
  }
  return taken;
}

// Each as far as its clearance goes. A list that is itself withheld stays so.
access::Clearance PutBack(std::vector<Placed> taken, access::Clearance clearance, Message& reply) {
  access::Clearance told = clearance;
  for (Placed& placed : taken) {
    for (auto& [element, its_clearance] : placed.elements) {
      if (!access::IsVisible(*placed.list, its_clearance)) continue;
      access::Project(*element, its_clearance);
      told = told.With(its_clearance);
      reply.GetReflection()->AddAllocatedMessage(&reply, placed.list, element.release());
    }
  }
  return told;
}

void SayWithheld(access::Clearance clearance, Message& reply) {
  const auto* field = reply.GetDescriptor()->FindFieldByName("redaction");
  if (field == nullptr || field->message_type() != pb::Redaction::descriptor()) return;
  const auto withheld = access::WithheldPaths(*reply.GetDescriptor(), clearance);
  if (withheld.empty()) return;
  auto* redaction =
      static_cast<pb::Redaction*>(reply.GetReflection()->MutableMessage(&reply, field));
  redaction->Clear();
  for (const std::string& path : withheld) redaction->add_withheld_paths(path);
  SayGround(access::WithheldClasses(*reply.GetDescriptor(), clearance), *redaction);
}

}  // namespace

access::Clearance ProjectReply(const access::Identity& identity, google::protobuf::Message& reply,
                               const FindConcession& find_concession) {
  const access::Clearance clearance = identity.clearance;
  std::vector<Placed> placed;
  if (!identity.scope.is_whole_region() && find_concession) {
    placed = TakePlaced(identity, reply, find_concession);
  }
  access::Project(reply, clearance);
  const access::Clearance told = PutBack(std::move(placed), clearance, reply);
  SayWithheld(clearance, reply);
  return told;
}

}  // namespace twin
