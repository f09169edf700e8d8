// Work on much data, of which a user wants to see how far it is. Whoever does it tells a process-wide observer: files
// are read deep below the commands that know what can be shown.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace nnctl {

struct WorkFigures {
  std::string_view verb;     ///< "reading"
  std::string_view subject;  ///< "rows.csv"
  std::int64_t done = 0;     ///< bytes
  std::int64_t all = 0;      ///< bytes; 0: not known
  double seconds = 0;        ///< since it began
  bool ended = false;
};

class WorkObserver {
 public:
  virtual ~WorkObserver() = default;
  /// At most some ten times a second, and at the end; from the working thread, one at a time.
  virtual void on_work(const WorkFigures& figures) = 0;
};

/// Null: nobody. Not while work is done; the observer outlives it.
void observe_work(WorkObserver* observer);

/// One piece of work while it lives. Nobody is told of less than kLeast bytes.
class LongWork {
 public:
  static constexpr std::int64_t kLeast = 64'000'000;

  LongWork(std::string_view verb, std::string subject, std::int64_t all);
  /// The end: by an exception too, which is not told as one.
  ~LongWork();
  LongWork(const LongWork&) = delete;
  LongWork& operator=(const LongWork&) = delete;

  /// For one thread at a time.
  void add(std::int64_t bytes);

 private:
  void tell(bool ended);

  std::string_view verb_;
  std::string subject_;
  std::int64_t all_;
  std::int64_t done_ = 0;
  double began_ = 0;
  double told_ = 0;
};

}  // namespace nnctl
