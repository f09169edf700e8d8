// Whether trials with different values of the swept keys can be ranked against one another.
#pragma once

#include "experiment/config.hpp"
#include "schema/reader.hpp"

namespace nnctl::sweep {

/// Complains about keys that no training depends on, that change the rows which trials are judged on or what is
/// predicted on them, or that change the meaning of the metric; and about `data.folds`, which a sweep does not judge
/// by. `root` is the config's text.
void check_comparable(const experiment::SweepBlock& block, const experiment::ExperimentConfig& config,
                      const schema::Node& root, schema::Reader& reader);

}  // namespace nnctl::sweep
