#include "twin/cli/bench_subscribers.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/wire_format_lite.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "models/base/status_macros.h"
#include "ostlandet/twin/v1/operations.pb.h"
#include "twin/access/policy.h"
#include "twin/access/private_file.h"
#include "twin/byte_buffer.h"
#include "twin/cli/bench_numbers.h"
#include "twin/cli/machine_name.h"
#include "twin/cli/megabytes.h"
#include "twin/cli/process_memory.h"
#include "twin/cli/text_file.h"
#include "twin/cli/workplace.h"
#include "twin/config.h"
#include "twin/log.h"
#include "twin/server.h"

namespace twin::cli {
namespace {

namespace pb = ostlandet::twin::v1;
using Clock = std::chrono::steady_clock;
using Json = nlohmann::ordered_json;

constexpr std::chrono::milliseconds kSettle{500};
constexpr rlim_t kDescriptorsBesides = 200;

double Milliseconds(Clock::duration duration) {
  return std::chrono::duration<double, std::milli>(duration).count();
}

/// When each tick began and was published, by its sequence.
class Ticks {
 public:
  struct Tick {
    Clock::time_point began;
    Clock::time_point published;
  };

  void Note(std::uint64_t sequence, double step_ms) {
    const Clock::time_point now = Clock::now();
    const auto step = std::chrono::duration_cast<Clock::duration>(
        std::chrono::duration<double, std::milli>(step_ms));
    const std::lock_guard lock(mutex_);
    ticks_.emplace(sequence, Tick{now - step, now});
  }
  /// All of them, once nobody notes any more.
  const std::map<std::uint64_t, Tick>& all() const { return ticks_; }

 private:
  std::mutex mutex_;
  std::map<std::uint64_t, Tick> ticks_;
};

/// One frame as a subscriber read it.
struct Receipt {
  std::uint64_t sequence = 0;
  std::uint64_t conflated = 0;
  std::size_t bytes = 0;
  Clock::time_point at;
};

/// The numbers of a frame, without reading the rest of it: a subscriber's own work is that of
/// another machine.
void ReadHead(const grpc::ByteBuffer& message, Receipt& receipt) {
  using google::protobuf::internal::WireFormatLite;
  std::vector<grpc::Slice> slices;
  if (!message.Dump(&slices).ok() || slices.empty()) return;
  google::protobuf::io::CodedInputStream input(slices[0].begin(),
                                               static_cast<int>(slices[0].size()));
  while (const std::uint32_t tag = input.ReadTag()) {
    const int field = WireFormatLite::GetTagFieldNumber(tag);
    if (field > pb::WatchResponse::kConflatedFramesFieldNumber) return;  // they come in order
    if (field == pb::WatchResponse::kSequenceFieldNumber) {
      if (!input.ReadVarint64(&receipt.sequence)) return;
    } else if (field == pb::WatchResponse::kConflatedFramesFieldNumber) {
      if (!input.ReadVarint64(&receipt.conflated)) return;
    } else if (!WireFormatLite::SkipField(&input, tag)) {
      return;
    }
  }
}

/// One stream with a connection of its own. Members are the reactor's until it is done.
class Subscriber final : public grpc::ClientBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer> {
 public:
  Subscriber(const std::string& address, const std::string& token, const pb::WatchRequest& request)
      : request_(ToByteBuffer(request.SerializeAsString())) {
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    channel_ = grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments);
    stub_ = std::make_unique<grpc::GenericStub>(channel_);
    if (!token.empty()) context_.AddMetadata("authorization", "Bearer " + token);
  }

  void Start() {
    stub_->PrepareBidiStreamingCall(&context_, "/ostlandet.twin.v1.Operations/Watch", {}, this);
    StartWriteLast(&request_, {});
    StartRead(&response_);
    StartCall();
  }
  void Cancel() { context_.TryCancel(); }
  void WaitUntilDone() {
    std::unique_lock lock(mutex_);
    done_.wait(lock, [this] { return is_done_; });
  }

  void OnReadDone(bool ok) override {
    if (!ok) return;
    receipts_.push_back({.bytes = response_.Length(), .at = Clock::now()});
    ReadHead(response_, receipts_.back());
    StartRead(&response_);
  }
  void OnDone(const grpc::Status& status) override {
    const std::lock_guard lock(mutex_);
    is_done_ = true;
    was_cancelled_ = status.error_code() == grpc::StatusCode::CANCELLED;
    done_.notify_all();
  }

