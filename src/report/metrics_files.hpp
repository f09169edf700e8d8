// metrics.csv and metrics.jsonl of a run directory: one row an epoch, on the disk before the next epoch begins.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "base/file.hpp"
#include "train/events.hpp"

namespace nnctl::report {

/// Columns: epoch (from 1), loss, metrics, val_..., learning_rate, seconds. Numbers in the shortest form that reads
/// back as the same double. What is not finite is nan, inf, -inf in CSV and null in JSON; what an epoch did not compute
/// is empty in CSV and absent in JSON.
class MetricsFiles : public train::TrainObserver {
 public:
  /// Opens both files in `directory` for appending. Throws UserError(Fault::kData), as do the appends.
  explicit MetricsFiles(const std::filesystem::path& directory);

  void on_epoch(const train::Trainer& trainer, const train::EpochEvent& event) override;
  void append(const train::EpochEvent& event);

  /// For a run that is taken up again after `epochs_done` epochs: keeps the header and the rows of these epochs,
  /// drops later rows and incomplete lines. Each file is rewritten whole or not at all, and only when it changes;
  /// missing files stay missing. Before the constructor.
  static void prepare_resume(const std::filesystem::path& directory, std::int64_t epochs_done);

 private:
  AppendFile csv_;
  AppendFile jsonl_;
  bool has_header_;
};

/// The epochs that metrics.jsonl of `directory` holds; null comes back as NaN. Without training_seconds.
std::vector<train::EpochEvent> read_metrics(const std::filesystem::path& directory);

}  // namespace nnctl::report
