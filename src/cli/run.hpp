// The whole program as a function.
#pragma once

namespace nnctl::cli {

/// Runs one command line and returns its exit code (cli/exit_code.hpp). Never throws.
int run(int argc, char** argv);

}  // namespace nnctl::cli
