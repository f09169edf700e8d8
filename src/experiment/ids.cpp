#include "experiment/ids.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "data/preprocessor.hpp"
#include "experiment/places.hpp"

namespace nnctl::experiment {

namespace {

/// The layer that takes ids, which reads the data as it is (assemble() sees to that); null when there is none.
const PlannedLayer* layer_of_ids(const ModelPlan& plan) {
  const auto found =
      std::ranges::find_if(plan.layers(), [](const PlannedLayer& one) { return one.plan.input_ids > 0; });
  return found == plan.layers().end() ? nullptr : &*found;
}

/// What is wrong with a value that should be an id below `count`, if anything.
std::optional<data::CellMistake> mistake_of(Real value, const PlannedLayer& layer) {
  const std::int64_t count = layer.plan.input_ids;
  const bool is_whole = value >= 0 && value == std::floor(value);
  if (is_whole && value < static_cast<Real>(count)) return {};
  return data::CellMistake{
      fmt::format("{} is no id of layer '{}', which takes whole numbers from 0 to {}", value, layer.name, count - 1),
      is_whole ? fmt::format("raise the layer's input_dim to at least {:.0f}, or correct the value", value + 1)
               : "correct the value, or leave it out"};
}

/// The first wrong value of each column and row. found(position in rows, column of the table, mistake)
template <class Found>
void for_each_wrong_cell(const PlannedLayer& layer, const data::Preprocessor& preprocessor, const data::Table& table,
                         const data::RowIds& rows, Found found) {
  const std::vector<int> columns = data::find_columns(table, preprocessor.columns());
  std::vector<Real> features(static_cast<std::size_t>(preprocessor.num_features()));
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const data::FeatureEncoder& encoder = preprocessor.encoder(i);
    std::size_t position = 0;
    for (auto row = rows.begin(); row != rows.end(); ++row, ++position) {
      if (encoder.encode(table.cell(*row, columns[i]), features.data())) continue;
      for (const Real value : std::span(features).first(static_cast<std::size_t>(encoder.width()))) {
        auto mistake = mistake_of(value, layer);
        if (!mistake) continue;
        found(position, columns[i], std::move(*mistake));
        break;
      }
    }
  }
}

/// The same for rows that are no table's, one value a row. found(position in rows, mistake)
template <class Found>
void for_each_wrong_row(const PlannedLayer& layer, const data::Dataset& dataset, Found found) {
  std::vector<Real> features(static_cast<std::size_t>(dataset.feature_shape().num_elements()));
  for (std::int64_t row = 0; row < dataset.num_rows(); ++row) {
    dataset.fill(std::span(&row, 1), {features.data(), nullptr});
    for (const Real value : features) {
      auto mistake = mistake_of(value, layer);
      if (!mistake) continue;
      found(static_cast<std::size_t>(row), std::move(*mistake));
      break;
    }
  }
}

}  // namespace

void check_id_columns(const LoadedConfig& loaded, const ModelPlan& plan, const data::Preprocessing& preprocessing) {
  const PlannedLayer* layer = layer_of_ids(plan);
  const auto* columns = dynamic_cast<const data::Preprocessor*>(&preprocessing);
  if (layer == nullptr || columns == nullptr) return;
  schema::Reader reader;
  for (std::size_t i = 0; i < columns->columns().size() && !reader.failed(); ++i) {
    if (!columns->encoder(i).scales()) continue;
    reader.complain(locate(loaded.root, "data.defaults.number.scale"),
                    fmt::format("layer '{}' takes ids, and column '{}' is scaled", layer->name, columns->columns()[i]),
                    "set data.defaults.number.scale: none");
  }
  reader.throw_if_failed();
}

void check_ids(const ModelPlan& plan, const data::Preprocessing& preprocessing,
               const std::shared_ptr<const data::Samples>& samples, const data::RowIds& rows,
               std::vector<std::int64_t>* bad_rows) {
  const PlannedLayer* layer = layer_of_ids(plan);
  if (layer == nullptr) return;
  const auto* columns = dynamic_cast<const data::Preprocessor*>(&preprocessing);
  if (columns != nullptr && samples->table() != nullptr) {
    data::CellMistakes mistakes(*samples->table());
    for_each_wrong_cell(*layer, *columns, *samples->table(), rows,
                        [&](std::size_t row, int column, data::CellMistake mistake) {
                          if (bad_rows != nullptr) {
                            bad_rows->push_back(static_cast<std::int64_t>(row));
                          } else {
                            mistakes.add(rows[static_cast<std::int64_t>(row)], column, std::move(mistake));
                          }
                        });
    mistakes.throw_if_any();
  } else {
    data::Mistakes mistakes;
    const bool is_paged = preprocessing.is_paged(*samples, rows.count(), {});
    const auto dataset =
        is_paged ? preprocessing.paged_dataset(samples, rows, {},
                                               data::PagePlan::of(preprocessing.row_bytes(), samples->num_rows(), {}))
                 : preprocessing.dataset(samples, rows, {}, bad_rows);
    for_each_wrong_row(*layer, *dataset, [&](std::size_t row, data::CellMistake mistake) {
      if (bad_rows != nullptr) {
        bad_rows->push_back(static_cast<std::int64_t>(row));
      } else {
        mistakes.add({}, fmt::format("row {}: {}", rows[static_cast<std::int64_t>(row)] + 1, mistake.message),
                     std::move(mistake.hint));
      }
    });
    mistakes.throw_if_any();
  }
  if (bad_rows == nullptr) return;
  std::ranges::sort(*bad_rows);
  bad_rows->erase(std::unique(bad_rows->begin(), bad_rows->end()), bad_rows->end());
}

}  // namespace nnctl::experiment
