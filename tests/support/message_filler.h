#pragma once

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <functional>
#include <random>
#include <string>

namespace tests {

using TextOfField = std::function<std::string(const google::protobuf::FieldDescriptor&)>;

inline std::string TextX(const google::protobuf::FieldDescriptor&) { return "x"; }

void FillMessage(google::protobuf::Message& message, int depth, const TextOfField& text = TextX,
                 std::mt19937* random = nullptr);

/// Sets `field` of `message`, or adds to it; messages in it `depth` - 1 levels deep.
inline void FillField(google::protobuf::Message& message,
                      const google::protobuf::FieldDescriptor& field, int depth,
                      const TextOfField& text = TextX, std::mt19937* random = nullptr) {
  using google::protobuf::FieldDescriptor;
  const auto& reflection = *message.GetReflection();
  const bool adds = field.is_repeated();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_MESSAGE:
      if (depth == 0) break;
      FillMessage(adds ? *reflection.AddMessage(&message, &field)
                       : *reflection.MutableMessage(&message, &field),
                  depth - 1, text, random);
      break;
    case FieldDescriptor::CPPTYPE_STRING:
      adds ? reflection.AddString(&message, &field, text(field))
           : reflection.SetString(&message, &field, text(field));
      break;
    case FieldDescriptor::CPPTYPE_DOUBLE:
      adds ? reflection.AddDouble(&message, &field, 1.0)
           : reflection.SetDouble(&message, &field, 1.0);
      break;
    case FieldDescriptor::CPPTYPE_FLOAT:
      adds ? reflection.AddFloat(&message, &field, 1.0f)
           : reflection.SetFloat(&message, &field, 1.0f);
      break;
    case FieldDescriptor::CPPTYPE_INT32:
      adds ? reflection.AddInt32(&message, &field, 1) : reflection.SetInt32(&message, &field, 1);
      break;
    case FieldDescriptor::CPPTYPE_UINT32:
      adds ? reflection.AddUInt32(&message, &field, 1) : reflection.SetUInt32(&message, &field, 1);
      break;
    case FieldDescriptor::CPPTYPE_INT64:
      adds ? reflection.AddInt64(&message, &field, 1) : reflection.SetInt64(&message, &field, 1);
      break;
    case FieldDescriptor::CPPTYPE_UINT64:
      adds ? reflection.AddUInt64(&message, &field, 1) : reflection.SetUInt64(&message, &field, 1);
      break;
    case FieldDescriptor::CPPTYPE_BOOL:
      adds ? reflection.AddBool(&message, &field, true)
           : reflection.SetBool(&message, &field, true);
      break;
    case FieldDescriptor::CPPTYPE_ENUM:
      adds ? reflection.AddEnumValue(&message, &field, 1)
           : reflection.SetEnumValue(&message, &field, 1);
      break;
  }
}

/// Sets every field of `message`, `depth` levels deep; with `random` every field with three chances
/// in four, so that oneofs and what is missing vary. Texts are what `text` says.
inline void FillMessage(google::protobuf::Message& message, int depth, const TextOfField& text,
                        std::mt19937* random) {
  for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
    if (random != nullptr && (*random)() % 4 == 0) continue;
    FillField(message, *message.GetDescriptor()->field(i), depth, text, random);
  }
}

}  // namespace tests
