#pragma once

#include <functional>
#include <string>

#include "google/protobuf/message.h"
#include "twin/access/identity.h"

namespace twin {

/// Who has the area concession of a municipality (number); empty: not known.
using FindConcession = std::function<std::string(const std::string& municipality)>;

/// Clears what the caller may not see and, when the reply has room for it, says what was withheld.
/// To whom the register limits to a part of the region, those elements of the reply's lists that
/// name a municipality of that part (`municipality_id`) are told as far as the caller's role goes,
/// all else as `identity` goes. Returns what something was told as: of all elements together.
access::Clearance ProjectReply(const access::Identity& identity, google::protobuf::Message& reply,
                               const FindConcession& find_concession = nullptr);

}  // namespace twin
