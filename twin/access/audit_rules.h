#pragma once

#include <string>

#include "google/protobuf/message.h"
#include "twin/access/identity.h"

namespace twin::access {

/// Whether a call is one for the audit log: somebody with a token is told a message that can hold
/// what this role may see and the public may not. What everybody may see is no matter of audit.
bool IsAudited(const Identity& identity, const google::protobuf::Message& reply);

/// What a request names: its fields `at`, `*_id` and how many `*_ids`, "branch_id=b-1
/// element_ids=3", at most 200 characters. Never free text.
std::string DescribeIds(const google::protobuf::Message& request);

/// The field `record_id` of a reply or of its `answer`; empty when there is none.
std::string FindRecordId(const google::protobuf::Message& reply);

}  // namespace twin::access
