#include "experiment/open.hpp"

#include "experiment/ids.hpp"

namespace nnctl::experiment {

OpenedExperiment open_experiment(LoadedConfig loaded) {
  OpenedExperiment opened;
  check_against_header(loaded);
  opened.data = data::prepare(loaded.config.data.to_config(), {.wants_category = wants_category(loaded.config)});
  opened.has_validation = opened.data.part(data::Part::kValidation).num_rows() > 0;
  opened.assembly =
      assemble(loaded, opened.data.preprocessing->feature_shape(), opened.data.target, opened.has_validation);
  check_id_columns(loaded, *opened.assembly.plan, *opened.data.preprocessing);
  for (const data::Part part : {data::Part::kTrain, data::Part::kValidation}) {
    const data::PartRows& rows = opened.data.part(part);
    if (rows.samples) check_ids(*opened.assembly.plan, *opened.data.preprocessing, rows.samples, rows.rows);
  }
  opened.loaded = std::move(loaded);
  return opened;
}

std::string run_identity(const OpenedExperiment& experiment) {
  return config_fingerprint(experiment.assembly.config) + "/" + experiment.data.part(data::Part::kTrain).fingerprint +
         "/" + experiment.data.part(data::Part::kValidation).fingerprint;
}

}  // namespace nnctl::experiment
