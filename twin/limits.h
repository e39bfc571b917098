#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

/// Every maximum of the program, in one place. What a stranger can send is bounded here.
namespace twin::limits {

// Messages and connections.
inline constexpr int kMaxRequestBytes = 4 << 20;
inline constexpr int kMaxReplyBytes = 64 << 20;
inline constexpr int kMaxMetadataBytes = 16 << 10;
inline constexpr int kMaxConcurrentStreamsPerConnection = 256;
inline constexpr std::size_t kMaxGatewayConnections = 1024;
inline constexpr int kMaxFeaturePages = 100;  // of one list of features
inline constexpr std::size_t kMaxGatewayHeaderBytes = 16 << 10;
inline constexpr std::size_t kMaxGatewayConnectionsPerAddress = 512;
// A request has this long for each part, however little of it comes at a time.
inline constexpr std::chrono::seconds kGatewayHandshake{10};
inline constexpr std::chrono::seconds kGatewayHeader{10};
inline constexpr std::chrono::seconds kGatewayBody{30};
inline constexpr std::chrono::seconds kGatewayIdle{60};  // between two requests
inline constexpr std::chrono::seconds kGatewayWrite{30};
inline constexpr std::chrono::seconds kGatewayDrain{2};

// Calls.
inline constexpr std::chrono::seconds kMaxUnaryTime{30};
inline constexpr std::size_t kMaxQueuedCalls = 1024;
inline constexpr std::size_t kWorkerThreads = 2;
inline constexpr std::size_t kBackgroundCallThreads = 2;
inline constexpr std::size_t kMaxQueuedBackgroundCalls = 64;
inline constexpr std::chrono::milliseconds kDrainTime{2000};

// Fields.
inline constexpr std::size_t kMaxIdBytes = 200;
inline constexpr std::size_t kMaxRequestIdBytes = 64;
inline constexpr int kMaxElementIds = 10000;
inline constexpr int kMaxFieldMaskPaths = 64;
inline constexpr int kMaxPageSize = 1000;
inline constexpr int kDefaultPageSize = 200;
inline constexpr int kMaxStepQuarters = 35136;
inline constexpr double kMinSpeedRatio = 0.01;
inline constexpr double kMaxSpeedRatio = 1e6;
inline constexpr std::size_t kMaxPatches = 1000;
inline constexpr std::size_t kMaxRememberedRequests = 10000;
inline constexpr std::size_t kMaxErrorDetailBytes = 6 << 10;

// Connection questions.
inline constexpr std::size_t kMaxConcurrentAsks = 2;
inline constexpr std::size_t kMaxQueuedAsks = 16;
inline constexpr std::chrono::seconds kMaxFollowedTime{300};
inline constexpr double kMinRequestedMw = 0.01;
inline constexpr double kMaxRequestedMw = 10000.0;
inline constexpr double kMaxSiteHours = 8784.0;
inline constexpr double kMaxSiteKm = 500.0;
inline constexpr int kMaxSites = 2000;
inline constexpr int kMaxWeatherYears = 30;  // of one question, and of one twin
inline constexpr double kMaxMapS = 30.0;     // that one search for sites computes the map
inline constexpr double kMinStorageMwh = 0.01;
inline constexpr double kMaxStorageMwh = 100000.0;
inline constexpr double kMaxTanPhiRatio = 1.0;
inline constexpr int kMaxProfileQuarters = 35136;
/// Corners of an area that is asked about, and candidates that are listed.
inline constexpr int kMaxAreaCorners = 200;
inline constexpr std::size_t kMaxCandidates = 12;
// The search ends at the larger of ratio · asked and asked + headroom. The headroom is above 50 MW,
// so that no bucket of the declassified tuple depends on what was asked.
inline constexpr double kSearchRatio = 5.0;
inline constexpr double kSearchHeadroomMw = 60.0;
inline constexpr double kMaxSearchMw = 20000.0;

// Heat networks.
inline constexpr double kMaxHeatRequestMw = 200.0;
inline constexpr double kHeatSearchMw = 50.0;  // searched at least this far
inline constexpr int kMaxNewHeatConsumers = 50;
inline constexpr int kMaxNewHeatTrenches = 50;
inline constexpr int kMaxClosedTrenches = 200;
inline constexpr int kMaxPlantsOut = 20;
inline constexpr int kMaxHeatHistoryQuarters = 192;
inline constexpr int kDefaultHeatHistoryQuarters = 96;
inline constexpr int kMaxHeatRowsSent = 200;          // alarms, and nodes that change
inline constexpr int kMaxHeatStaleQuarters = 16;      // a state older than this is shown to nobody
inline constexpr std::size_t kHeatStatesKept = 8;     // of each network, whole
inline constexpr std::size_t kHeatColumnsKept = 400;  // of each network, 16 B a node

// Plans ahead of heat systems.
inline constexpr int kDefaultPlanHours = 48;
inline constexpr int kMaxPlanHours = 72;
inline constexpr double kPlanSolveS = 2.0;
inline constexpr std::size_t kOrderedPlanHours = 12;
inline constexpr std::int64_t kRenewPlanHours = 6;
inline constexpr double kMaxPlanSolveS = 8.0;  // when none was found
inline constexpr double kPlanGapShare = 1e-4;

// Land-use plans.
inline constexpr int kMaxPlanFiles = 200;  // of one call
inline constexpr int kMaxMatchedPlanFiles = 20;
inline constexpr std::size_t kMaxPlansOfFile = 60;
inline constexpr std::size_t kMaxPlanNameBytes = 200;
inline constexpr std::size_t kMaxConcurrentPlanChecks = 2;
inline constexpr std::size_t kMaxQueuedPlanChecks = 16;
inline constexpr std::chrono::seconds kMaxPlanTime{120};
inline constexpr std::chrono::seconds kMaxPlansTime{600};
inline constexpr int kMaxSubscribedIds = 200;
inline constexpr std::size_t kMaxPlanSubscriptions = 200;  // of one caller
inline constexpr std::size_t kMaxPlanNotices = 20000;
inline constexpr std::size_t kMaxKeptSwaps = 10000;
inline constexpr std::size_t kHeatMatchesKept = 4;

// Branches. The least memory holds a few kept points of the shipped region.
inline constexpr std::size_t kMaxBranches = 1000;
inline constexpr std::size_t kBranchThreads = 1;
inline constexpr std::size_t kMaxBranchNameBytes = 100;
inline constexpr std::int64_t kDefaultBranchSteps = 96 * 31;
inline constexpr std::int64_t kMaxBranchSteps = 35136;
inline constexpr std::int64_t kDefaultBranchBytes = std::int64_t{2} << 20;
inline constexpr std::int64_t kMinBranchBytes = std::int64_t{1} << 20;
inline constexpr std::int64_t kMaxBranchBytes = std::int64_t{256} << 20;
inline constexpr std::int64_t kMaxAllBranchesBytes = std::int64_t{2} << 30;
inline constexpr std::int64_t kDefaultBranchLifeS = std::int64_t{7} * 86400;
inline constexpr std::int64_t kMaxBranchLifeS = std::int64_t{365} * 86400;
inline constexpr std::int64_t kMaxComparedQuarters = 96 * 7;  // stepped again within one call
inline constexpr std::int64_t kMaxReplayedQuarters = 96 * 7;

// Looking ahead.
inline constexpr int kMaxLookAheadHours = 168;
inline constexpr int kDefaultLookAheadHours = 48;
inline constexpr int kMinLookAheadMembers = 10;
inline constexpr int kMaxLookAheadMembers = 200;
inline constexpr int kDefaultLookAheadMembers = 50;
inline constexpr std::size_t kLookAheadsKept = 2;  // three values for each of a frame and quarter
inline constexpr int kMaxLookAheadSeries = 64;
inline constexpr std::size_t kMaxLookAheadValues = std::size_t{1} << 21;  // in one reply

// Reading the memory.
inline constexpr int kMaxReadSeries = 100;
inline constexpr std::int64_t kMaxReadValues = 2'000'000;
inline constexpr std::int64_t kMaxExportValues = 4'000'000;
inline constexpr std::size_t kMaxExportBytes = std::size_t{32} << 20;
inline constexpr std::size_t kMaxBackupNameBytes = 64;
inline constexpr int kMaxForecastDays = 36'525;

// Streams.
inline constexpr std::size_t kFrameRing = 192;   // frames a stream can resume within
inline constexpr std::size_t kMaxLagFrames = 8;  // a reader further behind gets frames merged
inline constexpr std::size_t kMaxSubscribers = 1000;
inline constexpr std::size_t kShownInsecure = 100;
inline constexpr std::size_t kShownMargins = 20;
inline constexpr int kMaxCounties = 100;
inline constexpr std::size_t kMaxPastAlarms = 10000;  // that are over
inline constexpr std::size_t kMaxNoteBytes = 200;
inline constexpr std::size_t kMaxSharedMessages = 32;  // encoded, of all streams together
inline constexpr std::chrono::seconds kMaxMinInterval{3600};

}  // namespace twin::limits