  const std::vector<Receipt>& receipts() const { return receipts_; }
  bool was_cancelled() const { return was_cancelled_; }

 private:
  const grpc::ByteBuffer request_;
  std::shared_ptr<grpc::Channel> channel_;
  std::unique_ptr<grpc::GenericStub> stub_;
  grpc::ClientContext context_;
  grpc::ByteBuffer response_;
  std::vector<Receipt> receipts_;
  std::mutex mutex_;
  std::condition_variable done_;
  bool is_done_ = false;
  bool was_cancelled_ = false;
};

absl::Status AllowDescriptors(int subscribers) {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  const rlim_t wanted = static_cast<rlim_t>(subscribers) * 2 + kDescriptorsBesides;
  if (limit.rlim_cur >= wanted) return absl::OkStatus();
  limit.rlim_cur = std::min(wanted, limit.rlim_max);
  ::setrlimit(RLIMIT_NOFILE, &limit);
  if (limit.rlim_cur == wanted) return absl::OkStatus();
  return absl::ResourceExhaustedError(
      absl::StrCat("the system allows ", limit.rlim_max, " descriptors, this needs ", wanted));
}

double CpuSeconds() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

void Collect(const Subscriber& subscriber, const Ticks& ticks, SubscribersBench& bench) {
  if (!subscriber.was_cancelled()) ++bench.ended_count;
  std::uint64_t before = 0;
  for (const Receipt& receipt : subscriber.receipts()) {
    if (before == receipt.sequence) continue;  // the clock changed, not the frame
    if (before != 0) {
      const std::uint64_t passed_by = receipt.sequence - before - 1;
      bench.conflated_count += receipt.conflated;
      bench.gaps_count += passed_by > receipt.conflated ? passed_by - receipt.conflated : 0;
      if (const auto tick = ticks.all().find(receipt.sequence); tick != ticks.all().end()) {
        ++bench.frames_count;
        bench.bytes_count += receipt.bytes;
        // The pump may be quicker than who notes the time.
        bench.published_ms.push_back(
            std::max(0.0, Milliseconds(receipt.at - tick->second.published)));
        bench.latency_ms.push_back(Milliseconds(receipt.at - tick->second.began));
      }
    }
    before = receipt.sequence;
  }
}

Json Spread(const std::vector<double>& values) {
  return Json{{"p50", Percentile(values, 0.5)},
              {"p95", Percentile(values, 0.95)},
              {"p99", Percentile(values, 0.99)},
              {"max", Percentile(values, 1.0)}};
}

// All readers come from one address: they may open as many streams as are measured.
absl::StatusOr<std::string> WritePolicy(const std::string& folder) {
  const std::string path = folder + "/policy.toml";
  const std::string text = absl::StrReplaceAll(
      access::Policy::ShippedText(), {{"streams_count = 50\n", "streams_count = 100000\n"}});
  TWIN_RETURN_IF_ERROR(access::WriteOwnerOnly(path, text));
  return path;
}

}  // namespace

