#pragma once

#include "twin/store/record_log.h"

namespace twin::store {

/// The type of records of the log of plans, which stand in no other file (FORMAT.md, section 2).
inline constexpr RecordType kPlanRecord{8};

/// Plans that people have told of, and who wants to hear of them (FORMAT.md, section 22).
inline constexpr RecordLogKind kPlanLog{"plans",     "plans.log", "TWINPLN\n",
                                        kPlanRecord, "plans",     "record of a plan"};

}  // namespace twin::store
