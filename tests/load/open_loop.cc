// An open-loop client: calls begin when they are due, whether or not earlier ones have been
// answered, and a time is counted from when a call was due. Reads of the map and of recorded
// answers, AC-checked questions, full answers with terms and measures, and subscribers of the
// stream.
//   open_loop --address HOST:PORT --token-file FILE [--ca FILE] [--seconds S] [--scale X]
//   [--subscribers N] [--threads N]
// Figures as JSON. --scale 10 is ten times the rates.
#include <grpcpp/grpcpp.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "ostlandet/twin/v1/capacity.grpc.pb.h"
#include "ostlandet/twin/v1/operations.grpc.pb.h"

namespace {

namespace pb = ostlandet::twin::v1;
using Clock = std::chrono::steady_clock;

constexpr double kReadsPerS = 50.0, kAsksPerS = 3.0, kFullPerS = 0.5;
constexpr std::chrono::seconds kPatience{30};

std::string TextOf(const std::string& path) {
  std::ifstream file(path);
  std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  while (!text.empty() && text.back() == '\n') text.pop_back();
  return text;
}

/// Times and outcomes of one kind of call.
struct Outcomes {
  std::mutex mutex;
  std::vector<double> seconds;  // of calls that were answered
  std::map<std::string, long> codes;
  std::map<std::string, double> last_s;  // when each code was seen last, from the beginning

  void Add(double taken_s, const grpc::Status& status, double at_s) {
    static const char* const kNames[] = {"OK",
                                         "CANCELLED",
                                         "UNKNOWN",
                                         "INVALID_ARGUMENT",
                                         "DEADLINE_EXCEEDED",
                                         "NOT_FOUND",
                                         "ALREADY_EXISTS",
                                         "PERMISSION_DENIED",
                                         "RESOURCE_EXHAUSTED",
                                         "FAILED_PRECONDITION",
                                         "ABORTED",
                                         "OUT_OF_RANGE",
                                         "UNIMPLEMENTED",
                                         "INTERNAL",
                                         "UNAVAILABLE",
                                         "DATA_LOSS",
                                         "UNAUTHENTICATED"};
    const std::lock_guard lock(mutex);
    if (status.ok()) seconds.push_back(taken_s);
    const char* name = kNames[static_cast<std::size_t>(status.error_code()) % std::size(kNames)];
    ++codes[name];
    last_s[name] = at_s;
  }

  nlohmann::json Figures() {
    const std::lock_guard lock(mutex);
    std::sort(seconds.begin(), seconds.end());
    const auto at = [this](double share) {
      if (seconds.empty()) return 0.0;
      const auto last = static_cast<double>(seconds.size() - 1);
      return 1e3 * seconds[static_cast<std::size_t>(share * last + 0.5)];
    };
    return {{"codes", codes},     {"last_s", last_s},   {"p50_ms", at(0.5)},
            {"p95_ms", at(0.95)}, {"p99_ms", at(0.99)}, {"most_ms", at(1.0)}};
  }
};

/// Calls that are due, run by a fixed number of threads.
class Runner {
 public:
  explicit Runner(std::size_t threads) {
    for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { Work(); });
  }
  ~Runner() {
    {
      const std::lock_guard lock(mutex_);
      is_ending_ = true;
    }
    changed_.notify_all();
    for (std::thread& thread : threads_) thread.join();
  }
  void Post(std::function<void()> job) {
    {
      const std::lock_guard lock(mutex_);
      jobs_.push_back(std::move(job));
    }
    changed_.notify_one();
  }

 private:
  void Work() {
    for (;;) {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return is_ending_ || !jobs_.empty(); });
      if (jobs_.empty()) return;
      const auto job = std::move(jobs_.front());
      jobs_.pop_front();
      lock.unlock();
      job();
    }
  }
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> jobs_;
  bool is_ending_ = false;
  std::vector<std::thread> threads_;
};

struct Options {
  std::string address, token, ca;
  double seconds = 60.0, scale = 1.0;
  long subscribers = 200;
  std::size_t threads = 96;
};

