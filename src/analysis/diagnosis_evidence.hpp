// What a diagnosis is made from: the curves as they were written, the baselines, and a probe of the weights.
#pragma once

#include <string>
#include <vector>

#include "analysis/diagnosis.hpp"
#include "experiment/open.hpp"
#include "experiment/run_recorder.hpp"

namespace nnctl::analysis {

struct EndedTraining {
  std::string config;  ///< as the user wrote it
  const experiment::OpenedExperiment& experiment;
  const train::Trainer& trainer;
  const data::Dataset& training;
  const data::Dataset* validation = nullptr;  ///< may be null
  const std::vector<experiment::BaselineRecord>& baselines;
  const std::vector<train::EpochEvent>& epochs;  ///< all of the run
};

/// Costs a pass over at most 1,024 training rows with the last weights, and one forward only with the first and the
/// kept ones, and over at most 4,096 rows to count classes: less than one hundredth of the training, or a few
/// milliseconds.
Evidence gather_evidence(const EndedTraining& ended, ThreadPool& pool);

/// Of the config's learning rate.
RateFacts rate_facts(const experiment::OpenedExperiment& experiment);

}  // namespace nnctl::analysis
