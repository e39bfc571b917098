# Every test suite of a GoogleTest program becomes one ctest entry, named PREFIX.Suite: what a suite
# sets up once is set up once, and 400 processes start instead of 2,500. Run with
#   cmake -D PROGRAM=… -D PREFIX=… -D OUTPUT=… -D ENVIRONMENT=… -P TwinDiscoverSuites.cmake
# after the program is linked; OUTPUT is a file for TEST_INCLUDE_FILES.
execute_process(COMMAND ${PROGRAM} --gtest_list_tests OUTPUT_VARIABLE listed
                RESULT_VARIABLE failed ERROR_VARIABLE errors TIMEOUT 60)
if(failed)
  message(FATAL_ERROR "${PROGRAM} cannot list its tests (${failed}): ${errors}")
endif()
string(REPLACE ";" "\\;" listed "${listed}")
string(REPLACE "\n" ";" lines "${listed}")
set(text "")
set(suite "")
set(count 0)
macro(flush_suite)
  if(suite AND count GREATER 0)
    string(APPEND text
           "add_test([=[${PREFIX}.${suite}]=] [=[${PROGRAM}]=] [=[--gtest_filter=${suite}.*]=])\n"
           "set_tests_properties([=[${PREFIX}.${suite}]=] PROPERTIES TIMEOUT 900 ENVIRONMENT [=[${ENVIRONMENT}]=])\n")
  endif()
endmacro()
foreach(line IN LISTS lines)
  if(line MATCHES "^([^ ][^ ]*)\\.( |$)")
    flush_suite()
    set(suite "${CMAKE_MATCH_1}")
    set(count 0)
  elseif(line MATCHES "^  (DISABLED_)?[^ ]" AND NOT CMAKE_MATCH_1)
    math(EXPR count "${count} + 1")
  endif()
endforeach()
flush_suite()
file(WRITE ${OUTPUT} "${text}")
