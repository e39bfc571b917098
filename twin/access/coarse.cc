#include "twin/access/coarse.h"

#include <cmath>
#include <set>
#include <vector>

#include "ostlandet/twin/v1/common.pb.h"
#include "twin/access/message_walk.h"

namespace twin::access {
namespace {

namespace pb = ostlandet::twin::v1;
using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

bool IsRegionSum(const Descriptor& descriptor) {
  return &descriptor == pb::Balance::descriptor() || &descriptor == pb::AreaExchange::descriptor();
}

bool MayHoldSums(const Descriptor& descriptor, std::set<const Descriptor*>& open) {
  if (IsRegionSum(descriptor)) return true;
  if (!open.insert(&descriptor).second) return false;
  for (int i = 0; i < descriptor.field_count(); ++i) {
    const Descriptor* held = descriptor.field(i)->message_type();
    if (held != nullptr && MayHoldSums(*held, open)) return true;
  }
  return false;
}

// Most messages hold none and are not walked.
bool MayHoldSums(const Descriptor& descriptor) {
  static auto* known = new KnownTypes<const Descriptor*>();
  return known->At(&descriptor, [&](std::set<const Descriptor*>& open) {
    return MayHoldSums(descriptor, open);
  });
}

}  // namespace

double RoundTo(double value, double step) { return step * std::round(value / step) + 0.0; }

void Coarsen(Message& message) {
  const Descriptor& descriptor = *message.GetDescriptor();
  if (!MayHoldSums(descriptor)) return;
  const auto& reflection = *message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    if (field->message_type() != nullptr) {
      ForEachHeld(message, *field, [](Message& held) { Coarsen(held); });
    } else if (IsRegionSum(descriptor) && field->cpp_type() == FieldDescriptor::CPPTYPE_DOUBLE) {
      reflection.SetDouble(&message, field,
                           RoundTo(reflection.GetDouble(message, field), kRegionStepMw));
    }
  }
}

double CoarseStepOf(const store::SeriesGroup& group) {
  const bool is_sum = group.axis == "region" || group.axis == "area";
  return is_sum && group.unit == "MW" ? kRegionStepMw : 0.0;
}

}  // namespace twin::access
