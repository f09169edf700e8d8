#include "report/work_progress.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/printable.hpp"
#include "report/data_view.hpp"
#include "report/figures.hpp"
#include "report/live_line.hpp"

namespace nnctl::report {
namespace {

double bytes_per_second(const WorkFigures& figures) {
  return static_cast<double>(figures.done) / std::max(figures.seconds, 1e-3);
}

std::string rate(const WorkFigures& figures) {
  return format_bytes(static_cast<std::int64_t>(bytes_per_second(figures))) + "/s";
}

}  // namespace

void WorkProgress::on_work(const WorkFigures& figures) {
  if (figures.ended) {
    console_.clear_live();
    console_.note(note_view(console_.err_look(), work_summary(figures)));
  } else if (console_.can_redraw()) {
    console_.show_live(work_line(console_.err_look(), figures));
  }
}

std::string work_line(const Look& look, const WorkFigures& figures) {
  constexpr std::size_t kBar = 20;
  const auto width = static_cast<std::size_t>(std::max(look.width - 1, 0));
  std::string line = fmt::format("{} {}", figures.verb, printable(std::string(figures.subject)));
  if (num_columns(line) > width) line = std::string(figures.verb);
  if (num_columns(line) > width) return {};
  const auto add = [&](const std::string& part, std::size_t columns) {
    if (num_columns(line) + 1 + columns <= width) line += ' ' + part;
  };
  if (figures.all <= 0) {
    add(format_bytes(figures.done), format_bytes(figures.done).size());
    add(rate(figures), rate(figures).size());
    return line;
  }
  const double share = std::min(1.0, static_cast<double>(figures.done) / static_cast<double>(figures.all));
  const std::string left =
      format_time_left(static_cast<double>(figures.all - figures.done) / bytes_per_second(figures)) + " left";
  const std::string percent = fmt::format("{:>3.0f}%", std::floor(share * 100));
  const std::string bar = progress_bar(Look{look.width, false, look.unicode}, share, kBar);
  add(bar, kBar);
  add(percent, percent.size());
  add(rate(figures), rate(figures).size());
  add(left, left.size());
  return line;
}

std::string work_summary(const WorkFigures& figures) {
  return fmt::format("{} {} took {}: {} at {}", figures.verb, printable(std::string(figures.subject)),
                     format_duration(figures.seconds), format_bytes(figures.done), rate(figures));
}

}  // namespace nnctl::report
