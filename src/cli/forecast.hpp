// Predictions of windows: one row a time step that is forecast, with group, time and step.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "cli/commands.hpp"
#include "data/windows.hpp"
#include "experiment/stored_model.hpp"
#include "parallel/thread_pool.hpp"

namespace nnctl::cli {

struct Forecast {
  std::string text;  ///< CSV or NDJSON
  std::int64_t rows = 0;
};

/// Columns: group (with group_by), time, step, prediction or prediction_COLUMN. The forecast behind the last row of
/// each group, or with arguments.windows "all" that of every window. Throws a UserError: kUsage for options that
/// windows do not know, kData for rows that hold no window.
Forecast forecast(const experiment::StoredModel& model, const data::WindowPreprocessing& windows,
                  const std::shared_ptr<const data::Samples>& input, const PredictArguments& arguments,
                  ThreadPool& pool);

}  // namespace nnctl::cli
