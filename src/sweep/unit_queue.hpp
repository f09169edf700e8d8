// Trainings that wait for a worker: in the order of their trials, but the last of a sweep the longest first, so that no
// worker is left with a long one when the others have nothing more to do (Graham, "Bounds on multiprocessing timing
// anomalies", SIAM Journal on Applied Mathematics 17, 1969). Which is run when changes no result.
#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <utility>

namespace nnctl::sweep {

/// One training of a job.
struct Unit {
  std::size_t job = 0;
  std::int64_t repeat = 0;
};

class UnitQueue {
 public:
  /// About how long one of a job's trainings takes, in any unit; asked once a job, and only of the last ones.
  using Cost = std::function<double(std::size_t job)>;
  explicit UnitQueue(Cost cost) : cost_(std::move(cost)) {}

  void push(Unit unit) { units_.push_back(unit); }
  bool empty() const { return units_.empty(); }
  std::int64_t size() const { return std::ssize(units_); }

  Unit pop_first() { return pop(units_.begin()); }
  /// Of equally long ones the first.
  Unit pop_longest() {
    return pop(std::ranges::max_element(units_, {}, [this](const Unit& unit) { return cost(unit.job); }));
  }

 private:
  Unit pop(std::deque<Unit>::iterator place) {
    const Unit unit = *place;
    units_.erase(place);
    return unit;
  }
  double cost(std::size_t job) {
    const auto found = costs_.find(job);
    return found != costs_.end() ? found->second : costs_.emplace(job, cost_(job)).first->second;
  }

  Cost cost_;
  std::deque<Unit> units_;
  std::map<std::size_t, double> costs_;
};

}  // namespace nnctl::sweep
