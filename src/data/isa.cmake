# src/data/simd/{avx2,avx512}.cpp hold the same text kernels (simd/text_kernels.hpp), compiled for each instruction set;
# see kernels/isa.cmake.
set(simd "${CMAKE_CURRENT_LIST_DIR}/simd")
set(simd_flags $<$<CONFIG:Debug>:-O2>)
if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64|amd64)$")
  set_source_files_properties("${simd}/avx2.cpp" PROPERTIES COMPILE_OPTIONS "${simd_flags};-mavx2;-mfma;-mbmi;-mbmi2;-mpopcnt")
  set_source_files_properties("${simd}/avx512.cpp" PROPERTIES COMPILE_OPTIONS
    "${simd_flags};-mavx512f;-mavx512dq;-mavx512vl;-mavx512bw;-mavx2;-mfma;-mbmi;-mbmi2;-mpopcnt;$<$<CXX_COMPILER_ID:GNU>:-Wno-uninitialized>;$<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>")
endif()
# Headers precompiled without these flags cannot be used with them.
set_source_files_properties("${simd}/avx2.cpp" "${simd}/avx512.cpp" PROPERTIES SKIP_PRECOMPILE_HEADERS ON)
