// What a person sees of files that take long to read: a live line on a terminal, and at the end what it took.
#pragma once

#include <string>

#include "base/long_work.hpp"
#include "report/console.hpp"

namespace nnctl::report {

class WorkProgress final : public WorkObserver {
 public:
  /// Keeps a reference; is the process's observer while it lives.
  explicit WorkProgress(Console& console) : console_(console) { observe_work(this); }
  ~WorkProgress() override { observe_work(nullptr); }
  WorkProgress(const WorkProgress&) = delete;
  WorkProgress& operator=(const WorkProgress&) = delete;

  void on_work(const WorkFigures& figures) override;

 private:
  Console& console_;
};

/// At most look.width - 1 columns, no newline: "reading rows.csv [====>   ] 52% 410 MiB/s 12s left".
std::string work_line(const Look& look, const WorkFigures& figures);
/// "reading rows.csv took 26s: 10.5 GiB at 413.2 MiB/s".
std::string work_summary(const WorkFigures& figures);

}  // namespace nnctl::report
