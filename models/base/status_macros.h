#pragma once

#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

// Debian's Abseil 20220623 has no such macros.
#define TWIN_MACRO_CONCAT_INNER_(a, b) a##b
#define TWIN_MACRO_CONCAT_(a, b) TWIN_MACRO_CONCAT_INNER_(a, b)

/// Returns the status from the enclosing function when it is not OK.
#define TWIN_RETURN_IF_ERROR(expression)                                  \
  do {                                                                    \
    if (::absl::Status twin_status_ = (expression); !twin_status_.ok()) { \
      return twin_status_;                                                \
    }                                                                     \
  } while (false)

/// TWIN_ASSIGN_OR_RETURN(const Grid grid, LoadGrid(path));
#define TWIN_ASSIGN_OR_RETURN(declaration, expression)                                    \
  TWIN_ASSIGN_OR_RETURN_IMPL_(TWIN_MACRO_CONCAT_(twin_status_or_, __LINE__), declaration, \
                              expression)
#define TWIN_ASSIGN_OR_RETURN_IMPL_(result, declaration, expression) \
  auto result = (expression);                                        \
  if (!result.ok()) return std::move(result).status();               \
  declaration = *std::move(result)
