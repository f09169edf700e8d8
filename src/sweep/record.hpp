// What is known of a trial that has ended, and its line in the journal.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "experiment/trial.hpp"
#include "sweep/strategy.hpp"

namespace nnctl::sweep {

/// One training of a trial.
struct RepeatRecord {
  std::int64_t seed = 0;
  experiment::Outcome outcome = experiment::Outcome::kFailed;
  std::string reason;
  train::Logs metrics;  ///< of the kept model
  std::int64_t epochs = 0;
  std::int64_t best_epoch = 0;
  std::string weights_hash;
  std::vector<double> curve;  ///< the sweep's metric by epoch; NaN in an epoch that was not validated
};

struct TrialRecord {
  std::int64_t trial = 0;   ///< from 1
  Assignment assignment;    ///< not in the journal's line: it follows from the strategy
  std::int64_t epochs = 0;  ///< asked for; 0: all
  std::string key;          ///< what its results follow from, beside the sweep's definition
  experiment::Outcome outcome = experiment::Outcome::kFailed;
  std::string reason;
  train::Logs mean;  ///< over the repeats; empty unless all are scored
  train::Logs std;   ///< of the sample; empty with one repeat
  std::vector<RepeatRecord> repeats;
  std::int64_t total_parameters = 0;
  double seconds = 0;  ///< of all repeats
  std::string run;     ///< directory of the first training; empty: not kept
};

/// Equal keys, equal results.
std::string trial_key(const Assignment& assignment, std::int64_t epochs, std::int64_t repeats);

/// Outcome, reason, mean and std from the repeats.
void summarize(TrialRecord& record);

/// A value of a config as JSON.
nlohmann::ordered_json to_json(const schema::Node& node);
nlohmann::ordered_json parameters_json(const Assignment& assignment);

/// One line, with its newline.
std::string journal_line(const TrialRecord& record);
/// Throws UserError(kData) naming `place` for a line that no journal of this version has.
TrialRecord read_journal_line(const std::string& line, const std::string& place);

}  // namespace nnctl::sweep
