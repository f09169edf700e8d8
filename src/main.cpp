#include "cli/run.hpp"

int main(int argc, char** argv) { return nnctl::cli::run(argc, argv); }
