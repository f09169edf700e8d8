// A target must compile something for CMake to make the headers of NnctlModule.cmake from.
