#pragma once

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_join.h"
#include "data/plans/plan_loader.h"
#include "tests/support/source_folder.h"

namespace data {

inline std::string OstlandetFolder() { return tests::SourceFolder() + "/data/ostlandet"; }
inline std::string PlanCase(const std::string& file) {
  return tests::SourceFolder() + "/tests/cases/plans/" + file;
}

/// The region's own tables, read once.
inline const PlanContext& Context() {
  static const PlanContext context = [] {
    auto loaded = LoadPlanContext(OstlandetFolder());
    EXPECT_TRUE(loaded.ok()) << loaded.status();
    return loaded.ok() ? *std::move(loaded) : PlanContext{};
  }();
  return context;
}

/// The problems of a text, one a line; empty when it is read.
inline std::string ProblemsOf(absl::string_view bytes) {
  Diagnostics diagnostics;
  ParsePlans(bytes, "plan", Context(), diagnostics);
  return absl::StrJoin(diagnostics, "\n", [](std::string* out, const Diagnostic& diagnostic) {
    out->append(ToText(diagnostic));
  });
}

/// The only plan of a text that is read.
inline models::Plan ReadOne(absl::string_view bytes) {
  Diagnostics diagnostics;
  LoadedPlans loaded = ParsePlans(bytes, "plan", Context(), diagnostics);
  for (const Diagnostic& diagnostic : diagnostics) ADD_FAILURE() << ToText(diagnostic);
  EXPECT_EQ(loaded.plans.size(), 1u);
  return loaded.plans.empty() ? models::Plan{} : loaded.plans[0];
}

}  // namespace data
