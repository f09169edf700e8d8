# src/kernels/simd/{baseline,avx2,avx512}.cpp hold the same kernels (simd/kernels.hpp), compiled once for each
# instruction set; dispatch.cpp picks one at run time. The flags belong to the files, so that nothing else in the
# program may use the wide instructions.
set(simd "${CMAKE_CURRENT_LIST_DIR}/simd")
# Vector code without optimization is slower by a factor of 50: optimized in debug builds too.
set(simd_flags -fno-math-errno $<$<CONFIG:Debug>:-O2>)
set_source_files_properties("${simd}/baseline.cpp" PROPERTIES COMPILE_OPTIONS "${simd_flags}")
if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64|amd64)$")
  set_source_files_properties("${simd}/avx2.cpp" PROPERTIES COMPILE_OPTIONS "${simd_flags};-mavx2;-mfma;-mprfchw")
  # -Wno-uninitialized: GCC 12 takes the undefined lanes inside its own avx512fintrin.h for a mistake (GCC bug 105593).
  set_source_files_properties("${simd}/avx512.cpp" PROPERTIES COMPILE_OPTIONS
    "${simd_flags};-mavx512f;-mavx512dq;-mavx512vl;-mavx512bw;-mavx2;-mfma;-mprfchw;-mprefer-vector-width=512;$<$<CXX_COMPILER_ID:GNU>:-Wno-uninitialized>;$<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>")
endif()
# Headers precompiled without these flags cannot be used with them.
set_source_files_properties("${simd}/baseline.cpp" "${simd}/avx2.cpp" "${simd}/avx512.cpp" PROPERTIES
  SKIP_PRECOMPILE_HEADERS ON)
