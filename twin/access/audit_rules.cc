#include "twin/access/audit_rules.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "twin/access/policy.h"
#include "twin/access/projection.h"

namespace twin::access {
namespace {

namespace pb = ostlandet::twin::v1;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr std::size_t kMaxIdsBytes = 200;

bool IsId(const FieldDescriptor& field) {
  return field.type() == FieldDescriptor::TYPE_STRING &&
         (field.name() == "at" || absl::EndsWith(field.name(), "_id") ||
          absl::EndsWith(field.name(), "_ids"));
}

void AddIds(const Message& message, int depth, std::string& ids) {
  std::vector<const FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    const auto add = [&](const std::string& value) {
      absl::StrAppend(&ids, ids.empty() ? "" : " ", field->name(), "=", value);
    };
    // A request's own id says nothing of what was asked.
    if (field->name() == "request_id") continue;
    if (IsId(*field) && field->is_repeated()) {
      add(absl::StrCat(message.GetReflection()->FieldSize(message, field)));
    } else if (IsId(*field)) {
      add(message.GetReflection()->GetString(message, field));
    } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE && !field->is_repeated() &&
               depth > 0) {
      AddIds(message.GetReflection()->GetMessage(message, field), depth - 1, ids);
    }
  }
}

}  // namespace

bool IsAudited(const Identity& identity, const Message& reply) {
  if (identity.token_id.empty()) return false;
  const auto hidden_from_all = WithheldClasses(*reply.GetDescriptor(), Clearance::Public());
  const auto hidden_from_me = WithheldClasses(*reply.GetDescriptor(), identity.clearance);
  return hidden_from_all.size() > hidden_from_me.size();
}

std::string DescribeIds(const Message& request) {
  std::string ids;
  AddIds(request, 2, ids);
  return ids.substr(0, kMaxIdsBytes);
}

std::string FindRecordId(const Message& reply) {
  const auto* field = reply.GetDescriptor()->FindFieldByName("record_id");
  if (field != nullptr && field->type() == FieldDescriptor::TYPE_STRING && !field->is_repeated()) {
    return reply.GetReflection()->GetString(reply, field);
  }
  const auto* answer = reply.GetDescriptor()->FindFieldByName("answer");
  const bool has_answer = answer != nullptr && !answer->is_repeated() &&
                          answer->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE &&
                          reply.GetReflection()->HasField(reply, answer);
  return has_answer ? FindRecordId(reply.GetReflection()->GetMessage(reply, answer)) : "";
}

}  // namespace twin::access
