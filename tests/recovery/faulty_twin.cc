// `twin serve` for the recovery campaign: the same server, and things that go wrong on demand.
//
//   faulty_twin serve --data DIR …            flags as of `twin serve`
//   TWIN_FAULT=POINT:COUNT                    kill -9 at the COUNT-th pass of a fault point; POINT
//   may
//                                             be "any"
//   TWIN_FAULT=POINT:COUNT:full               there the disk is full instead, once
//   TWIN_FAULT_LOG=FILE                       writes "POINT COUNT" for every point passed, at the
//   end TWIN_CLOCK_BACK=AFTER_S:BACK_S            the wall clock jumps back, AFTER_S after the
//   start
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "tests/recovery/faults.h"
#include "twin/config.h"
#include "twin/log.h"
#include "twin/server.h"

namespace {

using recovery::Environment;

std::atomic<std::int64_t> clock_back_after_s{-1};
std::atomic<std::int64_t> clock_back_s{0};

absl::Status ReadFlags(int argc, char** argv, twin::Config& config) {
  for (int i = 2; i + 1 < argc; i += 2) {
    bool is_known = false;
    for (const twin::Setting& setting : twin::Settings()) {
      if (setting.flag != std::string(argv[i])) continue;
      is_known = true;
      if (absl::Status status = setting.set(config, argv[i + 1]); !status.ok()) return status;
    }
    if (!is_known) return absl::InvalidArgumentError(argv[i]);
  }
  return absl::OkStatus();
}

int Fail(const absl::Status& status) {
  std::fprintf(stderr, "twin: %s\n", std::string(status.message()).c_str());
  return 1;
}

}  // namespace

/// Stands before the C library's own, for every library of the process.
extern "C" int clock_gettime(clockid_t clock, timespec* time) noexcept {
  const auto result = static_cast<int>(::syscall(SYS_clock_gettime, clock, time));
  const std::int64_t after_s = clock_back_after_s.load();
  if (clock == CLOCK_REALTIME && after_s >= 0 && time->tv_sec >= after_s) {
    time->tv_sec -= clock_back_s.load();
  }
  return result;
}

int main(int argc, char** argv) {
  twin::Config config;
  if (absl::Status status = ReadFlags(argc, argv, config); !status.ok()) return Fail(status);
  const std::vector<std::string> jump = absl::StrSplit(Environment("TWIN_CLOCK_BACK"), ':');
  std::int64_t after_s = 0, back_s = 0;
  if (jump.size() == 2 && absl::SimpleAtoi(jump[0], &after_s) &&
      absl::SimpleAtoi(jump[1], &back_s)) {
    clock_back_s = back_s;
    clock_back_after_s = static_cast<std::int64_t>(std::time(nullptr)) + after_s;
  }
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
  ::setenv("GRPC_VERBOSITY", "NONE", 0);
  twin::log::SetLevel(config.log_level);

  recovery::Faults faults;
  twin::SystemClock clock;
  auto server = twin::Server::Start(
      config, clock, [&faults](absl::string_view point) { return faults.Pass(point); });
  if (!server.ok()) return Fail(server.status());
  absl::Status reason;
  std::thread waiter([&] {
    reason = (*server)->WaitUntilStopRequested();
    ::kill(::getpid(), SIGTERM);
  });
  int signal = 0;
  sigwait(&signals, &signal);
  (*server)->RequestStop(absl::OkStatus());
  waiter.join();
  timespec at_once{};
  while (sigtimedwait(&signals, nullptr, &at_once) > 0) {
  }
  const absl::Status stopped = (*server)->Stop();
  faults.Write(Environment("TWIN_FAULT_LOG"));
  if (!reason.ok()) return Fail(reason);
  return stopped.ok() ? 0 : Fail(stopped);
}
