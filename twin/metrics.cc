#include "twin/metrics.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

namespace twin {

struct Metrics::Families {
  prometheus::Registry registry;
  prometheus::Family<prometheus::Counter>& calls = prometheus::BuildCounter()
                                                       .Name("twin_calls_total")
                                                       .Help("Finished calls by method and code")
                                                       .Register(registry);
  prometheus::Histogram& step_s =
      prometheus::BuildHistogram()
          .Name("twin_step_seconds")
          .Help("Wall time of one simulated quarter-hour, storing included")
          .Register(registry)
          .Add({}, prometheus::Histogram::BucketBoundaries{.0005, .001, .002, .005, .01, .02, .05,
                                                           .1, .15, .2, .5, 1, 2});
  prometheus::Counter& stale_steps = prometheus::BuildCounter()
                                         .Name("twin_stale_steps_total")
                                         .Help("Steps in which a part kept its last good state")
                                         .Register(registry)
                                         .Add({});
  prometheus::Gauge& subscribers = prometheus::BuildGauge()
                                       .Name("twin_subscribers")
                                       .Help("Open Watch streams")
                                       .Register(registry)
                                       .Add({});
  prometheus::Counter& conflated = prometheus::BuildCounter()
                                       .Name("twin_conflated_frames_total")
                                       .Help("Frames merged for slow readers")
                                       .Register(registry)
                                       .Add({});
  prometheus::Gauge& simulated_time = prometheus::BuildGauge()
                                          .Name("twin_simulated_time_seconds")
                                          .Help("End of the newest finished quarter, Unix time")
                                          .Register(registry)
                                          .Add({});
  prometheus::Histogram& capacity_s =
      prometheus::BuildHistogram()
          .Name("twin_capacity_seconds")
          .Help("Wall time of one answered connection question, recording included")
          .Register(registry)
          .Add({}, prometheus::Histogram::BucketBoundaries{.001, .01, .05, .1, .2, .5, 1, 2, 5, 10,
                                                           30});
  prometheus::Gauge& capacity_progress =
      prometheus::BuildGauge()
          .Name("twin_capacity_basis_progress_ratio")
          .Help("How much of the planning year's states and outages is computed")
          .Register(registry)
          .Add({});
  prometheus::Gauge& certificate_end = prometheus::BuildGauge()
                                           .Name("twin_certificate_end_seconds")
                                           .Help("End of the served certificate, Unix time")
                                           .Register(registry)
                                           .Add({});
  prometheus::Gauge& refused_reloads =
      prometheus::BuildGauge()
          .Name("twin_refused_reloads")
          .Help("Changed access rules and certificates that were wrong, since the start")
          .Register(registry)
          .Add({});
};

Metrics::Metrics() : families_(std::make_unique<Families>()) {}
Metrics::~Metrics() = default;

void Metrics::CountCall(absl::string_view method, absl::string_view code) {
  families_->calls.Add({{"method", std::string(method)}, {"code", std::string(code)}}).Increment();
}

void Metrics::ObserveStep(double step_s, bool had_stale_part) {
  families_->step_s.Observe(step_s);
  if (had_stale_part) families_->stale_steps.Increment();
}

void Metrics::SetSubscribers(double count) { families_->subscribers.Set(count); }
void Metrics::CountConflatedFrames(double count) { families_->conflated.Increment(count); }
void Metrics::SetSimulatedTime(double unix_s) { families_->simulated_time.Set(unix_s); }

void Metrics::ObserveCapacity(double answer_s) { families_->capacity_s.Observe(answer_s); }
void Metrics::SetCapacityProgress(double progress_ratio) {
  families_->capacity_progress.Set(progress_ratio);
}

void Metrics::SetCertificateEnd(double unix_s) { families_->certificate_end.Set(unix_s); }
void Metrics::SetRefusedReloads(double count) { families_->refused_reloads.Set(count); }

std::string Metrics::Serialize() const {
  return prometheus::TextSerializer().Serialize(families_->registry.Collect());
}

}  // namespace twin
