// What a model must beat to be worth its weights: always telling the commonest class (or the mean), and a linear model,
// fitted to the end, or on many rows as far as a tenth of the model's work leads.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "data/dataset.hpp"
#include "experiment/assemble.hpp"
#include "experiment/run_recorder.hpp"

namespace nnctl::analysis {

struct BaselineData {
  const data::Dataset& training;
  const data::Dataset* validation = nullptr;  ///< may be null
};

/// Judged by the model's own loss and metrics. `training_flops` is what the model's training took; deterministic.
std::vector<experiment::BaselineRecord> baselines(const experiment::Assembly& assembly, const BaselineData& data,
                                                  double training_flops, ThreadPool& pool);

/// The baseline that needs no training, judged on other rows: its prediction is that of the training rows.
experiment::BaselineRecord constant_baseline(const experiment::Assembly& assembly, const data::Dataset& training,
                                             const data::Dataset& judged, ThreadPool& pool);

/// For windows: the last value, and where the rows have a season the value of one season before, told again. `prefix`
/// stands before the names of loss and metrics. None for other rows.
std::vector<experiment::BaselineRecord> naive_baselines(const experiment::Assembly& assembly,
                                                        const data::Dataset& judged, const std::string& prefix,
                                                        ThreadPool& pool);

/// Forward and backward of all layers over the rows that `epochs` epochs see: three times the forward pass.
double training_flops(const ModelPlan& plan, std::int64_t rows, std::int64_t epochs);

}  // namespace nnctl::analysis
