#pragma once

#include <map>
#include <mutex>
#include <set>
#include <utility>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace twin::access {

/// Facts of message types, each found out once. Thread-safe.
template <class Key>
class KnownTypes {
 public:
  using Open = std::set<const google::protobuf::Descriptor*>;

  /// `find(open)` tells the fact; `open` begins empty and is for types that hold each other.
  template <class Find>
  bool At(const Key& key, Find find) {
    const std::lock_guard lock(mutex_);
    const auto [it, is_new] = known_.try_emplace(key, false);
    if (is_new) {
      Open open;
      it->second = find(open);
    }
    return it->second;
  }

 private:
  std::mutex mutex_;
  std::map<Key, bool> known_;
};

/// Every message that a field of messages holds, one or many.
template <class Visit>
void ForEachHeld(google::protobuf::Message& message, const google::protobuf::FieldDescriptor& field,
                 Visit visit) {
  const google::protobuf::Reflection& reflection = *message.GetReflection();
  if (!field.is_repeated()) {
    visit(*reflection.MutableMessage(&message, &field));
    return;
  }
  const int size = reflection.FieldSize(message, &field);
  for (int i = 0; i < size; ++i) {
    visit(*reflection.MutableRepeatedMessage(&message, &field, i));
  }
}

}  // namespace twin::access
