// A config's data as they will be prepared. With `data.preprocessing: RUN` features, column types and target become
// those of the run, and whatever the config says otherwise is a mistake.
#pragma once

#include "data/prepare.hpp"
#include "experiment/load.hpp"

namespace nnctl::experiment {

/// What data::prepare() takes.
struct DataPlan {
  data::DataConfig config;
  data::PrepareOptions options;
};

/// Reads the run's model, if the config names one, and the train source's header; settles the shape of arrays' rows.
/// Throws UserError(Fault::kConfig) with all that does not fit, with its places, and a UserError(Fault::kData) for
/// headers that are damaged.
DataPlan plan_data(const LoadedConfig& loaded);

/// Writes what the layers and the run have settled into `block`, so that it reads back to the same preparation; `from`
/// becomes the model file.
void settle_preprocessing(const data::PreparedData& data, DataBlock& block);

}  // namespace nnctl::experiment
