// The files that a sweep leaves beside its journal. None that somebody else has made or changed is overwritten.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "experiment/training.hpp"
#include "experiment/trial.hpp"
#include "report/json.hpp"

namespace nnctl::cli {

/// The best trial trained once more: its run directory, and the only look at the test rows.
struct SweepWinner {
  std::string key;           ///< the trial's
  std::string weights_hash;  ///< empty: not trained again
  std::string run;           ///< empty: not kept
  train::Logs test;          ///< empty: no test rows
};

class SweepFiles {
 public:
  /// A new directory, an empty one or a sweep's. Throws UserError(kData) for anything else.
  explicit SweepFiles(std::filesystem::path directory);

  const std::filesystem::path& directory() const { return directory_; }
  /// Takes the directory away again if this process has made it.
  void undo() const;

  /// Writes `name`, or `name-2` and so on where the file is not as an earlier call has left it. Returns the path.
  std::filesystem::path write(const std::string& name, std::string_view content);

  /// A training that has ended as a run directory `name`, or `name-2` and so on beside another one's. Returns the
  /// directory. May be called by several threads for different names.
  std::filesystem::path write_run(const std::string& name, const experiment::Training& training,
                                  const experiment::TrialResult& result,
                                  const std::vector<experiment::BaselineRecord>& baselines) const;

  /// The winner as it was when last kept, if it is this trial's and its run directory is still there.
  std::optional<SweepWinner> known_winner(const std::string& key, const std::string& weights_hash) const;
  void keep_winner(const SweepWinner& winner);

 private:
  void save_record();

  std::filesystem::path directory_;
  bool is_new_ = false;
  report::Json record_;  // hashes of the files written, and the winner
};

}  // namespace nnctl::cli