class Load {
 public:
  explicit Load(Options options) : options_(std::move(options)) {
    std::shared_ptr<grpc::ChannelCredentials> credentials = grpc::InsecureChannelCredentials();
    if (!options_.ca.empty()) {
      grpc::SslCredentialsOptions ssl;
      ssl.pem_root_certs = TextOf(options_.ca);
      credentials = grpc::SslCredentials(ssl);
    }
    for (int i = 0; i < 8; ++i) {  // one connection carries at most so many streams
      grpc::ChannelArguments arguments;
      arguments.SetInt("twin.channel", i);
      arguments.SetMaxReceiveMessageSize(64 << 20);
      channels_.push_back(grpc::CreateCustomChannel(options_.address, credentials, arguments));
    }
  }

  // Busbars to ask about, and answers to read again.
  bool Prepare() {
    const auto stub = pb::Capacity::NewStub(channels_[0]);
    grpc::ClientContext context;
    Authorise(context, true);
    pb::GetCapacityMapResponse map;
    if (!stub->GetCapacityMap(&context, {}, &map).ok()) return false;
    for (const auto& station : map.stations()) buses_.push_back(station.bus_id());
    for (std::size_t i = 0; i < buses_.size() && ids_.size() < 40; i += 5) {
      pb::AskCapacityResponse reply;
      grpc::ClientContext asking;
      Authorise(asking, true);
      if (stub->AskCapacity(&asking, Question(buses_[i], 5.0), &reply).ok()) {
        ids_.push_back(reply.answer().record_id());
      }
    }
    return !ids_.empty();
  }

  nlohmann::json Run() {
    const auto began = Clock::now();
    std::atomic<bool> is_ending{false};
    std::vector<std::thread> subscribers;
    for (long i = 0; i < options_.subscribers; ++i) {
      subscribers.emplace_back(
          [this, i, &is_ending] { Subscribe(static_cast<std::size_t>(i), is_ending); });
    }
    {
      Runner runner(options_.threads);
      std::vector<std::thread> sources;
      const auto source = [&](double per_s, unsigned seed, auto call) {
        sources.emplace_back([&runner, this, began, per_s, seed, call] {
          std::mt19937 random(seed);
          std::exponential_distribution<double> gap(per_s * options_.scale);
          double due_s = 0.0;
          for (;;) {
            due_s += gap(random);
            if (due_s > options_.seconds) return;
            const auto due = began + std::chrono::duration_cast<Clock::duration>(
                                         std::chrono::duration<double>(due_s));
            std::this_thread::sleep_until(due);
            const unsigned number = static_cast<unsigned>(random());
            runner.Post([this, due, began, number, call] { (this->*call)(due, began, number); });
          }
        });
      };
      source(kReadsPerS, 1, &Load::Read);
      source(kAsksPerS, 2, &Load::Ask);
      source(kFullPerS, 3, &Load::AskFully);
      for (std::thread& thread : sources) thread.join();
    }
    is_ending = true;
    {
      const std::lock_guard lock(contexts_mutex_);
      for (grpc::ClientContext* context : contexts_) context->TryCancel();
    }
    for (std::thread& thread : subscribers) thread.join();
    return {{"seconds", options_.seconds}, {"scale", options_.scale},
            {"reads", reads_.Figures()},   {"ac_checked", asks_.Figures()},
            {"full", full_.Figures()},     {"subscribers", options_.subscribers},
            {"frames", frames_.load()},    {"streams_broken", broken_.load()}};
  }

 private:
  void Authorise(grpc::ClientContext& context, bool is_company) const {
    if (is_company) context.AddMetadata("authorization", "Bearer " + options_.token);
    context.set_deadline(std::chrono::system_clock::now() + kPatience);
  }
  static pb::AskCapacityRequest Question(const std::string& bus, double requested_mw) {
    pb::AskCapacityRequest request;
    request.set_at(bus);
    request.set_kind(pb::CONNECTION_KIND_LOAD);
    request.set_requested_mw(requested_mw);
    return request;
  }
  template <class Call>
  void Count(Outcomes& outcomes, Clock::time_point due, Clock::time_point began, bool is_company,
             Call call) {
    grpc::ClientContext context;
    Authorise(context, is_company);
    const grpc::Status status = call(context);
    const auto now = Clock::now();
    outcomes.Add(std::chrono::duration<double>(now - due).count(), status,
                 std::chrono::duration<double>(now - began).count());
  }
  std::unique_ptr<pb::Capacity::Stub> StubOf(unsigned number) const {
    return pb::Capacity::NewStub(channels_[number % channels_.size()]);
  }

