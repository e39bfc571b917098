#include "models/base/errors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace models::errors {
namespace {

TEST(ErrorsTest, UnknownIdNamesTheNearest) {
  const std::vector<std::string> nearest = {"Hamang 300", "Hamang 132"};
  const absl::Status status = UnknownId("bus", "Hamng 300", nearest);
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(status.message(), "no bus is called 'Hamng 300'; nearest: Hamang 300, Hamang 132");
  EXPECT_EQ(SuggestionsOf(status), nearest);
}

TEST(ErrorsTest, InvalidFieldsCarriesEveryViolation) {
  const std::vector<FieldViolation> violations = {{"patch.offset_k", "is nan, must be finite"},
                                                  {"patch.to", "must be after patch.from"}};
  const absl::Status status = InvalidFields(violations);
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(FieldViolationsOf(status), violations);
}

TEST(ErrorsTest, OutOfRangeSaysHowMuch) {
  EXPECT_THAT(OutOfRange("offset_k", 80.0, -40.0, 40.0).message(),
              testing::HasSubstr("offset_k is 80, must lie in [-40, 40]"));
}

TEST(ErrorsTest, StatusWithoutPayloadHasNoViolations) {
  EXPECT_TRUE(FieldViolationsOf(absl::InternalError("x")).empty());
  EXPECT_TRUE(SuggestionsOf(absl::OkStatus()).empty());
}

}  // namespace
}  // namespace models::errors
