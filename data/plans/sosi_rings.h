#pragma once

#include <unordered_map>

#include "data/plans/plan_file_builder.h"
#include "data/plans/sosi_document.h"
#include "data/plans/sosi_head.h"

namespace data {

/// The curves of a file by serial number, as points of the file's system.
class SosiCurves {
 public:
  SosiCurves(const std::vector<SosiObject>& objects, const SosiHead& head,
             PlanFileBuilder& builder);

  /// The outline that a .FLATE's ..REF names; nullopt after reporting what is wrong.
  std::optional<RawSurface> MakeSurface(const SosiObject& area, PlanFileBuilder& builder) const;

 private:
  bool AddCurve(const std::string& word, const SosiObject& area, RawRing& ring,
                std::string& last_serial, PlanFileBuilder& builder) const;

  std::unordered_map<std::string, RawRing> curves_;
  double slack_in_unit_ = 0.0;  ///< how far apart two ends that meet may lie
};

}  // namespace data
