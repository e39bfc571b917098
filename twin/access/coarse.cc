#include "twin/access/coarse.h"

#include <cmath>
#include <map>
#include <mutex>
#include <set>
#include <vector>

#include "ostlandet/twin/v1/common.pb.h"

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
  static std::mutex mutex;
  static auto* known = new std::map<const Descriptor*, bool>();
  const std::lock_guard lock(mutex);
  const auto [it, is_new] = known->try_emplace(&descriptor, false);
  if (is_new) {
    std::set<const Descriptor*> open;
    it->second = MayHoldSums(descriptor, open);
  }
  return it->second;
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
    if (field->message_type() != nullptr && field->is_repeated()) {
      for (int i = 0; i < reflection.FieldSize(message, field); ++i) {
        Coarsen(*reflection.MutableRepeatedMessage(&message, field, i));
      }
    } else if (field->message_type() != nullptr) {
      Coarsen(*reflection.MutableMessage(&message, field));
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
