#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <utility>

namespace twin::heat {

/// Puts `value` into `kept` unless the key is there, and drops what came first of more than
/// `count`.
template <class Value>
void KeepNewest(std::int64_t key, Value value, std::size_t count,
                std::map<std::int64_t, Value>& kept, std::deque<std::int64_t>& order) {
  if (!kept.emplace(key, std::move(value)).second) return;
  order.push_back(key);
  if (order.size() <= count) return;
  kept.erase(order.front());
  order.pop_front();
}

}  // namespace twin::heat
