#pragma once

#include "absl/status/status.h"

namespace twin::cli {

inline constexpr int kOk = 0;
inline constexpr int kFailed = 1;   ///< the twin said no, or is not there
inline constexpr int kUsage = 2;    ///< the command line is wrong
inline constexpr int kBadData = 3;  ///< region, store or disk
inline constexpr int kInterrupted = 130;

/// Exit code of a status: 0, 2 for InvalidArgument, 3 for DataLoss and ResourceExhausted, else 1.
int ExitCodeOf(const absl::Status& status);

/// One plain line on stderr, or one per wrong field, then the exit code.
int Fail(const absl::Status& status);
/// The same where what is wrong lies in files, not in the command line.
int FailWithBadData(const absl::Status& status);

}  // namespace twin::cli
