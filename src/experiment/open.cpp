#include "experiment/open.hpp"

#include <nlohmann/json.hpp>

#include "base/hash.hpp"
#include "data/oversampling.hpp"
#include "experiment/adopted_data.hpp"
#include "experiment/ids.hpp"

namespace nnctl::experiment {

std::shared_ptr<const data::PreparedData> prepare_data(const LoadedConfig& loaded) {
  const DataPlan plan = plan_data(loaded);
  check_against_header(loaded, plan);
  return std::make_shared<const data::PreparedData>(data::prepare(plan.config, plan.options));
}

OpenedExperiment open_experiment(LoadedConfig loaded) {
  std::shared_ptr<const data::PreparedData> data = prepare_data(loaded);
  return open_experiment(std::move(loaded), std::move(data));
}

OpenedExperiment open_experiment(LoadedConfig loaded, std::shared_ptr<const data::PreparedData> data) {
  OpenedExperiment opened;
  opened.has_validation = data->part(data::Part::kValidation).num_rows() > 0;
  opened.assembly = assemble(loaded, *data->preprocessing, data->target, opened.has_validation);
  settle_preprocessing(*data, opened.assembly.config.data);
  check_id_columns(loaded, *opened.assembly.plan, *data->preprocessing);
  for (const data::Part part : {data::Part::kTrain, data::Part::kValidation}) {
    const data::PartRows& rows = data->part(part);
    if (rows.samples) check_ids(*opened.assembly.plan, *data->preprocessing, rows.samples, rows.rows);
  }
  opened.loaded = std::move(loaded);
  opened.data = std::move(data);
  return opened;
}

std::unique_ptr<data::Dataset> training_rows(const OpenedExperiment& experiment) {
  const data::PreparedData& data = *experiment.data;
  std::unique_ptr<data::Dataset> rows = data.dataset(data::Part::kTrain, experiment.assembly.encoding);
  const TrainingBlock& training = experiment.assembly.config.training;
  const bool oversamples = training.sampling == Sampling::kOversample;
  if (training.class_weight.kind == ClassWeight::Kind::kNone && !oversamples) return rows;
  const auto part = static_cast<std::size_t>(data::Part::kTrain);
  const std::vector<std::int32_t> ids = data.target.class_ids(data.rows[part].samples->targets(), data.rows[part].rows);
  if (training.class_weight.kind != ClassWeight::Kind::kNone) {
    const std::vector<double> of_class =
        weights_of_classes(training.class_weight, data.target, data.class_counts[part]);
    std::vector<Real> weights;
    for (const std::int32_t id : ids) weights.push_back(static_cast<Real>(of_class[static_cast<std::size_t>(id)]));
    rows->set_weights(std::move(weights));
  }
  if (!oversamples) return rows;
  if (rows->is_paged()) {
    throw UserError(Fault::kConfig,
                    "training.sampling: oversample takes rows from anywhere in the data, and these are more than "
                    "data.memory",
                    "training.class_weight: balanced weighs small classes instead; or raise data.memory");
  }
  return std::make_unique<data::OversampledDataset>(std::move(rows), ids);
}

std::unique_ptr<data::Dataset> test_rows(const OpenedExperiment& experiment) {
  const data::PreparedData& data = *experiment.data;
  const DataBlock& block = experiment.assembly.config.data;
  if (block.test.empty()) {
    if (data.part(data::Part::kTest).num_rows() == 0) return nullptr;
    return data.dataset(data::Part::kTest, experiment.assembly.encoding);
  }
  const data::PartRows rows = data::reopen(block.to_config(), data::Part::kTest, *data.preprocessing, data.target);
  if (rows.num_rows() == 0) return nullptr;
  return data::make_dataset(rows, *data.preprocessing, &data.target, experiment.assembly.encoding, data.weight);
}

std::string run_identity(const OpenedExperiment& experiment) {
  const data::PreparedData& data = *experiment.data;
  const std::string identity = config_fingerprint(experiment.assembly.config) + "/" +
                               data.part(data::Part::kTrain).fingerprint + "/" +
                               data.part(data::Part::kValidation).fingerprint;
  if (data.fitted == nullptr) return identity;
  Hasher fitted;
  fitted.text(data.preprocessing->to_json().dump()).text(data.target.to_json().dump());
  return identity + "/" + fitted.hex();
}

}  // namespace nnctl::experiment
