#pragma once

#include <gtest/gtest.h>

#include "tests/support/reference_case.h"

/// Declares `one`, the published case of that name in a StatusOr that is OK; skips the test where
/// the reference cases are absent.
#define LOAD_REFERENCE_CASE_OR_SKIP(one, name)                                   \
  if (!tests::HasReferenceCase(name)) {                                          \
    GTEST_SKIP() << "no reference case " << (name) << "; set OET_REFERENCE_DIR"; \
  }                                                                              \
  auto one = tests::LoadReferenceCase(name);                                     \
  ASSERT_TRUE(one.ok()) << one.status()
