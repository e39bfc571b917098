#pragma once

#include <cstddef>

/// The maxima of networks in motion: part of twin/limits.h, which everything includes.
namespace twin::limits {

inline constexpr std::size_t kHeatDrivesKept = 4096;       // quarters, of all networks together
inline constexpr std::size_t kHeatMinutesKept = 4;         // quarters of each, every minute whole
inline constexpr std::size_t kHeatMinuteColumnsKept = 32;  // quarters of each, 240 B a node
inline constexpr std::size_t kHeatPlacesKept = 16;         // states of each to go on from
inline constexpr int kMaxHeatHistoryMinutes = 720;
inline constexpr std::size_t kMaxHeatSubscribers = 200;

}  // namespace twin::limits
