// Training runs of the genre example, and the hash of what they end with.
#pragma once

#include <filesystem>
#include <string>

namespace nnctl::test {

/// `nnctl train` of the genre data for `epochs` epochs without baseline or early stopping, into the folder `run`.
std::string train_line(const std::string& run, int epochs, const std::string& more = "");

/// `weights_hash` and `status` of a run's run.json.
std::string weights_hash(const std::filesystem::path& run);
std::string run_status(const std::filesystem::path& run);

}  // namespace nnctl::test
