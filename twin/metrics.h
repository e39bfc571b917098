#pragma once

#include <memory>
#include <string>

#include "absl/strings/string_view.h"

namespace twin {

/// The process's Prometheus metrics. Labels carry method and status code only: no element, no
/// place, no caller.
class Metrics {
 public:
  Metrics();
  ~Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  void CountCall(absl::string_view method, absl::string_view code);
  void ObserveStep(double step_s, bool had_stale_part);
  void SetSubscribers(double count);
  void CountConflatedFrames(double count);
  void SetSimulatedTime(double unix_s);
  /// Wall time of one connection question that was answered.
  void ObserveCapacity(double answer_s);
  /// How much of the planning year's basis is built, 0 to 1.
  void SetCapacityProgress(double progress_ratio);

  /// When the served certificate ends.
  void SetCertificateEnd(double unix_s);
  /// How often changed access rules or certificates were wrong and the ones before stayed.
  void SetRefusedReloads(double count);

  /// Text exposition format 0.0.4.
  std::string Serialize() const;

 private:
  struct Families;
  std::unique_ptr<Families> families_;
};

}  // namespace twin