  // Half of them of the map, half of recorded answers; one in four by a stranger.
  void Read(Clock::time_point due, Clock::time_point began, unsigned number) {
    Count(reads_, due, began, number % 4 != 0, [&](grpc::ClientContext& context) {
      if (number % 8 < 4) {
        pb::GetCapacityMapResponse reply;
        return StubOf(number)->GetCapacityMap(&context, {}, &reply);
      }
      pb::GetCapacityAnswerRequest request;
      request.set_record_id(ids_[number / 8 % ids_.size()]);
      pb::GetCapacityAnswerResponse reply;
      return StubOf(number)->GetCapacityAnswer(&context, request, &reply);
    });
  }
  // What nobody has asked before.
  void Ask(Clock::time_point due, Clock::time_point began, unsigned number) {
    Count(asks_, due, began, true, [&](grpc::ClientContext& context) {
      pb::AskCapacityResponse reply;
      const auto request =
          Question(buses_[number % buses_.size()], 1.0 + 1e-6 * (number % 1'000'000));
      return StubOf(number)->AskCapacity(&context, request, &reply);
    });
  }
  void AskFully(Clock::time_point due, Clock::time_point began, unsigned number) {
    Count(full_, due, began, true, [&](grpc::ClientContext& context) {
      pb::AskCapacityResponse reply;
      auto request = Question(buses_[number % buses_.size()], 20.0 + 1e-6 * (number % 1'000'000));
      request.set_with_terms(true);
      request.set_with_measures(true);
      return StubOf(number)->AskCapacity(&context, request, &reply);
    });
  }

  void Subscribe(std::size_t number, const std::atomic<bool>& is_ending) {
    grpc::ClientContext context;
    if (number % 2 == 0) context.AddMetadata("authorization", "Bearer " + options_.token);
    {
      const std::lock_guard lock(contexts_mutex_);
      contexts_.push_back(&context);
    }
    const auto reader = pb::Operations::NewStub(channels_[number % channels_.size()])
                            ->Watch(&context, pb::WatchRequest());
    pb::WatchResponse frame;
    while (reader->Read(&frame)) ++frames_;
    const grpc::Status ended = reader->Finish();
    if (!is_ending) {
      ++broken_;
      std::fprintf(stderr, "stream ended: %s\n", ended.error_message().c_str());
    }
    const std::lock_guard lock(contexts_mutex_);
    std::erase(contexts_, &context);
  }

  const Options options_;
  std::vector<std::shared_ptr<grpc::Channel>> channels_;
  std::vector<std::string> buses_, ids_;
  Outcomes reads_, asks_, full_;
  std::atomic<long> frames_{0}, broken_{0};
  std::mutex contexts_mutex_;
  std::vector<grpc::ClientContext*> contexts_;
};

}  // namespace

int main(int argc, char** argv) {
  Options options;
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string flag = argv[i], value = argv[i + 1];
    if (flag == "--address") options.address = value;
    if (flag == "--token-file") options.token = TextOf(value);
    if (flag == "--ca") options.ca = value;
    if (flag == "--seconds") options.seconds = std::atof(value.c_str());
    if (flag == "--scale") options.scale = std::atof(value.c_str());
    if (flag == "--subscribers") options.subscribers = std::atol(value.c_str());
    if (flag == "--threads") options.threads = static_cast<std::size_t>(std::atol(value.c_str()));
  }
  Load load(options);
  if (!load.Prepare()) {
    std::fprintf(stderr, "no answers to be had at %s\n", options.address.c_str());
    return 1;
  }
  std::printf("%s\n", load.Run().dump().c_str());
  return 0;
}
