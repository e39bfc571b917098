# How our own code is compiled. Third-party and generated headers are system includes.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_CXX_FLAGS_RELEASE "-O3 -ffp-contract=fast")
set(CMAKE_CXX_FLAGS_DEBUG "-O1 -g1 -fno-omit-frame-pointer")
set(CMAKE_C_FLAGS_RELEASE "-O3")

# Reading headers is most of the work of a first build, which is what a new machine and CI do. Who
# changes files all day takes a compiler cache in its place: it would have to keep an object for
# every version of every header that is precompiled.
option(TWIN_PRECOMPILE "Compile headers that most files read once for all of them; OFF: use ccache" ON)
if(NOT TWIN_PRECOMPILE)
  find_program(TWIN_CCACHE ccache)
  if(TWIN_CCACHE)
    set(CMAKE_CXX_COMPILER_LAUNCHER ${TWIN_CCACHE})
    set(CMAKE_C_COMPILER_LAUNCHER ${TWIN_CCACHE})
  endif()
endif()

if(TWIN_SANITIZE)
  add_compile_options(-fsanitize=${TWIN_SANITIZE} -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${TWIN_SANITIZE})
  # Instrumented code makes g++ 12 see uninitialised values inside the standard library.
  add_compile_options(-Wno-maybe-uninitialized)
endif()

# twin_precompile(target HEADER…): these and what everybody reads, once for the target's files.
# Every file still includes what it needs: without TWIN_PRECOMPILE nothing is.
function(twin_precompile target)
  if(TWIN_PRECOMPILE)
    target_precompile_headers(
      ${target} PRIVATE <algorithm> <array> <cmath> <cstdint> <functional> <map> <memory> <optional>
      <set> <span> <string> <utility> <vector> <absl/status/statusor.h> <absl/strings/str_cat.h>
      <absl/strings/str_format.h> ${ARGN})
  endif()
endfunction()

# Call as twin_own_code(target): strict warnings, repository root as include path.
function(twin_own_code target)
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wconversion -Wshadow -Werror
                                           -Werror=unused-result
                                           # g++ 12 warns where defaulted members are left out of
                                           # a designated initialiser, which is what they are for.
                                           -Wno-missing-field-initializers)
  target_include_directories(${target} PUBLIC ${PROJECT_SOURCE_DIR})
endfunction()
