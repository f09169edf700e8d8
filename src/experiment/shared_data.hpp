// Data read, split, fitted and encoded once for the many trainings of a sweep or a comparison.
#pragma once

#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "experiment/training.hpp"

namespace nnctl::experiment {

/// The values made last, by key. For several threads at once: one that asks for what another is making waits for it.
template <class Value>
class RecentValues {
 public:
  template <class Make>
  Value get(const std::string& key, Make make) {
    const std::lock_guard lock(mutex_);
    for (const auto& [known, value] : values_) {
      if (known == key) return value;
    }
    Value value = make();
    values_.emplace_front(key, value);
    if (values_.size() > kMost) values_.pop_back();
    return value;
  }

 private:
  static constexpr std::size_t kMost = 4;  // a search over keys of the data must not keep every variant in memory
  std::mutex mutex_;
  std::deque<std::pair<std::string, Value>> values_;
};

/// Hands the same data to all experiments that ask for the same. Thread-safe.
class SharedData {
 public:
  /// open_experiment() on shared data.
  OpenedExperiment open(LoadedConfig loaded);
  /// encode_rows() of an experiment that open() gave.
  TrainingRows rows(const OpenedExperiment& experiment);

 private:
  RecentValues<std::shared_ptr<const data::PreparedData>> prepared_;
  RecentValues<TrainingRows> rows_;
};

}  // namespace nnctl::experiment
