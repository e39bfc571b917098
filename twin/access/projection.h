#pragma once

#include <set>
#include <string>
#include <vector>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "ostlandet/twin/v1/secrecy.pb.h"
#include "twin/access/clearance.h"

namespace twin::access {

/// Class of a field: its own option, else its message's default, else SECRECY_UNSPECIFIED. Key and
/// value of a map have no class of their own: the map's field decides before them.
ostlandet::twin::v1::Secrecy SecrecyOf(const google::protobuf::FieldDescriptor& field);

/// Whether a reader with `clearance` may see the field. A field without a class is seen by nobody,
/// nor is one that could hold anything: Any, Struct, and every message that is not of the contract
/// but for times, spans, masks and single values.
bool IsVisible(const google::protobuf::FieldDescriptor& field, Clearance clearance);

/// Clears everything in `message` that a reader with `clearance` may not see, and rounds what may
/// be seen in coarse steps only (Coarsen): a pure function of message and clearance. Walks
/// descriptors and fails closed at every depth, in maps and oneofs too; unknown fields are dropped
/// wherever they are.
void Project(google::protobuf::Message& message, Clearance clearance);

/// Paths of the fields of `descriptor` that `clearance` may not see, outermost only,
/// whether set or not: the list says nothing about a message's content.
std::vector<std::string> WithheldPaths(const google::protobuf::Descriptor& descriptor,
                                       Clearance clearance);

/// The classes of those fields.
std::set<ostlandet::twin::v1::Secrecy> WithheldClasses(
    const google::protobuf::Descriptor& descriptor, Clearance clearance);

}  // namespace twin::access
