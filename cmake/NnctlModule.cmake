# One folder below src/ is one module: a static library `nnctl_NAME`.
#
#   nnctl_module(NAME [NUMERIC] DEPENDS MODULE... [EXTERNAL TARGET...])
#
# DEPENDS is the only statement of what a module may include: it links the libraries, and
# tests/architecture reads it back to check every #include. It is transitive.
#
# A NUMERIC module computes with `Real` (src/tensor/real.hpp). With tests on it is built a second time as
# `nnctl_NAME_f64`, with Real = double, for gradient checks that float32 is too coarse for.

add_library(nnctl_flags INTERFACE)
target_include_directories(nnctl_flags INTERFACE "${PROJECT_SOURCE_DIR}/src")
target_compile_options(nnctl_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion -Wmissing-declarations
  -Wnon-virtual-dtor -Woverloaded-virtual $<$<BOOL:${NNCTL_WERROR}>:-Werror>
  # GCC 12 warns at -O2 of std::string's own code (gcc.gnu.org/bugzilla/105651, 105562)
  $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>
  $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>
  # a*b+c is contracted only where a kernel says so: the same source gives the same bits in every file
  -ffp-contract=off
  # no path of the machine it was built on in the program
  "-ffile-prefix-map=${PROJECT_SOURCE_DIR}/=")
target_compile_definitions(nnctl_flags INTERFACE NNCTL_VERSION="${PROJECT_VERSION}")
target_link_libraries(nnctl_flags INTERFACE fmt::fmt)

# The standard headers that nearly every file reads, read once. It halves the time of a build from nothing; off by
# default, so that a file that forgets an include does not compile.
option(NNCTL_PRECOMPILE "Precompile the standard headers (GCC)" OFF)
if(NNCTL_PRECOMPILE)
  add_library(nnctl_precompiled OBJECT "${CMAKE_CURRENT_LIST_DIR}/precompiled.cpp")
  target_link_libraries(nnctl_precompiled PUBLIC nnctl_flags)
  target_precompile_headers(nnctl_precompiled PRIVATE
    <algorithm> <array> <cmath> <cstdint> <filesystem> <functional> <limits> <map> <memory> <optional> <span> <stdexcept>
    <string> <string_view> <utility> <vector> <fmt/format.h>)
endif()

# nnctl_precompile(TARGET): lets its files start from them.
function(nnctl_precompile target)
  if(NNCTL_PRECOMPILE)
    target_precompile_headers(${target} REUSE_FROM nnctl_precompiled)
  endif()
endfunction()

set_property(GLOBAL PROPERTY NNCTL_MODULES "")
set_property(GLOBAL PROPERTY NNCTL_DAG "")

function(nnctl_module name)
  cmake_parse_arguments(ARG "NUMERIC" "" "DEPENDS;EXTERNAL" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/${name}/*.cpp")
  file(GLOB_RECURSE headers CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/${name}/*.hpp")
  set(variants "")
  if(NOT ARG_NUMERIC)
    set(variants "plain")
  elseif(NNCTL_TESTS)
    set(variants "f32;f64")
  else()
    set(variants "f32")
  endif()
  foreach(variant IN LISTS variants)
    set(suffix "")
    if(variant STREQUAL "f64")
      set(suffix "_f64")
    endif()
    set(target "nnctl_${name}${suffix}")
    if(sources)
      add_library(${target} STATIC ${sources} ${headers})
      nnctl_precompile(${target})
      set(scope PUBLIC)
    else()
      add_library(${target} INTERFACE)
      set(scope INTERFACE)
    endif()
    target_link_libraries(${target} ${scope} nnctl_flags ${ARG_EXTERNAL})
    foreach(dependency IN LISTS ARG_DEPENDS)
      get_property(numeric GLOBAL PROPERTY "NNCTL_NUMERIC_${dependency}")
      if(numeric AND variant STREQUAL "f64")
        target_link_libraries(${target} ${scope} "nnctl_${dependency}_f64")
      else()
        target_link_libraries(${target} ${scope} "nnctl_${dependency}")
      endif()
    endforeach()
    if(variant STREQUAL "f64")
      target_compile_definitions(${target} ${scope} NNCTL_REAL_IS_DOUBLE=1)
      set_target_properties(${target} PROPERTIES EXCLUDE_FROM_ALL ON)
    endif()
  endforeach()
  if(ARG_NUMERIC)
    set_property(GLOBAL PROPERTY "NNCTL_NUMERIC_${name}" ON)
  endif()
  set_property(GLOBAL APPEND PROPERTY NNCTL_MODULES ${name})
  string(REPLACE ";" " " dependencies "${ARG_DEPENDS}")
  set_property(GLOBAL APPEND_STRING PROPERTY NNCTL_DAG "${name}: ${dependencies}\n")
endfunction()

# Call after the last nnctl_module: writes the DAG where the include test finds it.
function(nnctl_write_dag file)
  get_property(dag GLOBAL PROPERTY NNCTL_DAG)
  file(CONFIGURE OUTPUT "${file}" CONTENT "${dag}" @ONLY)
endfunction()
