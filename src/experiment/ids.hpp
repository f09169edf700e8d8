// Layers that take ids (embedding): the columns they read must be unscaled, and every value one of the ids.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "data/prepare.hpp"
#include "experiment/load.hpp"
#include "model/plan.hpp"

namespace nnctl::experiment {

/// Throws UserError(Fault::kConfig) where a layer of `plan` takes ids and a column is scaled.
void check_id_columns(const LoadedConfig& loaded, const ModelPlan& plan, const data::Preprocessing& preprocessing);

/// Throws UserError(Fault::kData) for the values of `rows` that are no id of the layer; with `bad_rows` adds their
/// positions in `rows` to it instead, which stays in order. Cells that cannot be read at all are passed over.
void check_ids(const ModelPlan& plan, const data::Preprocessing& preprocessing,
               const std::shared_ptr<const data::Samples>& samples, const data::RowIds& rows,
               std::vector<std::int64_t>* bad_rows = nullptr);

}  // namespace nnctl::experiment
