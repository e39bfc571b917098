#include "data/diagnostics.h"

#include <gtest/gtest.h>

#include <string>

#include "models/base/errors.h"

namespace data {
namespace {

TEST(DiagnosticsTest, TextSaysOnlyWhatIsKnown) {
  EXPECT_EQ(ToText({"loads.csv", 14, 7, "cold_mw", "'abc' is no number"}),
            "loads.csv:14 column 7 (cold_mw): 'abc' is no number");
  EXPECT_EQ(ToText({"loads.csv", 14, 0, "", "has 3 fields"}), "loads.csv:14: has 3 fields");
  EXPECT_EQ(ToText({"loads.csv", 0, 0, "hour", "is missing"}), "loads.csv (hour): is missing");
  EXPECT_EQ(ToText({"loads.csv", 0, 0, "", "the file is not there"}),
            "loads.csv: the file is not there");
}

TEST(DiagnosticsTest, NoneIsOk) { EXPECT_TRUE(ToStatus({}).ok()); }

TEST(DiagnosticsTest, AStatusCarriesAllOfThemInOrder) {
  const absl::Status status =
      ToStatus({{"a.csv", 2, 1, "id", "is empty"}, {"b.csv", 0, 0, "", "the file is not there"}});
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(std::string(status.message()),
            "a.csv:2 column 1 (id): is empty; b.csv: the file is not there");
  const auto violations = models::errors::FieldViolationsOf(status);
  ASSERT_EQ(violations.size(), 2u);
  EXPECT_EQ(violations[0].field, "a.csv:2 column 1 (id):");
  EXPECT_EQ(violations[1].description, "the file is not there");
}

}  // namespace
}  // namespace data
