# Everything comes from Debian 12 packages (deploy/packages/*.txt).
find_package(Threads REQUIRED)
find_package(absl CONFIG REQUIRED)
find_package(Eigen3 REQUIRED NO_MODULE)
find_package(OpenSSL REQUIRED)
find_package(SUNDIALS 6.4 CONFIG REQUIRED COMPONENTS cvode kinsol nvecserial sunmatrixdense
                                                     sunmatrixsparse sunlinsoldense
                                                     sunlinsolklu sunlinsolspgmr)
set(HDF5_PREFER_PARALLEL FALSE)
find_package(HDF5 1.10 REQUIRED COMPONENTS C HL)

# Land-use plans: geometry, coordinate systems, GML, GeoPackage.
find_package(GEOS 3.11 CONFIG REQUIRED)
find_package(PROJ 9.1 CONFIG REQUIRED)
find_package(pugixml 1.13 CONFIG REQUIRED)
find_package(SQLite3 3.36 REQUIRED)

# Statements on land-use plans as PDF. Cairo has a pkg-config file only.
find_library(CAIRO_LIBRARY cairo REQUIRED)
find_path(CAIRO_INCLUDE_DIR cairo.h PATH_SUFFIXES cairo REQUIRED)
if(NOT TARGET Cairo::cairo)
  add_library(Cairo::cairo INTERFACE IMPORTED)
  target_include_directories(Cairo::cairo SYSTEM INTERFACE ${CAIRO_INCLUDE_DIR})
  target_link_libraries(Cairo::cairo INTERFACE ${CAIRO_LIBRARY})
endif()

# SuiteSparse 5.12 ships no CMake config.
find_library(KLU_LIBRARY klu REQUIRED)
find_path(KLU_INCLUDE_DIR klu.h PATH_SUFFIXES suitesparse REQUIRED)
if(NOT TARGET SuiteSparse::klu)
  add_library(SuiteSparse::klu INTERFACE IMPORTED)
  target_include_directories(SuiteSparse::klu SYSTEM INTERFACE ${KLU_INCLUDE_DIR})
  target_link_libraries(SuiteSparse::klu INTERFACE ${KLU_LIBRARY} amd colamd btf
                                                   suitesparseconfig)
endif()

# libdeflate has a pkg-config file only.
find_library(DEFLATE_LIBRARY deflate REQUIRED)
find_path(DEFLATE_INCLUDE_DIR libdeflate.h REQUIRED)
if(NOT TARGET Deflate::deflate)
  add_library(Deflate::deflate INTERFACE IMPORTED)
  target_include_directories(Deflate::deflate SYSTEM INTERFACE ${DEFLATE_INCLUDE_DIR})
  target_link_libraries(Deflate::deflate INTERFACE ${DEFLATE_LIBRARY})
endif()

# COIN-OR's mixed-integer solver has a pkg-config file only.
find_library(CBC_SOLVER_LIBRARY CbcSolver REQUIRED)
find_path(CBC_INCLUDE_DIR coin/Cbc_C_Interface.h REQUIRED)
if(NOT TARGET Coin::cbc)
  add_library(Coin::cbc INTERFACE IMPORTED)
  target_include_directories(Coin::cbc SYSTEM INTERFACE ${CBC_INCLUDE_DIR})
  target_link_libraries(Coin::cbc INTERFACE ${CBC_SOLVER_LIBRARY})
endif()

find_package(spdlog CONFIG REQUIRED)
find_package(nlohmann_json CONFIG REQUIRED)
find_package(Protobuf REQUIRED)  # module mode: Debian has no protobuf-config.cmake

if(TWIN_RPC)
  find_package(gRPC CONFIG REQUIRED)
  find_program(GRPC_CPP_PLUGIN grpc_cpp_plugin REQUIRED)
  find_package(Boost 1.74 REQUIRED)
  find_package(CLI11 CONFIG REQUIRED)
  find_package(prometheus-cpp CONFIG REQUIRED)
endif()

if(TWIN_TESTS)
  find_package(GTest REQUIRED)
endif()
