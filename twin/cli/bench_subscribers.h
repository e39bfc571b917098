#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace twin::cli {

/// A twin in this process with many subscribers of its stream, each with a connection of its own.
struct SubscribersQuestion {
  std::string region_directory;
  int subscribers_count = 500;
  int public_count = 0;  ///< of them without a token: they may see less
  double seconds = 30.0;
  std::string speed = "x900";  ///< one quarter a second
  std::vector<std::string> mask;
};

struct SubscribersBench {
  std::string machine;
  std::size_t ticks_count = 0;
  std::size_t frames_count = 0;      ///< received by all together, after the first of each
  std::size_t bytes_count = 0;       ///< of these, as protobuf
  std::size_t conflated_count = 0;   ///< ticks that a subscriber was told to have passed it by
  std::size_t gaps_count = 0;        ///< ticks it was not told of: must be 0
  std::size_t ended_count = 0;       ///< streams that ended by themselves: must be 0
  double cpu_share = 0.0;            ///< of one core, server and subscribers together
  std::vector<double> tick_ms;       ///< of each quarter: computed, stored and published
  std::vector<double> published_ms;  ///< of each frame: from its publishing until it is read
  std::vector<double> latency_ms;    ///< of each frame: from the beginning of its tick
  double memory_mb = 0.0;            ///< most of the whole process
};

/// Errors: as of the server; ResourceExhausted when the system allows too few descriptors.
absl::StatusOr<SubscribersBench> MeasureSubscribers(const SubscribersQuestion& question);

std::string MakeSubscribersJson(const SubscribersQuestion& question, const SubscribersBench& bench);
std::string MakeSubscribersText(const SubscribersQuestion& question, const SubscribersBench& bench);

}  // namespace twin::cli
