#pragma once

#include <set>
#include <string>
#include <vector>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "ostlandet/twin/v1/secrecy.pb.h"

namespace twin::access {

/// Class of a field: its own option, else its message's default, else SECRECY_UNSPECIFIED.
ostlandet::twin::v1::Secrecy SecrecyOf(const google::protobuf::FieldDescriptor& field);

/// Whether a reader with `clearance` may see the field. A field without a class is seen by nobody.
bool IsVisible(const google::protobuf::FieldDescriptor& field,
               ostlandet::twin::v1::Secrecy clearance);

/// Clears everything in `message` that a reader with `clearance` may not see: a pure function of
/// message and clearance. Walks descriptors and fails closed; unknown fields are dropped.
/// Messages of google.protobuf (times, masks) carry the class of the field that holds them.
void Project(google::protobuf::Message& message, ostlandet::twin::v1::Secrecy clearance);

/// Paths of the fields of `descriptor` that `clearance` may not see, outermost only,
/// whether set or not: the list says nothing about a message's content.
std::vector<std::string> WithheldPaths(const google::protobuf::Descriptor& descriptor,
                                       ostlandet::twin::v1::Secrecy clearance);

/// The classes of those fields.
std::set<ostlandet::twin::v1::Secrecy> WithheldClasses(
    const google::protobuf::Descriptor& descriptor, ostlandet::twin::v1::Secrecy clearance);

}  // namespace twin::access
