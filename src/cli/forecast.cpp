#include "cli/forecast.hpp"

#include <fmt/format.h>

#include "cli/prediction_rows.hpp"
#include "train/predictor.hpp"

namespace nnctl::cli {

namespace {

// The time `step` rows behind the last row of a window that ends before position `end`; "" where rows have none.
std::string time_of(const data::Sequences& sequences, std::int64_t end, std::int64_t step) {
  const std::vector<double>& values = sequences.order.values;
  if (values.empty()) return {};
  const auto value = [&](std::int64_t position) {
    return values[static_cast<std::size_t>(sequences.rows[static_cast<std::size_t>(position)])];
  };
  std::int64_t last = end - 1;
  while (sequences.stands_in[static_cast<std::size_t>(last)] != 0) --last;
  // Rows that are there say their times themselves; behind them the rows' distance does.
  std::int64_t next = end;
  while (next < std::min(end - 1 + step, sequences.size() - 1) &&
         sequences.begins[static_cast<std::size_t>(next)] == 0) {
    ++next;
  }
  const bool is_there = next == end - 1 + step && next < sequences.size() &&
                        sequences.begins[static_cast<std::size_t>(next)] == 0 &&
                        sequences.stands_in[static_cast<std::size_t>(next)] == 0;
  if (is_there) return data::value_text(value(next), sequences.step);
  if (sequences.step.size == 0) return {};
  return data::value_text(sequences.step.after(value(last), end - 1 - last + step), sequences.step);
}

}  // namespace

Forecast forecast(const experiment::StoredModel& model, const data::WindowPreprocessing& windows,
                  const std::shared_ptr<const data::Samples>& input, const PredictArguments& arguments,
                  ThreadPool& pool) {
  if (!arguments.keep.empty()) {
    throw UserError(Fault::kUsage, "--keep has no meaning for windows: a forecast is of a time, not of a row",
                    "forecasts carry group, time and step");
  }
  if (arguments.bad_rows != "error") {
    throw UserError(Fault::kUsage, "--bad-rows has no meaning for windows: a row that cannot be read breaks them",
                    "correct the rows, or leave them out and see data.window.gaps");
  }
  const std::unique_ptr<data::WindowDataset> dataset =
      windows.forecasts(input, arguments.windows == "all" ? data::Origins::kAll : data::Origins::kLast);
  const std::vector<Real> outputs = train::predict(*model.assembly.plan, model.weights, *dataset, pool);
  const std::vector<std::string>& targets = model.target.columns();
  const data::Sequences& sequences = dataset->sequences();
  RowWriter writer(arguments.format == "ndjson");
  Forecast forecast;
  const Real* output = outputs.data();
  for (std::int64_t window = 0; window < dataset->num_rows(); ++window) {
    const std::int64_t end = dataset->end(window);
    for (const std::int64_t step : windows.config().steps) {
      std::vector<Field> fields;
      if (!sequences.group_names.empty()) {
        const std::int32_t group = sequences.groups[static_cast<std::size_t>(end - 1)];
        fields.push_back({"group", sequences.group_names[static_cast<std::size_t>(group)]});
      }
      fields.push_back({"time", time_of(sequences, end, step), !sequences.step.is_time});
      fields.push_back({"step", fmt::format("{}", step), true});
      for (std::size_t i = 0; i < targets.size(); ++i) {
        const double told = model.target.in_own_unit(static_cast<double>(*output++), i);
        fields.push_back({targets.size() == 1 ? "prediction" : "prediction_" + targets[i],
                          fmt::format("{}", static_cast<Real>(told)), true});
      }
      writer.row(fields);
      ++forecast.rows;
    }
  }
  forecast.text = writer.take();
  return forecast;
}

}  // namespace nnctl::cli
