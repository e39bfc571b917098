#pragma once

#include <future>
#include <vector>

namespace tests {

/// What `call(i)` gives for i in [0, count), all of them on threads of their own: one after the
/// other, callers below K3 wait for their release and never come too often.
template <class Call>
auto ManyAtOnce(int count, Call call) {
  std::vector<std::future<decltype(call(0))>> running;
  for (int i = 0; i < count; ++i) running.push_back(std::async(std::launch::async, call, i));
  std::vector<decltype(call(0))> results;
  for (auto& one : running) results.push_back(one.get());
  return results;
}

}  // namespace tests
