#include "report/training_view.hpp"

#include <fmt/format.h>

#include "report/diagnosis_view.hpp"
#include "report/figures.hpp"
#include "report/labelled_lines.hpp"

namespace nnctl::report {
namespace {

std::string ending(const TrainingEnd& end) {
  switch (end.status) {
    case train::Status::kStoppedEarly:
      return ", stopped early";
    case train::Status::kInterrupted:
      return ", interrupted";
    case train::Status::kDiverged:
      return ", diverged";
    case train::Status::kRunning:
    case train::Status::kCompleted:
      break;
  }
  return {};
}

std::string epochs(const Look& look, const TrainingEnd& end) {
  std::string text = fmt::format("{} of {}{}", format_count(end.epochs_done), format_count(end.epochs), ending(end));
  if (!end.best_epoch) return text;
  text += fmt::format("{}best {}", separator(look), format_count(*end.best_epoch));
  if (end.best_value) text += fmt::format(" ({} {})", end.monitor, format_value(*end.best_value));
  return text;
}

std::string cost(const Look& look, const TrainingEnd& end) {
  std::string text = format_duration(end.seconds);
  if (end.samples_per_second > 0) {
    text += fmt::format("{}{} samples/s", separator(look), format_rate(end.samples_per_second));
  }
  if (end.peak_memory_bytes > 0) {
    text += fmt::format("{}peak memory {}", separator(look), format_bytes(end.peak_memory_bytes));
  }
  return text;
}

}  // namespace

std::string training_end_view(const Look& look, const TrainingEnd& end) {
  std::string text = scores_table(look, end.scores);
  if (!text.empty()) text += '\n';
  text += diagnosis_view(look, end.diagnosis);
  if (!end.diagnosis.empty()) text += '\n';
  text += labelled_lines(
      look, {{"epochs", epochs(look, end)}, {"time", cost(look, end)}, {"run", end.run}, {"next", end.next}});
  return text;
}

}  // namespace nnctl::report
