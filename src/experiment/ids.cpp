#include "experiment/ids.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "data/array_preprocessor.hpp"
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

bool is_whole(Real value) { return value >= 0 && value == std::floor(value); }

bool is_id(Real value, const PlannedLayer& layer) {
  return is_whole(value) && value < static_cast<Real>(layer.plan.input_ids);
}

/// What is wrong with a value that is no id. `greatest` of the whole numbers among all rows would have to be one too.
data::CellMistake mistake_of(Real value, const PlannedLayer& layer, Real greatest) {
  return {fmt::format("{} is no id of layer '{}', which takes whole numbers from 0 to {}", value, layer.name,
                      layer.plan.input_ids - 1),
          is_whole(value) ? fmt::format("raise the layer's input_dim to at least {:.0f}, or correct the value",
                                        std::max(value, greatest) + 1)
                          : "correct the value, or leave it out"};
}

/// Values of cells row by row for each column. use(the cell's values, position in rows, column of the table)
template <class Use>
void for_each_cell(const data::Preprocessor& preprocessor, const data::Table& table, const data::RowIds& rows,
                   Use use) {
  const std::vector<int> columns = data::find_columns(table, preprocessor.columns());
  std::vector<Real> features(static_cast<std::size_t>(preprocessor.num_features()));
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const data::FeatureEncoder& encoder = preprocessor.encoder(i);
    std::size_t position = 0;
    for (auto row = rows.begin(); row != rows.end(); ++row, ++position) {
      if (encoder.encode(table.cell(*row, columns[i]), features.data())) continue;
      use(std::span<const Real>(features).first(static_cast<std::size_t>(encoder.width())), position, columns[i]);
    }
  }
}

/// The same of rows that are no table's. use(the row's values, position in rows)
template <class Use>
void for_each_row(const data::Dataset& dataset, Use use) {
  std::vector<Real> features(static_cast<std::size_t>(dataset.feature_shape().num_elements()));
  for (std::int64_t row = 0; row < dataset.num_rows(); ++row) {
    dataset.fill(std::span(&row, 1), {features.data(), nullptr});
    use(std::span<const Real>(features), static_cast<std::size_t>(row));
  }
}

/// The greatest whole number of some values, if it is more than `greatest`.
void raise_to_ids(std::span<const Real> values, Real& greatest) {
  for (const Real value : values) {
    if (is_whole(value)) greatest = std::max(greatest, value);
  }
}

/// "column 31" of a row's value, "place (3, 2)" where a row has axes; from 1, as rows are counted.
std::string place_in_row(std::int64_t index, const Shape& shape) {
  if (shape.rank() == 1) return fmt::format("column {}", index + 1);
  std::vector<std::int64_t> places(static_cast<std::size_t>(shape.rank()));
  for (int axis = shape.rank() - 1; axis >= 0; --axis) {
    places[static_cast<std::size_t>(axis)] = index % shape[axis] + 1;
    index /= shape[axis];
  }
  return fmt::format("place ({})", fmt::join(places, ", "));
}

/// Looks for values that are no ids; each(use) visits them as the two above do. Their rows go to `bad_rows`, or
/// add(mistake, index among the values, where use was told they are) says of them.
template <class Each, class Add>
void check_values(const PlannedLayer& layer, std::vector<std::int64_t>* bad_rows, const Each& each, const Add& add) {
  Real greatest = -1;  // of all rows, once there is a mistake
  each([&](std::span<const Real> values, std::size_t row, auto... column) {
    const auto wrong = std::ranges::find_if_not(values, [&](Real value) { return is_id(value, layer); });
    if (wrong == values.end()) return;
    if (bad_rows != nullptr) {
      bad_rows->push_back(static_cast<std::int64_t>(row));
      return;
    }
    if (greatest < 0) {
      greatest = 0;
      each([&](std::span<const Real> all, auto...) { raise_to_ids(all, greatest); });
    }
    add(mistake_of(*wrong, layer, greatest), wrong - values.begin(), static_cast<std::int64_t>(row), column...);
  });
}

void check_cells(const PlannedLayer& layer, const data::Preprocessor& preprocessor, const data::Table& table,
                 const data::RowIds& rows, std::vector<std::int64_t>* bad_rows) {
  data::CellMistakes mistakes(table);
  check_values(
      layer, bad_rows, [&](const auto& use) { for_each_cell(preprocessor, table, rows, use); },
      [&](data::CellMistake mistake, std::int64_t, std::int64_t row, int column) {
        mistakes.add(rows[row], column, std::move(mistake));
      });
  mistakes.throw_if_any();
}

void check_rows(const PlannedLayer& layer, const data::Dataset& dataset, const std::string& file,
                const data::RowIds& rows, std::vector<std::int64_t>* bad_rows) {
  data::Mistakes mistakes;
  check_values(
      layer, bad_rows, [&](const auto& use) { for_each_row(dataset, use); },
      [&](data::CellMistake mistake, std::int64_t index, std::int64_t row) {
        mistakes.add(
            {.file = file},
            fmt::format("row {}, {}: {}", rows[row] + 1, place_in_row(index, dataset.feature_shape()), mistake.message),
            std::move(mistake.hint));
      });
  mistakes.throw_if_any();
}

}  // namespace

void check_id_columns(const LoadedConfig& loaded, const ModelPlan& plan, const data::Preprocessing& preprocessing) {
  const PlannedLayer* layer = layer_of_ids(plan);
  if (layer == nullptr) return;
  schema::Reader reader;
  const auto* array = dynamic_cast<const data::ArrayPreprocessor*>(&preprocessing);
  if (array != nullptr && array->divisor() != 1) {
    reader.complain(locate(loaded.root, "data.scale"),
                    fmt::format("layer '{}' takes ids, and the array's numbers are divided by {} (data.scale: unit)",
                                layer->name, array->divisor()),
                    "set data.scale: none");
  }
  const auto* columns = dynamic_cast<const data::Preprocessor*>(&preprocessing);
  if (columns == nullptr) return reader.throw_if_failed();
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
    check_cells(*layer, *columns, *samples->table(), rows, bad_rows);
  } else {
    const bool is_paged = preprocessing.is_paged(*samples, rows.count(), {});
    const auto dataset =
        is_paged ? preprocessing.paged_dataset(samples, rows, {},
                                               data::PagePlan::of(preprocessing.row_bytes(), samples->num_rows(), {}))
                 : preprocessing.dataset(samples, rows, {}, bad_rows);
    const auto* arrays = dynamic_cast<const data::ArraySamples*>(samples.get());
    check_rows(*layer, *dataset, arrays != nullptr ? arrays->file() : "", rows, bad_rows);
  }
  if (bad_rows == nullptr) return;
  std::ranges::sort(*bad_rows);
  bad_rows->erase(std::unique(bad_rows->begin(), bad_rows->end()), bad_rows->end());
}

}  // namespace nnctl::experiment
