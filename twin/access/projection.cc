#include "twin/access/projection.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/strip.h"
#include "twin/access/coarse.h"
#include "twin/access/message_walk.h"

namespace twin::access {
namespace {

namespace pb = ostlandet::twin::v1;
using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

bool IsOurs(const Descriptor& descriptor) {
  return absl::StartsWith(descriptor.full_name(), "ostlandet.twin.");
}

// Messages of others that hold one value and can hold nothing else.
bool IsPlainValue(const Descriptor& descriptor) {
  constexpr absl::string_view kNames[] = {"Timestamp",   "Duration",    "FieldMask",  "Empty",
                                          "DoubleValue", "FloatValue",  "Int64Value", "UInt64Value",
                                          "Int32Value",  "UInt32Value", "BoolValue",  "StringValue",
                                          "BytesValue"};
  absl::string_view name = descriptor.full_name();
  return absl::ConsumePrefix(&name, "google.protobuf.") &&
         std::find(std::begin(kNames), std::end(kNames), name) != std::end(kNames);
}

// True when nothing below `descriptor` is ever withheld, so that the walk can stop early.
// Cycles are taken as visible while they are being looked at: the fields inside decide.
bool IsWhollyVisible(const Descriptor& descriptor, Clearance clearance,
                     std::set<const Descriptor*>& open) {
  if (!IsOurs(descriptor) || !open.insert(&descriptor).second) return true;
  for (int i = 0; i < descriptor.field_count(); ++i) {
    const FieldDescriptor& field = *descriptor.field(i);
    if (!IsVisible(field, clearance)) return false;
    if (field.message_type() != nullptr &&
        !IsWhollyVisible(*field.message_type(), clearance, open)) {
      return false;
    }
  }
  return true;
}

bool IsWhollyVisible(const Descriptor& descriptor, Clearance clearance) {
  static auto* known = new KnownTypes<std::pair<const Descriptor*, Clearance>>();
  return known->At({&descriptor, clearance}, [&](std::set<const Descriptor*>& open) {
    return IsWhollyVisible(descriptor, clearance, open);
  });
}

void ProjectKnown(Message& message, Clearance clearance) {
  const Descriptor& descriptor = *message.GetDescriptor();
  if (!IsOurs(descriptor) || IsWhollyVisible(descriptor, clearance)) return;
  std::vector<const FieldDescriptor*> set_fields;
  message.GetReflection()->ListFields(message, &set_fields);
  for (const FieldDescriptor* field : set_fields) {
    if (!IsVisible(*field, clearance)) {
      message.GetReflection()->ClearField(&message, field);
    } else if (field->message_type() != nullptr) {
      ForEachHeld(message, *field, [&](Message& held) { ProjectKnown(held, clearance); });
    }
  }
}

// Calls `visit` with the path and the descriptor of every withheld field.
template <class Visit>
void ForWithheld(const Descriptor& descriptor, Clearance clearance, const std::string& prefix,
                 std::set<const Descriptor*> open, Visit visit) {
  if (!IsOurs(descriptor) || !open.insert(&descriptor).second) return;
  for (int i = 0; i < descriptor.field_count(); ++i) {
    const FieldDescriptor& field = *descriptor.field(i);
    const std::string path = prefix + field.name();
    if (!IsVisible(field, clearance)) {
      visit(path, field);
    } else if (field.message_type() != nullptr) {
      ForWithheld(*field.message_type(), clearance, path + ".", open, visit);
    }
  }
}

}  // namespace

pb::Secrecy SecrecyOf(const FieldDescriptor& field) {
  if (field.options().HasExtension(pb::secrecy)) return field.options().GetExtension(pb::secrecy);
  return field.containing_type()->options().GetExtension(pb::default_secrecy);
}

bool IsVisible(const FieldDescriptor& field, Clearance clearance) {
  const Descriptor* held = field.message_type();
  if (held != nullptr && !IsOurs(*held) && !IsPlainValue(*held)) return false;
  if (field.containing_type()->options().map_entry()) return true;
  return clearance.Sees(SecrecyOf(field));
}

void Project(Message& message, Clearance clearance) {
  message.DiscardUnknownFields();
  ProjectKnown(message, clearance);
  if (!clearance.SeesPowerSensitive()) Coarsen(message);
}

std::vector<std::string> WithheldPaths(const Descriptor& descriptor, Clearance clearance) {
  std::vector<std::string> paths;
  ForWithheld(descriptor, clearance, "", {},
              [&](const std::string& path, const FieldDescriptor&) { paths.push_back(path); });
  return paths;
}

std::set<pb::Secrecy> WithheldClasses(const Descriptor& descriptor, Clearance clearance) {
  std::set<pb::Secrecy> classes;
  ForWithheld(descriptor, clearance, "", {}, [&](const std::string&, const FieldDescriptor& field) {
    classes.insert(SecrecyOf(field));
  });
  return classes;
}

}  // namespace twin::access