absl::StatusOr<SubscribersBench> MeasureSubscribers(const SubscribersQuestion& question) {
  TWIN_RETURN_IF_ERROR(AllowDescriptors(question.subscribers_count));
  const Workplace workplace("", "twin-stream-XXXXXX");
  Config config;
  config.data_directory = workplace.path() + "/data";
  config.region_directory = question.region_directory;
  config.console_directory = "";
  config.grpc_address = config.http_address = "127.0.0.1:0";
  config.tls = "off";
  TWIN_ASSIGN_OR_RETURN(config.policy_file, WritePolicy(workplace.path()));
  config.speed = "paused";
  config.has_capacity = config.has_heat_plans = false;
  log::SetLevel("off");
  TWIN_ASSIGN_OR_RETURN(const ClockSetting speed, ParseSpeed(question.speed));
  SystemClock clock;
  TWIN_ASSIGN_OR_RETURN(const auto server, Server::Start(config, clock));

  SubscribersBench bench{.machine = ReadMachineName()};
  Ticks ticks;
  FrameRing& ring = server->engine().ring();
  const std::uint64_t subscription =
      ring.Subscribe([&] { ticks.Note(ring.Latest()->sequence, server->engine().last_step_ms()); });
  pb::WatchRequest request;
  for (const std::string& path : question.mask) request.mutable_field_mask()->add_paths(path);
  const std::string address = absl::StrCat("127.0.0.1:", server->grpc_port());
  const std::string token = ReadFirstLine(config.data_directory + "/operator.token");
  std::vector<std::unique_ptr<Subscriber>> subscribers;
  for (int i = 0; i < question.subscribers_count; ++i) {
    subscribers.push_back(
        std::make_unique<Subscriber>(address, i < question.public_count ? "" : token, request));
    subscribers.back()->Start();
  }
  std::this_thread::sleep_for(kSettle);  // connections, and the first whole frame of each
  const double cpu_before_s = CpuSeconds();
  const auto began = Clock::now();
  TWIN_RETURN_IF_ERROR(server->engine().SetClock(speed));
  std::this_thread::sleep_for(std::chrono::duration<double>(question.duration_s));
  TWIN_RETURN_IF_ERROR(server->engine().SetClock({}));
  bench.cpu_share =
      (CpuSeconds() - cpu_before_s) / std::chrono::duration<double>(Clock::now() - began).count();
  std::this_thread::sleep_for(kSettle);  // what is under way
  ring.Unsubscribe(subscription);
  for (const auto& subscriber : subscribers) subscriber->Cancel();
  for (const auto& subscriber : subscribers) subscriber->WaitUntilDone();
  for (const auto& subscriber : subscribers) Collect(*subscriber, ticks, bench);
  bench.ticks_count = ticks.all().size();
  for (const auto& [sequence, tick] : ticks.all()) {
    bench.tick_ms.push_back(Milliseconds(tick.published - tick.began));
  }
  bench.memory_bytes = ReadPeakMemoryBytes();
  TWIN_RETURN_IF_ERROR(server->Stop());
  return bench;
}

std::string MakeSubscribersJson(const SubscribersQuestion& question,
                                const SubscribersBench& bench) {
  const Json json{
      {"machine", bench.machine},
      {"subscribers_count", question.subscribers_count},
      {"public_count", question.public_count},
      {"mask", question.mask},
      {"speed", question.speed},
      {"seconds", question.duration_s},
      {"ticks_count", bench.ticks_count},
      {"frames_count", bench.frames_count},
      {"bytes_per_frame", bench.frames_count == 0 ? 0.0
                                                  : static_cast<double>(bench.bytes_count) /
                                                        static_cast<double>(bench.frames_count)},
      {"conflated_count", bench.conflated_count},
      {"gaps_count", bench.gaps_count},
      {"ended_count", bench.ended_count},
      {"tick_ms", Spread(bench.tick_ms)},
      {"published_to_client_ms", Spread(bench.published_ms)},
      {"tick_to_client_ms", Spread(bench.latency_ms)},
      {"cpu_share", bench.cpu_share},
      {"memory_mb", Megabytes(bench.memory_bytes)}};
  return absl::StrCat(json.dump(2), "\n");
}

std::string MakeSubscribersText(const SubscribersQuestion& question,
                                const SubscribersBench& bench) {
  const auto line = [](const char* name, const std::vector<double>& values) {
    return absl::StrFormat("  %-28s %8.1f %8.1f %8.1f %8.1f\n", name, Percentile(values, 0.5),
                           Percentile(values, 0.95), Percentile(values, 0.99),
                           Percentile(values, 1.0));
  };
  return absl::StrCat(
      absl::StrFormat("%s; %d subscribers, %d of them the public; %d ticks at %s\n", bench.machine,
                      question.subscribers_count, question.public_count, bench.ticks_count,
                      question.speed),
      absl::StrFormat("  %-28s %8s %8s %8s %8s\n", "ms", "median", "p95", "p99", "max"),
      line("tick: computed and stored", bench.tick_ms),
      line("published to client", bench.published_ms), line("tick to client", bench.latency_ms),
      absl::StrFormat("  %d frames, %.0f MB; %d told as merged, %d missing, %d streams ended; %.2f "
                      "cores, %.0f MB\n",
                      bench.frames_count, Megabytes(bench.bytes_count), bench.conflated_count,
                      bench.gaps_count, bench.ended_count, bench.cpu_share,
                      Megabytes(bench.memory_bytes)));
}

}  // namespace twin::cli
