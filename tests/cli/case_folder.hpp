// A case: a folder with a command and all that it must print, return and write.
//
//   cmd       shell lines; `nnctl` is the built program
//   stdout    \  what all of its lines print, with times and memory figures replaced
//   stderr    /
//   exit      one exit code for each line
//   writes    the files and folders that are new afterwards; without it nothing may be new or gone
//
// The folder's other files, and those of shared/, lie in the folder in which the lines are run.
#pragma once

#include <filesystem>
#include <string>

namespace nnctl::test {

struct CaseResult {
  std::string out;
  std::string err;
  std::string exit;
  std::string writes;
};

CaseResult expected(const std::filesystem::path& folder);
CaseResult run_case(const std::filesystem::path& folder, const std::filesystem::path& shared);

/// Makes `actual` what is expected from now on. `writes` is only renewed where it exists.
void update(const std::filesystem::path& folder, const CaseResult& actual);

/// Without what differs between two runs and machines: durations, rates, memory, and the repository's place.
std::string normalised(std::string text);

}  // namespace nnctl::test
